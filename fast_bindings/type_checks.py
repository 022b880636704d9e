"""Caches type checks that jsii repeats at every call, where the answer cannot differ."""

import functools
import types
import typing
from typing import Any, Final

import typeguard

STUB_PREFIX: Final = "_typecheckingstub__"
"""How jsii-pacmak names the functions whose annotations its argument checks read."""

SCALARS: Final = frozenset({bool, float, int, str, types.NoneType})

_resolve = typing.get_type_hints
_resolve_once = functools.cache(_resolve)
_check = typeguard.check_type
_accepted: set[tuple[type, Any]] = set()


def remember_type_checks() -> None:
    """Resolve a check's annotations once per function, and check a scalar once per kind and expectation.

    Whatever is refused is refused as before. Only the annotations of a binding's check stubs are remembered,
    and only acceptances that hold for every value of a scalar type: where the expectation is a class or a
    union of classes. All other uses of `typing.get_type_hints` and `typeguard.check_type` go through unchanged.
    """
    typing.get_type_hints = functools.wraps(_resolve)(_get_type_hints)
    typeguard.check_type = functools.wraps(_check)(_check_type)


def _get_type_hints(obj: Any, *arguments: Any, **keywords: Any) -> dict[str, Any]:
    if arguments or keywords or not getattr(obj, "__name__", "").startswith(STUB_PREFIX):
        return _resolve(obj, *arguments, **keywords)
    return _resolve_once(obj)


def _check_type(argname: str, value: Any, expected_type: Any, *arguments: Any, **keywords: Any) -> Any:
    kind = type(value)
    if kind not in SCALARS:
        return _check(argname, value, expected_type, *arguments, **keywords)
    if _is_accepted(kind, expected_type):
        return None
    result = _check(argname, value, expected_type, *arguments, **keywords)
    if _depends_on_type_only(expected_type):
        _accepted.add((kind, expected_type))
    return result


def _is_accepted(kind: type, expected_type: Any) -> bool:
    try:
        return (kind, expected_type) in _accepted
    except TypeError:  # an expectation without a hash
        return False


def _depends_on_type_only(expected_type: Any) -> bool:
    if typing.get_origin(expected_type) in {typing.Union, types.UnionType}:
        return all(_depends_on_type_only(choice) for choice in typing.get_args(expected_type))
    return isinstance(expected_type, type) and type(expected_type) is type
