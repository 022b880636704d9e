"""Replaces tokens by what Terraform reads, as cdktf's resolve does."""

import re
from typing import Any, Final

from fast_bindings.kernel import javascript
from fast_bindings.kernel.javascript import UNDEFINED
from fast_bindings.kernel.tokens import IN_LIST, IN_NUMBER, MARK, TOKENS, Context, Expression
from fast_bindings.kernel.unknown import UnknownToKernelError

BRACE: Final = re.compile(r"\$\{|\}")


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
            if key.startswith("&{"):
                raise UnknownToKernelError("a token of a map")
            key = _string(key, context.inner())  # noqa: PLW2901
            if type(key) is not str:
                raise UnknownToKernelError("a key of a map that is no text")
        held = resolve(held, context)  # noqa: PLW2901
        if held is not UNDEFINED:
            found[key] = held
    return found


def _list(value: list[Any], context: Context) -> Any:
    if any(type(each) is str and "#{" + MARK in each for each in value):
        token = IN_LIST.fullmatch(value[0]) if len(value) == 1 else None
        if token is None:
            raise UnknownToKernelError("a token of a list beside other elements")
        return resolve(TOKENS.known(token[1]), context)
    found = [resolve(each, context) for each in value]
    if any(each is UNDEFINED for each in found):
        raise UnknownToKernelError("an element of a list without a value")
    return found


def _string(text: str, context: Context) -> Any:
    if MARK not in text:
        if TOKENS.numbers and "e+" in text and IN_NUMBER.search(text):
            raise UnknownToKernelError("a token of a number within a text")
        return text
    if "#{" + MARK in text or "&{" + MARK in text:
        raise UnknownToKernelError("a token of a list or map within a text")
    fragments = TOKENS.fragments(text)
    if len(fragments) == 1:
        only = fragments[0]
        return resolve(only, context) if isinstance(only, Expression) else only
    joined = _joined(fragments, context)
    if MARK in joined:
        return _string(joined, context)
    return joined


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
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise UnknownToKernelError("a token within a text that is neither text nor number")
        found.append(value if isinstance(value, str) else javascript.number(value))
    return "".join(found)
