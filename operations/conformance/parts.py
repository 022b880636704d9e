"""The files of a checkout that conformance compares with."""

from pathlib import Path
from typing import Final

from operations.common.files import read_bytes

REMEDY: Final = "what is synthesised is compared with it: take it back from Git"


def part_of(file: Path) -> str:
    """Return the text of a file. Raises OperationError, with the remedy, if it is absent or cannot be read."""
    return read_bytes(file, REMEDY).decode()
