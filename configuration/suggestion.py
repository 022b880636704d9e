"""The nearest of the allowed values to one that was mistyped."""

import os
from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return `; did you mean NAME?` to end a message with, or nothing where no known value is near."""
    names = list(known)
    # What all begin with says nothing of which is meant, and would make any two of them alike.
    shared = os.path.commonprefix(names) if len(names) > 1 else ""  # noqa: RUF071 - of names, no paths
    by_rest = {name.removeprefix(shared): name for name in names}
    close = get_close_matches(given.removeprefix(shared), by_rest, n=1)
    return f"; did you mean {by_rest[close[0]]}?" if close else ""
