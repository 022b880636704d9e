"""Replaces tokens by what Terraform reads, as cdktf's resolve does."""

import functools
import re
import sys
from typing import Any, Final

from fast_bindings.kernel import javascript
from fast_bindings.kernel.javascript import UNDEFINED
from fast_bindings.kernel.tokens import (
    IN_LIST,
    IN_MAP,
    IN_NUMBER,
    MAP_VALUES,
    MARK,
    NUMBER_LIST_MARK,
    TOKENS,
    Context,
    Expression,
)
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError

BRACE: Final = re.compile(r"\$\{|\}")

LEADING_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
"""What JavaScript's parseFloat reads of a text (ECMA-262, StrDecimalLiteral)."""
IN_MAP_VALUE: Final = frozenset({MAP_VALUES["String"], MAP_VALUES["Any"]})


def resolve(value: Any, context: Context) -> Any:  # noqa: PLR0911 - one for each kind of value
    """Return a value without tokens. Values are those of values.py: text, numbers, lists, maps, expressions."""
    kind = type(value)
    if kind is str:
        return _string(value, context)
    if kind is bool or kind is int or value is None or value is UNDEFINED:
        return value
    if kind is dict:
        return _map(value, context)
    if kind is list:
        return _list(value, context)
    if kind is float:
        expression = TOKENS.of_number(value)
        return value if expression is None else resolve(expression, context)
    if isinstance(value, Expression):
        inner = context.inner()
        found = value.resolved(inner)
        if type(found) is str and MARK not in found:
            return found
        return resolve(found, inner.inner())
    raise UnknownToKernelError(f"a value of type {kind.__name__}")


def _map(value: dict[str, Any], context: Context) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, held in value.items():
        if MARK in key:
            if "&{" + MARK in key:
                return _map_token(value, context)
            key = _string(key, context.inner())  # noqa: PLW2901
            if type(key) is not str:
                raise StockRefusesError("a key of a map that is no text")
        held = resolve(held, context)  # noqa: PLW2901
        if held is not UNDEFINED:
            found[key] = held
    return found


def _map_token(value: dict[str, Any], context: Context) -> Any:
    token = IN_MAP.fullmatch(next(iter(value)))
    if token is None or len(value) != 1:
        raise StockRefusesError("a token of a map beside other keys")
    return resolve(TOKENS.known(token[1]), context)


def _list(value: list[Any], context: Context) -> Any:
    if any(type(each) is str and "#{" + MARK in each for each in value):
        token = IN_LIST.fullmatch(value[0]) if len(value) == 1 else None
        if token is None:
            raise StockRefusesError("a token of a list beside other elements")
        return resolve(TOKENS.known(token[1]), context)
    if TOKENS.any_numbers:
        numbers = [
            TOKENS.of_number(each, NUMBER_LIST_MARK) if type(each) is float else None for each in value
        ]
        if any(each is not None for each in numbers):
            if len(numbers) != 1:
                raise StockRefusesError("a token of a list of numbers beside other elements")
            return resolve(numbers[0], context)
    found = [resolve(each, context) for each in value]
    return [each for each in found if each is not UNDEFINED]


def _numbers(text: str, context: Context) -> Any:
    """Return a text with what tokens of numbers in it stand for; text alone may be something else then."""
    if not TOKENS.any_numbers or "e+" not in text:
        return text
    parts: list[Any] = []
    end = 0
    for found in IN_NUMBER.finditer(text):
        leading = LEADING_NUMBER.match(found[0])
        expression = TOKENS.of_number(float(leading[0])) if leading else None
        if expression is not None:
            parts += [text[end : found.start()], resolve(expression, context.inner())]
            end = found.end()
    if not parts:
        return text
    parts = [each for each in (*parts, text[end:]) if each != ""]
    return parts[0] if len(parts) == 1 else "".join(_as_text(each) for each in parts)


def _as_text(value: Any) -> str:
    return javascript.text(value, "a token within a text that is neither text nor number nor boolean")


def _string(text: str, context: Context) -> Any:
    if MARK not in text:
        if text in IN_MAP_VALUE:
            raise StockRefusesError("the value of a token of a map")
        return _numbers(text, context)
    if "#{" + MARK in text:
        raise StockRefusesError("a token of a list within a text")
    if "&{" + MARK in text:
        raise UnknownToKernelError("a token of a map within a text")
    fragments = TOKENS.fragments(text)
    if len(fragments) == 1:
        only = fragments[0]
        found = resolve(only, context) if isinstance(only, Expression) else only
        if type(found) is str:
            return _numbers(found, context)
        if type(found) is not bool and IN_NUMBER.search(javascript.string(found)):
            raise StockRefusesError("a token of a text that stands for a number with an exponent")
        return found
    joined = _joined(fragments, context)
    if MARK in joined:
        return _string(joined, context)
    return _numbers(joined, context)


def _joined(fragments: list[str | Expression], context: Context) -> str:
    """Join literals and resolved expressions; inside `${...}` an expression has no braces of its own."""
    inner = context.inner()
    found: list[str] = []
    for fragment in fragments:
        if isinstance(fragment, str):
            found.append(fragment)
            if not inner.escapes_off:
                for brace in BRACE.finditer(fragment):
                    inner.braces_off = True if brace[0] == "${" else context.braces_off
            continue
        value = resolve(fragment, inner)
        if value is not UNDEFINED:
            found.append(_as_text(value))
    if inner.escapes_off and any(isinstance(each, str) and "${" in each for each in fragments):
        _warn_of_escape("".join(each if isinstance(each, str) else "${TfToken[...]}" for each in fragments))
    return "".join(found)


@functools.cache
def _warn_of_escape(text: str) -> None:
    """Say what cdktf says (TokenString.split), once of each text instead of whenever it is resolved."""
    sys.stderr.write(
        "You're using escape sequences (${...}) with CDKTF Built-in functions. This is not supported yet, and the "
        f"output may be incorrect.\n{text}\n"
    )
