"""Files that several processes write at once."""

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that no reader ever sees a part of it, even if others write it at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(draft).chmod(mode)
        Path(draft).replace(file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def write_program(file: Path, content: bytes) -> None:
    """Write a file that may be run; one that holds this already is left alone."""
    if not (file.is_file() and file.read_bytes() == content and file.stat().st_mode & 0o111):
        write_whole(file, content, mode=0o755)
