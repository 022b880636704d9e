"""The arguments that differ, as a block of Markdown."""

from collections.abc import Sequence
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


def argument_lines(arguments: Sequence[Argument], forcing: tuple[str, ...], *, whole: bool) -> list[str]:
    """Return a block with the old and the new value of each argument.

    Unless it is to be whole, values are cut to where they differ, and what is left out is counted.
    """
    shown = arguments if whole else [_cut(argument) for argument in arguments[:MOST_ARGUMENTS]]
    lines = [f"{FENCE}diff"]
    for argument in shown:
        forces = "   # forces the replacement" if forced_by(argument.path, forcing) else ""
        if argument.before is not None:
            lines.append(f"- {argument.path} = {_line(argument.before)}{forces}")
        if argument.after is not None:
            lines.append(f"+ {argument.path} = {_line(argument.after)}{forces}")
    lines.append(FENCE)
    if len(arguments) > len(shown):
        lines.append(f"{len(arguments) - len(shown)} more arguments are in the page and the JSON.")
    return lines


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


def _line(text: str) -> str:
    return text.replace(FENCE, "'''")
