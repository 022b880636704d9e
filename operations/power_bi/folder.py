"""Writes a project into a folder: all of it or nothing, and nothing of what others have put there."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from operations.common.errors import InputError, OperationError, why_not
from operations.common.files import remove, write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of each file, by its path in the folder."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    same: tuple[str, ...]
    kept: tuple[str, ...]
    """What is written only where there is none, and was there."""


def write_project(
    folder: Path, again: Mapping[str, str], once: Mapping[str, str], ours: tuple[str, ...]
) -> Written:
    """Write the files `again` over what is there, and those of `once` if none of them is there.

    `ours` are folders inside in which every other file goes: what an earlier run wrote and this one does not.
    Raises InputError if the folder is something else, OperationError if it cannot be written; then it is as it was.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--output: {folder} is a file: give a folder, which is made if there is none")
    try:
        links = [name for name in ("", *again, *once, *ours) if _through_link(folder, name)]
        if links:
            raise InputError(f"--output: {folder / links[0]} is a link: give a folder of files")
        has_report = any((folder / path).exists() for path in once)
        wanted = {**again, **({} if has_report else once)}
        there = {path: (folder / path).read_bytes() for path in wanted if (folder / path).is_file()}
        gone = sorted(
            name
            for each in ours
            for file in (folder / each).rglob("*")
            if file.is_file() and (name := file.relative_to(folder).as_posix()) not in wanted
        )
        changes = {path: text for path, text in wanted.items() if there.get(path) != text.encode()}
        if changes or gone:
            _change(folder, changes, gone)
    except OSError as error:
        raise OperationError(f"{folder} cannot be written: {why_not(error)}; it is as it was") from error
    return Written(
        new=tuple(sorted(set(changes) - set(there))),
        changed=tuple(sorted(set(changes) & set(there))),
        removed=tuple(gone),
        same=tuple(sorted(set(wanted) - set(changes))),
        kept=tuple(sorted(once)) if has_report else (),
    )


def _change(folder: Path, changes: Mapping[str, str], gone: list[str]) -> None:
    """Write and remove, by renaming alone once everything is on the disk; put back what was if that fails."""
    made = _missing_parents(folder, changes)
    folder.mkdir(parents=True, exist_ok=True)
    moved: list[tuple[Path, Path]] = []
    try:
        with tempfile.TemporaryDirectory(prefix=".anthill-", dir=folder) as name:
            stage = Path(name)
            for path, text in changes.items():
                write_file(stage / "new" / path, text)
            try:
                for path in (*changes, *gone):
                    if (folder / path).exists():
                        _move(folder / path, stage / "old" / path, moved)
                    if path in changes:
                        _move(stage / "new" / path, folder / path, moved)
            except BaseException:
                for source, target in reversed(moved):
                    target.replace(source)
                raise
    except BaseException:
        for each in reversed(made):
            remove(each)
        raise


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    moved.append((source, target))


def _missing_parents(folder: Path, paths: Mapping[str, str]) -> list[Path]:
    """Return the folders that are not there yet, each after the one that it is in."""
    found = [*reversed(folder.parents), folder]
    for path in paths:
        found += [folder / each for each in reversed(Path(path).parents) if each != Path()]
    return list(dict.fromkeys(each for each in found if not each.exists()))


def _through_link(folder: Path, name: str) -> bool:
    """Return whether a path inside the folder is a link, or leads through one: it would be written elsewhere."""
    path = Path(name)
    return any((folder / each).is_symlink() for each in (path, *path.parents) if each != Path())
