"""Who answers for paths, as GitHub knows it at a commit."""

from collections.abc import Iterable
from typing import Final

from operations.delivery.codeowners import PLACES, OwnedBy, Ownership
from operations.github.client import GitHub
from operations.github.pull_requests import file_at

TEAM_PARTS: Final = 2


def owned_at(github: GitHub, commit: str, paths: Iterable[str]) -> list[OwnedBy]:
    """Return the rules of CODEOWNERS at a commit that decide about paths and name owners."""
    for place in PLACES:
        text = file_at(github, place, commit)
        if text is not None:
            return Ownership(text).owned(paths)
    return []


def accounts_of(github: GitHub, owner: str) -> frozenset[str]:
    """Return the accounts that an entry of CODEOWNERS names; an address of e-mail names none that is known."""
    parts = owner.removeprefix("@").split("/")
    if not owner.startswith("@"):
        return frozenset()
    return github.team(parts[0], parts[1]) if len(parts) == TEAM_PARTS else frozenset({parts[0]})


def unknown_owners(owned: Iterable[OwnedBy]) -> list[str]:
    """Return a refusal for each owner whose account nobody can tell."""
    return [
        f"CODEOWNERS names {owner} for {each.pattern!r}: name the account or team instead"
        for each in owned
        for owner in each.owners
        if not owner.startswith("@")
    ]
