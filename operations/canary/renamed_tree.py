"""Renames a whole tree of files."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from operations.canary.renames import Mention, rename
from operations.common.files import write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamedTree:
    """Which files were changed, how many names in them, and which strings were left."""

    files: tuple[str, ...]
    names: int
    mentions: tuple[Mention, ...]


def rename_tree(root: Path, files: Iterable[str]) -> RenamedTree:
    """Rename the imports of every Python file among some.

    Nothing is written if one of them cannot be renamed. Raises OperationError then.
    """
    sources = {path: rename((root / path).read_bytes(), path) for path in files if path.endswith(".py")}
    changed = {path: renamed for path, renamed in sources.items() if renamed.names}
    for path, renamed in changed.items():
        write_file(root / path, renamed.source)
    return RenamedTree(
        files=tuple(changed),
        names=sum(renamed.names for renamed in changed.values()),
        mentions=tuple(mention for renamed in sources.values() for mention in renamed.mentions),
    )
