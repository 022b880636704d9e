"""Files of a folder by hash, and as one archive that is the same wherever it is made."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from operations.common.errors import InputError

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can name: an archive tells nothing of when it was made."""


def refuse_used(output: Path) -> None:
    """Raise InputError if the folder that `--output` names has something in it."""
    if output.exists() and any(output.iterdir()):
        raise InputError(f"--output: {output} is not empty: give another folder, or remove it first")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def file_hashes(folder: Path, *, but: Iterable[str] = ()) -> dict[str, str]:
    """Return the SHA-256 of every file under a folder by its relative path, links not followed."""
    left_out = set(but)
    return {
        name: sha256(file.read_bytes())
        for file in sorted(folder.rglob("*"))
        if (file.is_file() or file.is_symlink())
        and (name := file.relative_to(folder).as_posix()) not in left_out
    }


def pack(folder: Path) -> bytes:
    """Return a folder as a zip: the same files, the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())
    return buffer.getvalue()


def unpack(data: bytes, folder: Path) -> None:
    """Write the files of a zip into a folder; `zipfile` keeps them inside it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
