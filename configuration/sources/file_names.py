"""Patterns of file names: those that match names, and take time that grows with the name."""

import functools
import re
import warnings
from collections.abc import Sequence
from typing import Any, Final

with warnings.catch_warnings():
    # The tree that `re` itself compiles; the module has no other name in the documentation.
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_compile
    import sre_parse

LONGEST_NAME: Final = 255
"""Characters of a file's name on most systems, and of a part of a key that SFTP writes."""

MOST_OPEN: Final = 2
"""Parts without a fixed length. To try how a name is divided between them takes its length to this power."""

_SIMPLE: Final = frozenset({"LITERAL", "NOT_LITERAL", "ANY", "IN", "CATEGORY", "RANGE", "NEGATE"})
_REPEATS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


def pattern_problem(pattern: str) -> str | None:
    """Return why a pattern of whole file names is of no use or takes too long, None if nothing is wrong.

    Repetitions inside of repetitions are refused: `re`, by which the function matches, tries every way to divide a
    name between them.
    """
    try:
        with warnings.catch_warnings():
            # What a later Python reads in another way.
            warnings.simplefilter("error", FutureWarning)
            re.compile(pattern)
            tree: Any = sre_parse.parse(pattern)
    except (re.error, RecursionError, OverflowError, FutureWarning) as error:
        return f"is not a regular expression ({getattr(error, 'msg', error)})"
    if "/" in pattern:
        return "holds '/', and a name of a file has none"
    shortest, _ = tree.getwidth()
    if not 1 <= shortest <= LONGEST_NAME:
        return f"matches no name of 1 to {LONGEST_NAME} characters, or an empty one"
    try:
        opened = _open_parts(tree, repeated=False)
        _check_characters(tree, tree.state)
    except _RefusedError as error:
        return str(error)
    if opened > MOST_OPEN:
        return f"has {opened} parts without a fixed length: to match them takes too long"
    return None


class _RefusedError(Exception):
    """Says what of a pattern is refused."""


def _open_parts(tree: Sequence[tuple[Any, Any]], *, repeated: bool) -> int:
    """Return how many repetitions without a fixed count a pattern has."""
    opened = 0
    for code, argument in tree:
        name = str(code)
        if name in _SIMPLE:
            continue
        if name in _REPEATS:
            least, most, body = argument
            if least == most and most > LONGEST_NAME:
                raise _RefusedError(f"repeats a part more than {LONGEST_NAME} times")
            if repeated and (most > 1 or least != most):
                raise _RefusedError("repeats what is repeated already: to match it takes too long")
            opened += (least != most) + _open_parts(body, repeated=repeated or most > 1)
        elif name == "SUBPATTERN":
            opened += _open_parts(argument[-1], repeated=repeated)
        elif name == "BRANCH":
            if repeated:
                raise _RefusedError("repeats a choice: to match it takes too long")
            opened += max(_open_parts(branch, repeated=repeated) for branch in argument[1])
        else:
            raise _RefusedError(
                f"uses {name.lower().replace('_', ' ')}, which the whole name of a file needs not"
            )
    return opened


def _check_characters(tree: Sequence[tuple[Any, Any]], state: Any) -> None:
    """Raise _RefusedError for one that no name has, such as a line break, or for a set that holds none."""
    for code, argument in tree:
        name = str(code)
        if name in _REPEATS:
            _check_characters(argument[2], state)
        elif name == "SUBPATTERN":
            _check_characters(argument[-1], state)
        elif name == "BRANCH":
            for branch in argument[1]:
                _check_characters(branch, state)
        elif not _matches_one(sre_compile.compile(sre_parse.SubPattern(state, [(code, argument)]))):
            raise _RefusedError("asks for a character that no name of a file has")


def _matches_one(part: re.Pattern[str]) -> bool:
    """Return whether a part of a pattern matches a character of names: nearly all match one of the first."""
    return any(part.search(_of_names(most)) for most in (0x80, 0x10000))


@functools.cache
def _of_names(most: int) -> str:
    """Return the characters below a code point that a name may hold; 0x10000 ends the plane of nearly all scripts."""
    return "".join(each for each in map(chr, range(most)) if each.isprintable() and each != "/")
