"""The arguments that differ, line by line, and as a block of Markdown."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from operations.review.arguments import Argument
from operations.review.change import forced_by

MOST_ARGUMENTS: Final = 40
"""Arguments of one resource, where the block is shortened."""

LONGEST_VALUE: Final = 160
"""Characters of a value, where the block is shortened."""

ALIKE_BEFORE: Final = 40
"""Characters before the first that differs: they say where in a value it is."""

FENCE: Final = "````"
QUOTES: Final = "'''"
"""What stands for a fence within a value."""


def lines(arguments: Sequence[Argument], forcing: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the old and the new value of each argument, with `-` or `+`."""
    for argument in arguments:
        forces = "   # forces the replacement" if forced_by(argument.path, forcing) else ""
        for sign, value in (("-", argument.before), ("+", argument.after)):
            if value is not None:
                yield sign, f"{argument.path} = {value}{forces}"


def argument_lines(arguments: Sequence[Argument], forcing: tuple[str, ...], *, whole: bool) -> list[str]:
    """Return a block with the old and the new value of each argument.

    Unless it is to be whole, values are cut to where they differ, and what is left out is counted.
    """
    shown = arguments if whole else [_cut(argument) for argument in arguments[:MOST_ARGUMENTS]]
    held = [f"{sign} {text.replace(FENCE, QUOTES)}" for sign, text in lines(shown, forcing)]
    left = len(arguments) - len(shown)
    more = [f"{left} more arguments are in the page and the JSON."] if left else []
    return [f"{FENCE}diff", *held, FENCE, *more]


def _cut(argument: Argument) -> Argument:
    pairs = zip(argument.before or "", argument.after or "", strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    start = max(0, same - ALIKE_BEFORE)
    return replace(argument, before=_excerpt(argument.before, start), after=_excerpt(argument.after, start))


def _excerpt(text: str | None, start: int) -> str | None:
    if text is None or len(text) <= LONGEST_VALUE:
        return text
    start = min(start, len(text) - LONGEST_VALUE)
    end = start + LONGEST_VALUE
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
