"""The calls of jsii, done in Python; from the first that is unknown here, done by Node, which is told all before it."""

import contextlib
import functools
import importlib
import sys
from collections.abc import Callable
from typing import Any, ClassVar, Final, TypeAlias

from fast_bindings.kernel import functions, objects, table_store
from fast_bindings.kernel.token_names import TokenNames
from fast_bindings.kernel.tree import Native
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError
from fast_bindings.kernel.values import names_of

OPERATIONS: Final = ("create", "get", "set", "invoke", "sget", "sinvoke")
OTHERS: Final = ("delete", "sset", "ainvoke", "sainvoke", "stats")
UNCHANGING: Final = frozenset({str, bool, type(None)})
"""What needs neither a copy nor a check."""
Call: TypeAlias = tuple[str, tuple[Any, ...], Any]
"""An operation, its arguments and what it returned."""


class KernelDisagreementError(RuntimeError):
    """Node answered a repeated call otherwise: what the program holds is worth nothing any more."""


class Calls:
    """All calls of a program until Node takes over. Every value of an argument is given to `check`, if there is one."""

    check: ClassVar[Callable[[Any], None] | None] = None

    def __init__(self, stock: dict[str, Callable[..., Any]], load: Callable[..., Any], starting: Any) -> None:
        self.stock, self.load_stock, self.starting = stock, load, starting
        self.by_node: str | None = None
        self._done: list[Call] = []
        self._loaded: list[tuple[Any, ...]] = []
        self._depth = 0

    def load(self, kernel: Any, name: str, version: str, tarball: str) -> None:
        """Note a package; one that this kernel was not proven on is a reason to go to Node."""
        self._loaded.append((kernel, name, version, tarball))
        if self.by_node is not None:
            self.load_stock(kernel, name, version, tarball)
        elif not table_store.add_archive(name, tarball):
            self._continue_on_node(f"{name} {version}, which it was not proven on")

    def perform(self, operation: str, *arguments: Any) -> Any:
        """Do one call."""
        if self.by_node is not None:
            return self.stock[operation](*arguments)
        first, *others = arguments
        kept = (first, *(_kept(each, Calls.check, outermost=True) for each in others))
        mark = len(self._done)
        self._depth += 1
        try:
            result = PERFORMED.get(operation, _unknown(operation))(*kept)
        except UnknownToKernelError as unknown:
            if self._depth > 1:
                raise
            del self._done[mark:]
            said = None if isinstance(unknown, StockRefusesError) else str(unknown)
        else:
            self._done.append((operation, kept, result))
            return result
        finally:
            self._depth -= 1
        self._continue_on_node(said)
        return self.stock[operation](*kept)

    def _continue_on_node(self, unknown: str | None) -> None:
        """Start Node and repeat on it all that was done, so that the program can go on."""
        self.by_node = unknown or ""
        if unknown:
            print(  # noqa: T201 - nobody else can say it
                f"fast_bindings: by Node from here on, since the Python kernel does not know {unknown}",
                file=sys.stderr,
            )
        with self.starting():
            for each in self._loaded:
                self.load_stock(*each)
        names = TokenNames()
        names.install(importlib.import_module("jsii._kernel"))
        for operation, arguments, before in self._done:
            after = self.stock[operation](*arguments)
            if operation != "create":
                _adopt(before, after, names, operation)
        names.complete = True
        self._done.clear()


def _kept(value: Any, check: Callable[[Any], None] | None, *, outermost: bool = False) -> Any:
    """Return a copy of lists, maps and structs: a program may change its own afterwards."""
    kind = type(value)
    if kind in UNCHANGING:
        return value
    if check is not None and not outermost:
        check(value)
    if isinstance(value, list):
        # Of the same kind: the arguments of a call are not a list that a program gives (silent_changes.py).
        return kind(each if type(each) in UNCHANGING else _kept(each, check) for each in value)
    if kind is dict:
        return _kept_values(value, check)
    if names_of(kind) is None:
        return value
    copy: Any = object.__new__(kind)
    copy._values = _kept_values(value._values, check)
    return copy


def _kept_values(values: dict[str, Any], check: Callable[[Any], None] | None) -> dict[str, Any]:
    return {key: held if type(held) in UNCHANGING else _kept(held, check) for key, held in values.items()}


def _adopt(before: Any, after: Any, names: TokenNames, what: str) -> None:
    """Let objects and tokens that were handed out stand for Node's; anything else must be the same."""
    reference = getattr(before, "__jsii_ref__", None)
    if reference is not None:
        if isinstance(reference, Native):
            before.__jsii_ref__ = after.__jsii_ref__
            importlib.import_module("jsii._reference_map")._refs.register(before)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            _adopt(one, other, names, what)
    elif not names.pair(before, after):
        raise KernelDisagreementError(
            f"{what}: the Python kernel returned {before!r}, Node {after!r}; set ANTHILL_KERNEL=node"
        )


def _unknown(operation: str) -> Callable[..., Any]:
    def refuse(*_arguments: Any) -> Any:
        raise UnknownToKernelError(f"jsii.{operation}")

    return refuse


def _get(python: Any, name: str) -> Any:
    return _native(python).get(name)


def _set(python: Any, name: str, value: Any) -> None:
    _native(python).set(name, value)


def _invoke(python: Any, method: str, arguments: list[Any] | None = None) -> Any:
    return _native(python).invoke(method, arguments or [])


def _native(python: Any) -> Native:
    reference = python.__jsii_ref__
    if not isinstance(reference, Native):
        raise UnknownToKernelError("an object of Node")
    return reference


def _create(klass: Any, python: Any, arguments: list[Any] | None = None) -> Any:
    made = objects.created(klass, python, arguments or [])
    made.python = python
    python.__jsii_ref__ = made
    return made


def _static_get(klass: Any, name: str) -> Any:
    return functions.static_property(klass.__jsii_type__, name)


def _static_invoke(klass: Any, method: str, arguments: list[Any] | None = None) -> Any:
    return functions.static_method(klass.__jsii_type__, method, arguments or [])


PERFORMED: Final[dict[str, Callable[..., Any]]] = {
    "create": _create,
    "get": _get,
    "set": _set,
    "invoke": _invoke,
    "sget": _static_get,
    "sinvoke": _static_invoke,
}


@functools.cache
def install(starting: Callable[[], contextlib.AbstractContextManager[Any]]) -> None:
    """Put this kernel in place of jsii's functions, before anything imports constructs.

    `starting` is a context in which Node starts as it should. Calling it again changes nothing.
    """
    jsii = importlib.import_module("jsii")
    runtime = importlib.import_module("jsii._runtime")
    reference_map: Any = importlib.import_module("jsii._reference_map")
    kernel: Any = type(runtime.kernel)
    names = (*OPERATIONS, *OTHERS)
    calls = Calls({name: getattr(jsii, name) for name in names}, kernel.load, starting)

    def does(operation: str) -> Callable[..., Any]:
        def perform(*arguments: Any) -> Any:
            return calls.perform(operation, *arguments)

        return perform

    for name in names:
        setattr(jsii, name, does(name))

    def load(self: Any, name: str, version: str, tarball: str) -> None:
        calls.load(self, name, version, tarball)

    kernel.load = load
    register = reference_map.register_reference

    def register_reference(made: Any) -> None:
        if not isinstance(made.__jsii_ref__, Native):
            register(made)

    reference_map.register_reference = register_reference
