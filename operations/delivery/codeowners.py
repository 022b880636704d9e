"""CODEOWNERS: who answers for a path. The last rule that matches decides, also if it names nobody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from codeowners import CodeOwners

PLACES: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks, in this order (GitHub Docs, "About code owners")."""

_COMMENT: Final = re.compile(r"(?<!\\)(?:^|\s)#.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OwnedBy:
    """The owners that one rule names for some paths: accounts (`@ada`) and teams (`@acme/platform`)."""

    pattern: str
    owners: tuple[str, ...]
    paths: tuple[str, ...]


class Ownership:
    """The rules of a CODEOWNERS file."""

    def __init__(self, text: str) -> None:
        # The library would take owners from what a comment after a rule says.
        self._rules = CodeOwners(_COMMENT.sub("", text))

    def owners(self, path: str) -> tuple[str, ...]:
        """Return the owners of a path, none if no rule or a rule without owners decides."""
        return tuple(name for _, name in self._rules.of(path))

    def owned(self, paths: Iterable[str]) -> list[OwnedBy]:
        """Return the rules that decide about paths and name owners, with their paths; each path counts once."""
        found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for path in sorted(set(paths)):
            owners, _, pattern, _ = self._rules.matching_line(path)
            if owners:
                found.setdefault((pattern or "", tuple(name for _, name in owners)), []).append(path)
        return [OwnedBy(pattern, owners, tuple(held)) for (pattern, owners), held in found.items()]
