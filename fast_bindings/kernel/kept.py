"""Copies of what a program gives: it may change its own afterwards."""

import math
from collections.abc import Callable
from typing import Any, Final

from fast_bindings.kernel.javascript import EXACT
from fast_bindings.kernel.tokens import index_of
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError
from fast_bindings.kernel.values import names_of

UNCHANGING: Final = frozenset({str, bool, type(None)})
"""What needs neither a copy nor a check."""


def kept(value: Any, check: Callable[[Any], None] | None, *, outermost: bool = False) -> Any:
    """Return a copy of lists, maps and structs, at every depth; each value is given to `check`, if there is one."""
    kind = type(value)
    if kind in UNCHANGING:
        return value
    if check is not None and not outermost:
        check(value)
    if kind is int or kind is float:
        return _number(value)
    if kind is tuple:
        raise StockRefusesError("a tuple")
    if isinstance(value, list):
        # Of the same kind: the arguments of a call are not a list that a program gives (silent_changes.py).
        return kind(each if type(each) in UNCHANGING else kept(each, check) for each in value)
    if kind is dict:
        return _kept_values(value, check)
    if names_of(kind) is None:
        return value
    copy: Any = object.__new__(kind)
    copy._values = _kept_values(value._values, check)
    return copy


def _number(value: float) -> float:
    """Return a number as JavaScript takes it from JSON: a token is one as a whole number, too."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise StockRefusesError("a number that JSON does not have")
        return value
    if -EXACT <= value <= EXACT:
        return value
    try:
        found = float(value)
    except OverflowError:
        raise UnknownToKernelError("a value of type int that is infinite in JavaScript") from None
    return value if index_of(found) is None else found


def _kept_values(values: dict[str, Any], check: Callable[[Any], None] | None) -> dict[str, Any]:
    if any(type(key) is not str for key in values):
        raise UnknownToKernelError("a value of type dict with keys that are no texts")
    return {key: held if type(held) in UNCHANGING else kept(held, check) for key, held in values.items()}
