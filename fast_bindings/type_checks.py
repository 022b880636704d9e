"""Answers jsii's type checks at once where typeguard would certainly accept; asks typeguard about all the rest."""

import collections.abc
import functools
import importlib.metadata
import re
import types
import typing
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from fast_bindings.late_typeguard import replace_check, typeguard_check

STUB_PREFIX: Final = "_typecheckingstub__"
"""How jsii-pacmak names the functions whose annotations its argument checks read."""

SCALARS: Final = frozenset({bool, float, int, str, types.NoneType})
LISTS: Final = frozenset({list, collections.abc.Sequence})
MAPS: Final = frozenset({dict, collections.abc.Mapping})

Check: TypeAlias = Callable[[Any], bool]
"""Returns True only for a value that typeguard accepts for one expected type; False says nothing."""

_OF_MODULE: Final = r"(?:typing|builtins|jsii|_\w+_[0-9a-f]{8})\.\w+|[\[\], ]"
ALIKE: Final = re.compile(rf"(?:{_OF_MODULE})+")
"""An annotation that means the same in every binding: jsii-pacmak imports other packages under a name with a digest."""
NAMED: Final = re.compile(rf"""(?:{_OF_MODULE}|(['"]?)[A-Z]\w*\1)+""")
"""An annotation that names classes of its own module besides, in quotation marks where they come later."""
QUOTE: Final = re.compile("['\"]")

_resolve = typing.get_type_hints
_version = importlib.metadata.version
_evaluated: dict[str, Any] = {"None": types.NoneType}
"""Annotations that are alike everywhere, by their text."""
_checks: dict[int, tuple[Any, Check]] = {}


@functools.cache
def remember_type_checks() -> None:
    """Resolve a check's annotations once per function, and make one check of each expected type.

    Whatever is refused is refused as before, by typeguard itself. Only the annotations of a binding's check stubs are
    remembered. All other uses of `typing.get_type_hints` go through unchanged.
    """
    typing.get_type_hints = functools.wraps(_resolve)(_get_type_hints)
    replace_check(_check_type)
    importlib.metadata.version = functools.wraps(_version)(_version_once)


def _version_once(name: str) -> str:
    """Return a package's version. Each module of a binding asks typeguard's, which is a file to be read and parsed."""
    return _version_of_typeguard() if name == "typeguard" else _version(name)


@functools.cache
def _version_of_typeguard() -> str:
    return _version("typeguard")


def _get_type_hints(obj: Any, *arguments: Any, **keywords: Any) -> dict[str, Any]:
    if arguments or keywords or not getattr(obj, "__name__", "").startswith(STUB_PREFIX):
        return _resolve(obj, *arguments, **keywords)
    return _resolve_once(obj)


@functools.cache
def _resolve_once(stub: Any) -> dict[str, Any]:
    """Return the types of a stub's arguments. Most annotations are alike in all bindings and evaluated once in all."""
    alike: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, written in stub.__annotations__.items():
        if not isinstance(written, str):
            return _resolve(stub)
        if written not in _evaluated and ALIKE.fullmatch(written):
            _evaluated[written] = eval(written, stub.__globals__)  # noqa: S307 - what an import would evaluate
        if written in _evaluated:
            alike[name] = _evaluated[written]
        elif NAMED.fullmatch(written):
            # All classes are there by now: without the quotation marks it is what typing makes of it, at a tenth.
            alike[name] = eval(QUOTE.sub("", written), stub.__globals__)  # noqa: S307 - as above
        else:
            others[name] = written
    if others:
        alike |= _resolve(types.SimpleNamespace(__annotations__=others), stub.__globals__)
    return alike


def _check_type(argname: str, value: Any, expected_type: Any, *arguments: Any, **keywords: Any) -> Any:
    # By identity: annotations are resolved once, and not all have a hash. The type is kept so that its id stays its.
    known = _checks.get(id(expected_type))
    if known is None:
        known = _checks[id(expected_type)] = (expected_type, check_of(expected_type))
    if known[1](value):
        return None
    return typeguard_check(argname, value, expected_type, *arguments, **keywords)


def check_of(expected: Any) -> Check:  # noqa: PLR0911 - one for each form of type
    """Return the check of one expected type."""
    origin, inner = typing.get_origin(expected), typing.get_args(expected)
    if expected is Any:
        return _anything
    if origin in {typing.Union, types.UnionType}:
        return _one_of([check_of(each) for each in inner])
    if origin in LISTS and len(inner) == 1:
        return _list_of(check_of(inner[0]))
    if origin in MAPS and len(inner) == len(("key", "value")):
        return _map_of(check_of(inner[0]), check_of(inner[1]))
    if expected is None:
        return _of_class(types.NoneType)
    if isinstance(expected, type) and type(expected) is type:
        return _of_class(expected)
    if isinstance(expected, type) and hasattr(expected, "__jsii_type__"):
        return _of_protocol(expected) if getattr(expected, "_is_protocol", False) else _of_class(expected)
    return _never


def _never(_: Any) -> bool:
    return False


def _of_protocol(expected: type) -> Check:
    # typeguard 2 looks at the members of those alone that are made for it at run time, and takes anything else.
    return _never if getattr(expected, "_is_runtime_protocol", False) else _anything


def _anything(_: Any) -> bool:
    return True


def _of_class(expected: type) -> Check:
    # A whole number is taken where a fraction is expected (PEP 484); typeguard does so too.
    accepted = {expected, int} if expected is float else {expected}

    def check(value: Any) -> bool:
        kind = type(value)
        if kind in accepted:
            return True
        if kind in SCALARS or not isinstance(value, expected):
            return False
        accepted.add(kind)
        return True

    return check


def _one_of(checks: list[Check]) -> Check:
    # What was accepted once by its class alone is accepted at once.
    accepted: set[type] = set()

    def check(value: Any) -> bool:
        kind = type(value)
        if kind in accepted:
            return True
        for each in checks:
            if each(value):
                if kind in SCALARS:
                    accepted.add(kind)
                return True
        return False

    return check


def _list_of(element: Check) -> Check:
    def check(value: Any) -> bool:
        return type(value) is list and all(map(element, value))

    return check


def _map_of(key: Check, held: Check) -> Check:
    def check(value: Any) -> bool:
        return type(value) is dict and all(map(key, value)) and all(map(held, value.values()))

    return check
