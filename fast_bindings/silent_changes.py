"""Refuses values that cdktf would write down as other ones without an error."""

import functools
import math
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from fast_bindings.kernel.calls import Calls

LARGEST_EXACT: Final = 2**53
"""The largest whole number up to which JavaScript's numbers, and so cdktf's, are exact (ECMA-262, 6.1.6.1)."""

SNAKE_CASE: Final = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
TURNED: Final = {"gt": "lt", "gte": "lte", "lt": "gt", "lte": "gte"} | {
    name: name for name in ("mul", "add", "eq", "neq", "and", "or")
}
"""The operator that says the same with its sides exchanged, by cdktf's names."""
WORDS: Final = frozenset({"and", "or", "not"})
"""Operators whose names are words of Python, so that the bindings have an underscore behind them."""
QUOTE: Final = re.compile(r'(?<!\\)(?:\\\\)*"')


class SilentChangeError(ValueError):
    """A value would reach Terraform as another one; the message says what would come of it and what to give instead."""


class _Arguments(list[Any]):
    """The arguments of one call, in which None stands for what was left out."""


@functools.cache
def refuse_silent_changes() -> None:
    """Refuse, in this process, what cdktf 0.21 changes or loses without a word. Calling it again changes nothing.

    Refused with SilentChangeError, a ValueError: a date and time in a free-form value (written as `{}`), a whole
    number beyond 2^53 (rounded), a number that is none, None in a list (left out), an override by a list (appended
    to the list there), a logical id that is set after `friendly_unique_id` was read (ignored), a quotation mark in a
    list or map given to a function (breaks the expression), a key in a map of a backend that is not snake case
    (rewritten), 0, False or an empty text on the right of an operator or as the default of `Fn.lookup`, and None on
    either side of an operator (taken for nothing). findings/cdktf-*.sh show each with cdktf alone.
    """
    import jsii  # noqa: PLC0415 - `install` prepares what importing jsii begins
    from jsii import _kernel  # noqa: PLC0415

    _check_values(_kernel)
    _check_calls(jsii)


def _check_values(module: Any) -> None:
    # The function calls itself by its name in the module: what it is replaced by sees every value at every depth.
    translate = module._make_reference_for_native

    @functools.wraps(translate)
    def checked(kernel: Any, value: Any) -> Any:
        _refuse_value(value)
        return translate(kernel, value)

    module._make_reference_for_native = checked
    Calls.check = _refuse_value


def _refuse_value(value: Any) -> None:
    kind = type(value)
    if kind is int:
        if not -LARGEST_EXACT <= value <= LARGEST_EXACT:
            raise SilentChangeError(
                f"{value} would be written as {int(float(value))}: numbers are exact up to 2^53; give it as text"
            )
    elif kind is float:
        if not math.isfinite(value):
            raise SilentChangeError(
                f"{value} is no number that JSON knows; give a finite one, or leave it out"
            )
    elif kind is list:
        if any(item is None for item in value):
            raise SilentChangeError(
                f"{value!r}: None would be left out and what follows would move up; leave it out yourself, or give "
                "the list as text with `json.dumps`"
            )
    elif isinstance(value, datetime):
        raise SilentChangeError(f"{value.isoformat()} would be written as {{}}; give its text, `isoformat()`")


def _check_calls(jsii: Any) -> None:
    # Objects by their identity: a reference is another one once Node takes over from the Python kernel.
    read: set[int] = set()
    create, get, invoke, sinvoke = jsii.create, jsii.get, jsii.invoke, jsii.sinvoke

    def checked_create(klass: Any, obj: Any, args: list[Any] | None = None) -> Any:
        if (getattr(klass, "__jsii_type__", None) or "").endswith("Backend"):
            _refuse_keys(args or ())
        return create(klass, obj, _Arguments(args or ()))

    def noted_get(obj: Any, name: str) -> Any:
        if name == "friendlyUniqueId":
            read.add(id(obj))
        return get(obj, name)

    def checked_invoke(obj: Any, method: str, args: list[Any] | None = None) -> Any:
        if method == "addOverride" and args and any(isinstance(each, list) for each in _walk(args[1])):
            # To be written down, an element makes its id, so that another one would be ignored from here on.
            read.add(id(obj))
            _refuse_lists(invoke(obj, "toTerraform"), *args)
        if method == "overrideLogicalId" and id(obj) in read:
            given = (args or ["?"])[0]
            raise SilentChangeError(
                f"the logical id {given!r} would be ignored: friendly_unique_id was read before; set it first"
            )
        return invoke(obj, method, _Arguments(args or ()))

    def checked_sinvoke(klass: Any, method: str, args: list[Any] | None = None) -> Any:
        if klass.__jsii_type__.endswith(".Fn"):
            _refuse_quotes(method, args or ())
            _refuse_default(method, *(args or ()))
        elif klass.__jsii_type__.endswith(".Op"):
            _refuse_nothing(method, *(args or ()))
        return sinvoke(klass, method, _Arguments(args or ()))

    jsii.create, jsii.get, jsii.invoke, jsii.sinvoke = (
        checked_create,
        noted_get,
        checked_invoke,
        checked_sinvoke,
    )


