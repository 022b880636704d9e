"""Files of ours: written whole or not at all, read as what may be damaged, hashed, and packed the same everywhere."""

import hashlib
import io
import json
import shutil
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from contracts.model import first_mistake, shown
from operations.common.errors import InputError, OperationError, why_not
from stacks.whole_file import write_whole

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can hold: an archive does not record when it was made."""


Model = TypeVar("Model", bound=BaseModel)


def write_file(file: Path, content: str | bytes, *, mode: int = 0o644, only_new: bool = False) -> bool:
    """Write a file as `write_whole` does, its folder too.

    Raises OperationError that says which file, why, and that what was there is untouched.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return write_whole(file, content, mode=mode, only_new=only_new)
    except OSError as error:
        raise OperationError(
            f"{file} cannot be written: {why_not(error)}; what was there is untouched"
        ) from error


def read_bytes(file: Path, remedy: str) -> bytes:
    """Return what a file holds. Raises OperationError that names the file and ends with the remedy."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise OperationError(f"{file} cannot be read: {error.strerror}; {remedy}") from error


def read_object(file: Path, remedy: str) -> dict[str, Any]:
    """Return the JSON object in a file, which may be missing, cut or of another shape.

    Raises OperationError that says which file, what is wrong with it, and, as `remedy`, how to go on.
    """
    return object_of(read_bytes(file, remedy), str(file), remedy)


def object_of(data: bytes | str, where: str, remedy: str) -> dict[str, Any]:
    """Return the JSON object that some bytes are. Raises OperationError that names `where` they are from."""
    if not data:
        raise OperationError(f"{where} is damaged: it is empty; {remedy}")
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise OperationError(f"{where} is damaged: it is not JSON ({error}); {remedy}") from error
    if not isinstance(found, dict):
        raise OperationError(f"{where} is damaged: it is {shown(found)}, not a JSON object; {remedy}")
    return found


def model_of(kind: type[Model], data: bytes, where: str, remedy: str) -> Model:
    """Return the model that some bytes are, as JSON. Raises OperationError as `object_of` does."""
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        at, given, allowed = first_mistake(error)
        raise OperationError(f"{where} is damaged: {at} is {given}; allowed: {allowed}; {remedy}") from error


def remove(path: Path) -> None:
    """Remove a file, a folder or a link, if there is one; a link is never followed: what it leads to stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def refuse_used(output: Path) -> None:
    """Raise InputError if the folder that `--output` names has something in it."""
    if output.exists() and any(output.iterdir()):
        raise InputError(f"--output: {output} is not empty: give another folder, or remove it first")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: object) -> str:
    """Return a value as JSON in its one form: keys in order, no space."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


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


_COMPRESSIONS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def unpack(data: bytes, folder: Path, where: str, remedy: str) -> None:
    """Write the files of a zip into a folder; `zipfile` keeps them inside it.

    Raises OperationError that names `where` the zip is from if it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # Others are in no zip of ours, and what fails in them is an OSError, as a full disk is.
            if any(each.compress_type not in _COMPRESSIONS for each in archive.infolist()):
                raise zipfile.BadZipFile("it is compressed by another method than deflate")
            archive.extractall(folder)
    # A RuntimeError where it says of itself that it is encrypted, an IndexError for a file without a name.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, IndexError, ValueError) as error:
        raise OperationError(f"{where} is damaged: {error or 'it is cut'}; {remedy}") from error
