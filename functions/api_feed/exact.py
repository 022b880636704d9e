"""JSON of an API as it came: numbers digit by digit, and nothing that the records' readers can't take."""

import json
import re
from typing import Any

DEEPEST = 64
"""Levels of a page; what is nested deeper becomes the text of it, for JSON's readers give up somewhere."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_NO_BRACKET = re.compile(r"[^\[\]{}]+")


class Number(str):
    """A number as it was written; as a float it would lose digits, as an int it could be too long for Python."""

    __slots__ = ()


def parsed(body: bytes) -> Any:
    """Return the value of a document, its numbers as Number. Raises ValueError if it is none.

    `NaN` and `Infinity`, which JSON does not know, become strings: no column of numbers takes them, so their record
    goes to quarantine and the others land.
    """
    text = body.decode(json.detect_encoding(body), "surrogatepass")
    if _is_deep(text):
        text = _shallow(text)
    return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=str)


def written(value: Any) -> str:
    """Return a value that was parsed as compact JSON; the same value gives the same text."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{_text(name)}:{written(below)}" for name, below in value.items())
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(written, value))}]"
    return _text(value)


def encoded(line: str) -> bytes:
    """Return text as UTF-8; half of a surrogate pair, which has none, as the escape that JSON has for it."""
    return line.encode("utf-8", "backslashreplace")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_deep(text: str) -> bool:
    """Return whether brackets are nested too deep, by taking the innermost away, level by level."""
    brackets = _NO_BRACKET.sub("", _STRING.sub("", text))
    for _ in range(DEEPEST):
        if not brackets:
            return False
        brackets = brackets.replace("[]", "").replace("{}", "")
    return bool(brackets)


def _shallow(text: str) -> str:
    """Return a document with each value below the deepest level as a string of its text."""
    pieces: list[str] = []
    depth = start = 0
    for token in _TOKEN.finditer(text):
        if token[0] in {"[", "{"}:
            depth += 1
            if depth == DEEPEST:
                pieces.append(text[start : token.start()])
                start = token.start()
        elif token[0] in {"]", "}"}:
            if depth == DEEPEST:
                pieces.append(json.dumps(text[start : token.end()]))
                start = token.end()
            depth -= 1
    return "".join([*pieces, text[start:]])
