"""What a version of a table consists of, so that a file which something else cut, changed or removed is noticed."""

import hashlib
import json
from pathlib import Path
from typing import Final

FILES: Final = "_files.json"


def seal(folder: Path, before: Path | None) -> None:
    """Write down a version's files with their digests; those that it shares with the version before keep theirs."""
    known = _sealed(before) if before else {}
    files: dict[str, str] = {}
    for name in _names(folder):
        # By a hard link: a file of the same name alone, such as the record of deliveries, has another content.
        shared = before and name in known and (before / name).samefile(folder / name)
        files[name] = known[name] if shared else _digest(folder / name)
    (folder / FILES).write_text(json.dumps(files), encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Return whether a version has exactly the files that it was sealed with."""
    sealed = _sealed(folder)
    return (
        bool(sealed)
        and _names(folder) == sorted(sealed)
        and all(_digest(folder / name) == digest for name, digest in sealed.items())
    )


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*") if file.is_file() and file.name != FILES)


def _sealed(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / FILES).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
