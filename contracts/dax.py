"""Reads what an expression in DAX names: columns, measures, tables, and what it sums up.

It knows DAX's words, not its grammar: Power BI is the judge of that, and tests ask a parser.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_TOKEN: Final = re.compile(
    r"""
    (?P<skipped> \s+ | //[^\n]* | --[^\n]* | /\*.*?\*/ )
    | (?P<string> "(?:[^"]|"")*" )
    | (?P<quoted> '(?:[^']|'')+' )
    | (?P<bracket> \[ (?:[^\[\]]|\]\])+ \] )
    | (?P<number> \d+(?:\.\d+)? )
    | (?P<word> [A-Za-z_][\w.]* )
    | (?P<sign> [(){},;=<>|&^*/+:!-] )
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS: Final = frozenset(
    {"VAR", "RETURN", "NOT", "IN", "ASC", "DESC", "TRUE", "FALSE"}
    | {"SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"}
)
"""Words of DAX that are no function and name nothing of the model: its syntax, and the intervals of DATEDIFF."""

_OVER_NUMBERS: Final = frozenset(
    {"SUM", "AVERAGE", "STDEV.S", "STDEV.P", "VAR.S", "VAR.P", "MEDIAN", "PRODUCT", "GEOMEAN"}
)
"""Functions of DAX that take one column, of numbers."""

_CLOSES: Final = {")": "(", "}": "{"}


class DaxError(ValueError):
    """Says why a text cannot be an expression in DAX."""


@dataclass(frozen=True, slots=True)
class Named:
    """What an expression names, in the order in which it does."""

    columns: tuple[tuple[str, str], ...]
    """Each with its table."""
    measures: tuple[str, ...]
    tables: tuple[str, ...]
    """Tables that are named without a column."""
    over_numbers: tuple[tuple[str, tuple[str, str]], ...]
    """Functions that need numbers, each with the column that it is given."""


def named(expression: str) -> Named:
    """Return what an expression names. Raises DaxError for characters and brackets that DAX does not have so."""
    tokens = _tokens(expression)
    _check_closed(tokens)
    columns: list[tuple[str, str]] = []
    measures: list[str] = []
    tables: list[str] = []
    over_numbers: list[tuple[str, tuple[str, str]]] = []
    variables = {
        text.upper()
        for (_, before), (kind, text) in pairwise(tokens)
        if before.upper() == "VAR" and kind == "word"
    }
    for at, (kind, text) in enumerate(tokens):
        (kind_before, before), (kind_after, after) = _at(tokens, at - 1), _at(tokens, at + 1)
        match kind:
            case "bracket" if kind_before in {"word", "quoted"} and before.upper() not in _WORDS:
                column = (_bare(before), text[1:-1].replace("]]", "]"))
                columns.append(column)
                function = _at(tokens, at - 3)[1].upper()
                if _at(tokens, at - 2)[1] == "(" and after == ")" and function in _OVER_NUMBERS:
                    over_numbers.append((function, column))
            case "bracket":
                measures.append(text[1:-1].replace("]]", "]"))
            case "quoted" if kind_after != "bracket":
                tables.append(_bare(text))
            case "word" if kind_after != "bracket" and after != "(":
                if text.upper() not in _WORDS | variables:
                    tables.append(text)
            case _:
                pass
    return Named(tuple(columns), tuple(measures), tuple(tables), tuple(over_numbers))


def _tokens(expression: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(expression):
        if not (match := _TOKEN.match(expression, at)):
            raise DaxError(f"DAX has no {expression[at]!r} as it stands at character {at + 1}")
        if match.lastgroup != "skipped":
            found.append((str(match.lastgroup), match.group()))
        at = match.end()
    if not found:
        raise DaxError("nothing is said")
    return found


def _check_closed(tokens: list[tuple[str, str]]) -> None:
    opened: list[str] = []
    for kind, text in tokens:
        if kind != "sign":
            continue
        if text in _CLOSES.values():
            opened.append(text)
        elif text in _CLOSES and (not opened or opened.pop() != _CLOSES[text]):
            raise DaxError(f"a {text} closes nothing")
    if opened:
        raise DaxError(f"a {opened[-1]} is not closed")


def _at(tokens: list[tuple[str, str]], at: int) -> tuple[str, str]:
    return tokens[at] if 0 <= at < len(tokens) else ("", "")


def _bare(table: str) -> str:
    return table[1:-1].replace("''", "'") if table.startswith("'") else table
