"""The edits of a change, as small as they can be taken back one by one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.git import git
from operations.synthesis.compared import changed_files, is_read
from operations.synthesis.locations import Location
from operations.synthesis.revisions import WORKING, Revision

HUNK: Final = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
CODE: Final = re.compile(r"^\s*[^\s#]")
"""A line that is neither empty nor a comment alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Lines of a file that are put in the place of others; a file that is new or gone is one edit."""

    file: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    old_line: int
    new_line: int
    whole: bool = False

    @property
    def place(self) -> Location:
        """The first line of code of the edit, of the base where the edit only takes away."""
        lines, first = (self.new, self.new_line) if self.new else (self.old, self.old_line)
        at = next((index for index, line in enumerate(lines) if CODE.match(line)), 0)
        return Location(self.file, first + at)

    def taken_back(self, text: str) -> str | None:
        """Return a text of the head as it was before this edit, None for a file that was not there."""
        if self.whole and not self.old:
            return None
        lines = text.splitlines(keepends=True)
        start = self.new_line - 1 if self.new else self.new_line
        return "".join([*lines[:start], *self.old, *lines[start + len(self.new) :]])

    def lines(self) -> tuple["Edit", ...]:
        """Return an edit of each line where as many lines are there as before, else the edit itself."""
        if self.whole or len(self.old) != len(self.new) or len(self.new) == 1:
            return (self,)
        return tuple(
            Edit(
                file=self.file,
                old=(old,),
                new=(new,),
                old_line=self.old_line + index,
                new_line=self.new_line + index,
            )
            for index, (old, new) in enumerate(zip(self.old, self.new, strict=True))
            if old != new
        )


def edits_of(repository: Path, base: Revision, head: Revision) -> tuple[Edit, ...]:
    """Return the edits of text files that a synthesis may read, in the order of files and lines."""
    read = [file for file in changed_files(repository, base, head) if is_read(file)]
    return tuple(edit for file in sorted(set(read)) for edit in _of_file(repository, base, head, file))


def _of_file(repository: Path, base: Revision, head: Revision, file: str) -> Iterator[Edit]:
    before, after = (_text(repository, revision, file) for revision in (base, head))
    if before is None or after is None:
        old, new = (() if text is None else tuple(text.splitlines(keepends=True)) for text in (before, after))
        yield Edit(file=file, old=old, new=new, old_line=1, new_line=1, whole=True)
        return
    old_lines, new_lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    revisions = [base.commit or "HEAD", *([head.commit] if head.commit else [])]
    told = git(
        repository,
        "diff",
        "--unified=0",
        "--no-color",
        "--no-ext-diff",
        "--no-renames",
        *revisions,
        "--",
        file,
    )
    for line in told.splitlines():
        if found := HUNK.match(line):
            old_at, old_count, new_at, new_count = (
                int(number) if number is not None else 1 for number in found.groups()
            )
            yield Edit(
                file=file,
                old=_lines(old_lines, old_at, old_count),
                new=_lines(new_lines, new_at, new_count),
                old_line=old_at,
                new_line=new_at,
            )


def _lines(lines: Sequence[str], first: int, count: int) -> tuple[str, ...]:
    return tuple(lines[first - 1 : first - 1 + count]) if count else ()


def _text(repository: Path, revision: Revision, file: str) -> str | None:
    """Return a file of a revision, None where it is not, or holds no text."""
    try:
        if revision == WORKING:
            return (repository / file).read_text(encoding="utf-8")
        listed = git(repository, "ls-tree", "--name-only", "-z", revision.commit or "HEAD", "--", file)
        return git(repository, "show", f"{revision.commit}:{file}") if listed else None
    except (OSError, UnicodeDecodeError):
        return None
