"""JavaScript's and cdktf's ways to order, name, merge and write values, where Python's differ."""

import hashlib
import math
import re
from json.encoder import encode_basestring
from typing import Any, Final

from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError

EXACT: Final = 2**53
"""The largest whole number up to which JavaScript's numbers are exact (ECMA-262, 6.1.6.1)."""
PLAIN_BELOW: Final = 1e21
"""From here on JavaScript writes numbers with an exponent (ECMA-262, Number::toString)."""
LARGEST_INDEX: Final = 2**32 - 2
"""The largest key that is an index of an array (ECMA-262, 6.1.7)."""

LONGEST_ID: Final = 255
LONGEST_READABLE: Final = 240
"""Lengths of unique ids. Source: cdktf 0.21, lib/private/unique.js."""
KEPT_AS_GIVEN: Final = frozenset({"tags", "environment"})
"""Keys below which cdktf leaves names as they are. Source: cdktf 0.21, lib/util.js, keysToSnakeCase."""

PROTOTYPE: Final = "__proto__"
INHERITED: Final = frozenset({
    PROTOTYPE, "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "constructor",
    "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
})  # fmt: skip
"""Names that every object of JavaScript has (ECMA-262, 20.1.3): cdktf finds a child of these names in any construct."""


class Undefined:
    """JavaScript's undefined: what has no key in JSON, unlike null."""

    __slots__ = ()


UNDEFINED: Final = Undefined()


def ordered_keys(given: dict[str, Any]) -> list[str]:
    """Return keys in the order of a JavaScript object: indices first, by number, then the others as they came."""
    keys = list(given)
    indices = {key for key in keys if is_index(key)}
    if not indices:
        return keys
    return sorted(indices, key=int) + [key for key in keys if key not in indices]


def is_index(key: str) -> bool:
    """Return whether JavaScript takes a key for an index of an array."""
    return key.isascii() and key.isdigit() and (key == "0" or key[0] != "0") and int(key) <= LARGEST_INDEX


def number(value: float) -> str:
    """Return a number as JavaScript writes it: the shortest digits, and an exponent beyond 1e21 and below 1e-6."""
    if isinstance(value, int):
        if -EXACT <= value <= EXACT:
            return str(value)
        value = float(value)
    if not math.isfinite(value):
        return "null"
    digits, _, exponent = repr(value).partition("e")
    if value == int(value) and abs(value) < PLAIN_BELOW:
        return _whole(value, digits, exponent)
    if not exponent:
        return digits
    power = int(exponent)
    if -7 < power < 0:  # noqa: PLR2004 - 0.000001, but 1e-7
        sign = "-" if value < 0 else ""
        return f"{sign}0.{'0' * (-power - 1)}{digits.lstrip('-').replace('.', '')}"
    return f"{digits}e{'+' if power > 0 else '-'}{abs(power)}"


def text(value: Any, what: str) -> str:
    """Return a text, boolean or number as it is joined to a text. Raises UnknownToKernelError of `what` for another."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number(value)
    raise UnknownToKernelError(what)


def _whole(value: float, digits: str, exponent: str) -> str:
    if abs(value) <= EXACT:
        return str(int(value))
    if not exponent:
        return digits.removesuffix(".0")
    shortest = digits.replace(".", "")
    return shortest + "0" * (int(exponent) + 1 + (shortest[0] == "-") - len(shortest))


def string(value: Any) -> str:
    """Return what JavaScript's String makes of a value of JSON."""
    if isinstance(value, list):
        return ",".join("" if each is None else string(each) for each in value)
    if isinstance(value, dict):
        return "[object Object]"
    return value if isinstance(value, str) else json_text(value)


def json_text(value: Any, newline: str = "\n") -> str:
    """Return JSON as cdktf writes it: keys sorted, two spaces a level, and a newline even in what is empty."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is dict:
        inner = newline + "  "
        order = None if all(map(str.isascii, value)) else _utf16
        written = [
            inner + encode_basestring(key) + ": " + json_text(value[key], inner)
            for key in sorted(value, key=order)
        ]
        return "{" + ",".join(written) + newline + "}"
    if kind is list:
        inner = newline + "  "
        return "[" + ",".join([inner + json_text(each, inner) for each in value]) + newline + "]"
    if kind is bool:
        return "true" if value else "false"
    return "null" if value is None else number(value)


def _utf16(text: str) -> bytes:
    """Return what JavaScript sorts texts by."""
    return text.encode("utf-16-be", "surrogatepass")


def merge(target: dict[str, Any], source: dict[str, Any]) -> None:
    """Merge what is written into a target as cdktf does: objects by key, lists one after the other."""
    for key, value in source.items():
        held = target.get(key)
        if isinstance(value, dict):
            if not isinstance(held, dict):
                target[key] = {}
            merge(target[key], value)
        elif isinstance(value, list) and isinstance(held, list):
            target[key] = [*held, *value]
        else:
            target[key] = value


def snake_case(name: str) -> str:
    """Return a name in snake case by the rules of cdktf's snakeCase."""
    name = re.sub(r"^[^A-Za-z0-9]*|[^A-Za-z0-9]*$", "", name)
    name = re.sub(r"([a-z0-9])([A-Z])", lambda found: f"{found[1]}_{found[2].lower()}", name)
    return re.sub(r"[^A-Za-z0-9]+|_+", "_", name).lower()


def snake_case_keys(value: Any) -> Any:
    """Return a value with keys in snake case at every depth, but for those below tags and environment."""
    if isinstance(value, list):
        return [snake_case_keys(each) for each in value]
    if isinstance(value, dict):
        return {
            key if key in KEPT_AS_GIVEN else snake_case(key): held
            if key in KEPT_AS_GIVEN
            else snake_case_keys(held)
            for key, held in value.items()
        }
    return value


def unique_id(ids: list[str]) -> str:
    """Return the logical id of a construct from the ids on the way to it, as cdktf's makeUniqueId."""
    ids = [each for each in ids if each != "Default"]
    if not ids:
        raise StockRefusesError("an id of nothing but Default")
    if len(ids) == 1 and len(alone := _allowed(ids[0])) <= LONGEST_ID:
        return alone
    readable: list[str] = []
    for each in ids:
        if not readable or not readable[-1].endswith(each):
            readable.append(each)
    try:
        given = "/".join(ids).encode()
    except UnicodeEncodeError:
        raise UnknownToKernelError("an id with half of a pair of surrogates") from None
    digest = hashlib.md5(given, usedforsecurity=False).hexdigest()[:8].upper()
    text = "_".join(_allowed(each) for each in readable if each != "Resource")
    return f"{text[:LONGEST_READABLE]}_{digest}"


def _allowed(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "", name)