def _refuse_keys(args: Any) -> None:
    for argument in args:
        for name, value in getattr(argument, "_values", {}).items():
            for key in value if isinstance(value, dict) and name != "tags" else ():
                if not SNAKE_CASE.fullmatch(key):
                    raise SilentChangeError(
                        f"{name}: the key {key!r} would be rewritten in snake case; give the map by "
                        '`stack.add_override("terraform.backend...", ...)`'
                    )


def _refuse_lists(written: Any, path: str, value: Any) -> None:
    """Refuse a list, at the path of an override or below it, where the element has a list already."""
    for keys in _list_paths(value, tuple(path.split("."))):
        body = written
        # An element is written below its block, type and id, each alone at its level.
        while isinstance(body, dict | list) and len(body) == 1 and not _has(body, keys):
            (body,) = body.values() if isinstance(body, dict) else body
        if _has(body, keys):
            raise SilentChangeError(
                f"{'.'.join(keys)}: the list would be appended to the one that is there, not replace it; set the "
                f'argument where the element is made, or override single elements, "{".".join(keys)}.0"'
            )


def _list_paths(value: Any, keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, list):
        yield keys
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from _list_paths(held, (*keys, key))


def _has(body: Any, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(body, dict) or key not in body:
            return False
        body = body[key]
    return isinstance(body, list)


def _refuse_quotes(function: str, args: Any) -> None:
    for argument in args:
        if isinstance(argument, list | dict):
            for text in _walk(argument):
                if isinstance(text, str) and QUOTE.search(text):
                    raise SilentChangeError(
                        f"Fn.{function}: {text!r} holds a quotation mark that would end the text of the expression; "
                        'write \\" for it, or give `Fn.raw_string(text)`'
                    )


def _is_nothing(value: Any) -> bool:
    """Return whether JavaScript takes a value for false: empty lists and maps are true there."""
    return value is None or (isinstance(value, str | int | float) and not value)


def _refuse_nothing(operator: str, *sides: Any) -> None:
    name = f"Op.{operator}_" if operator in WORDS else f"Op.{operator}"
    if None in sides:
        raise SilentChangeError(f"{name}: None would be written as undefined; give `Token.null_value()`")
    if len(sides) < 2 or not _is_nothing(sides[1]):  # noqa: PLR2004 - left and right
        return
    given = sides[1]
    if operator == "sub":
        raise SilentChangeError(
            f"{name}: without {given!r}, which cdktf takes for nothing, the difference would be a negation; leave the "
            "operator out"
        )
    if operator not in TURNED:
        raise SilentChangeError(
            f"{name}: {given!r} on the right would be written as undefined; nothing can be divided by it"
        )
    turned = TURNED[operator]
    raise SilentChangeError(
        f"{name}: {given!r} on the right would be written as undefined; exchange the sides, "
        f"`Op.{turned}{'_' if turned in WORDS else ''}({given!r}, ...)`"
    )


def _refuse_default(function: str, *arguments: Any) -> None:
    if function != "lookup" or len(arguments) < 3 or arguments[2] is None:  # noqa: PLR2004 - map, key and default
        return
    if _is_nothing(arguments[2]):
        raise SilentChangeError(
            f"Fn.lookup: the default {arguments[2]!r} would be left out; write "
            f"`Fn.try_([Fn.lookup(map, {arguments[1]!r}), {arguments[2]!r}])`"
        )


def _walk(value: Any) -> Iterator[Any]:
    """Yield a value and all that it holds, keys too."""
    yield value
    if isinstance(value, dict):
        for key, held in value.items():
            yield key
            yield from _walk(held)
    elif isinstance(value, list):
        for held in value:
            yield from _walk(held)
