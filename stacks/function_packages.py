"""Packages the functions' code: the same bytes on every machine."""

import atexit
import base64
import hashlib
import io
import shutil
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Final

from cdktf import AssetType, TerraformAsset, TerraformStack

from constructs_lib.ingestion.source_function import FunctionCode

FUNCTIONS: Final = Path(__file__).resolve().parents[1] / "functions"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold."""
READ_BY_ALL: Final = 0o100644 << 16


@cache
def package(name: str) -> bytes:
    """Return the zip of a function's folder: sorted, without times, rights of their own or compression.

    Compressed bytes would depend on the zlib at hand. Raises FileNotFoundError for an unknown function.
    """
    folder = FUNCTIONS / name
    files = sorted(folder.rglob("*.py"))
    if not files:
        raise FileNotFoundError(f"no function {name!r} in {FUNCTIONS}")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(FUNCTIONS).as_posix(), EPOCH)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = READ_BY_ALL
            archive.writestr(entry, file.read_bytes())
    return buffer.getvalue()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="anthill-functions-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def function_code(stack: TerraformStack, name: str) -> FunctionCode:
    """Add the package of a function to a stack's output, and return where it is and what it holds."""
    content = package(name)
    file = _folder() / f"{name}.zip"
    if not file.exists():
        file.write_bytes(content)
    asset = TerraformAsset(stack, f"{name}_code", path=str(file), type=AssetType.FILE)
    return FunctionCode(
        path=asset.path,
        digest_base64=base64.b64encode(hashlib.sha256(content).digest()).decode(),
        handler=f"{name}.handler.handle",
    )
