"""Writes the pages, and finds those that are not what the code says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Final

from operations.common.files import write_file

FIX: Final = "make reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A file that is not as it would be written now, and in what."""

    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


def faults(folder: Path, texts: Mapping[str, str], owned: tuple[str, ...]) -> Iterator[Fault]:
    """Yield the files of a folder that differ from their texts, are missing, or are made no longer.

    In the folders that are `owned` nothing lies but what is made.
    """
    for file, text in texts.items():
        try:
            found = (folder / file).read_text(encoding="utf-8")
        except FileNotFoundError:
            yield Fault(file=file, what="is not there")
            continue
        if found != text:
            yield Fault(file=file, what=f"differs from line {first_difference(found, text)} on")
    for file in left_over(folder, texts, owned):
        yield Fault(file=str(file.relative_to(folder)), what="is made no longer")


def write(folder: Path, texts: Mapping[str, str], owned: tuple[str, ...]) -> list[Fault]:
    """Write the texts; remove what is made no longer. Return what was wrong before."""
    found = list(faults(folder, texts, owned))
    for fault in found:
        file = folder / fault.file
        if fault.file in texts:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_file(file, texts[fault.file])
        else:
            file.unlink()
    return found


def left_over(folder: Path, texts: Mapping[str, str], owned: tuple[str, ...]) -> list[Path]:
    """Return the files in the owned folders that nothing makes."""
    there = [file for name in owned for file in sorted((folder / name).rglob("*")) if file.is_file()]
    return [file for file in there if str(file.relative_to(folder)) not in texts]


def first_difference(before: str, after: str) -> int:
    """Return the number of the first line that differs."""
    lines = zip_longest(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return next(number for number, (old, new) in enumerate(lines, start=1) if old != new)
