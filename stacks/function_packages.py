"""Puts the functions' code beside the stacks."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from cdktf import AssetType, TerraformAsset, TerraformStack

from constructs_lib.ingestion.source_function import FunctionCode
from functions.packaging import digest, package
from stacks.whole_file import write_whole


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="anthill-functions-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def function_code(stack: TerraformStack, name: str) -> FunctionCode:
    """Add the package of a function to a stack's output, and return where it is and what it holds."""
    file = _folder() / f"{name}.zip"
    if not file.exists():
        write_whole(file, package(name))
    asset = TerraformAsset(stack, f"{name}_code", path=str(file), type=AssetType.FILE)
    return FunctionCode(
        path=asset.path,
        digest_base64=digest(name),
        handler=f"{name}.handler.handle",
    )
