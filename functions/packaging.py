"""Packages the functions' code: the same bytes on every machine."""

import base64
import hashlib
import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Final

FUNCTIONS: Final = Path(__file__).resolve().parent
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
def digest(name: str) -> str:
    """Return the digest of a function's zip as Lambda gives it: SHA-256, base64."""
    return base64.b64encode(hashlib.sha256(package(name)).digest()).decode()
