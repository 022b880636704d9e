"""The calls of jsii, done in Python; of an application that asks for what is unknown here, by Node from there on."""

import contextlib
import functools
import importlib
from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar, Final
from weakref import ref

from fast_bindings.kernel import objects, statics, table_store
from fast_bindings.kernel.handover import Node, say
from fast_bindings.kernel.kept import kept
from fast_bindings.kernel.tokens import BEFORE, TOKENS, History
from fast_bindings.kernel.tree import Native
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError

OPERATIONS: Final = ("create", "get", "set", "invoke", "sget", "sinvoke")
OTHERS: Final = ("delete", "sset", "ainvoke", "sainvoke", "stats")
STATIC: Final = frozenset({"sget", "sinvoke"})
APP: Final = "cdktf.App"
KEPT: Final = 8
"""Applications that are kept even if nothing but texts with their tokens is left of them, newest first."""


class Calls:
    """All calls of a program. Every value of an argument is given to `check`, if there is one.

    Each application is a history of its own: one that Node took over stays with Node, the next begins in Python again.
    """

    check: ClassVar[Callable[[Any], None] | None] = None

    def __init__(self, node: Node) -> None:
        self.node = node
        self._proven = True
        self._newest = ref(BEFORE)
        self._recent: deque[History] = deque(maxlen=KEPT)

    def load(self, kernel: Any, name: str, version: str, tarball: str) -> None:
        """Note a package; one that this kernel was not proven on leaves all to Node."""
        self.node.load(kernel, name, version, tarball)
        if self._proven and not table_store.add_archive(name, tarball):
            self._proven = False
            say(f"{name} {version}, which it was not proven on")
            for history in list(TOKENS.histories):
                if not history.by_node:
                    self.node.take_over(history)

    def perform(self, operation: str, *arguments: Any) -> Any:
        """Do one call."""
        history = self._history(operation, arguments)
        if history is None or history.by_node:
            return self.node.perform(operation, *arguments)
        first, *others = given = arguments
        before, TOKENS.active = TOKENS.active, history
        said: str | None = None
        try:
            given = (first, *(kept(each, Calls.check, outermost=True) for each in others))
            result = PERFORMED.get(operation, _unknown(operation))(*given)
        except UnknownToKernelError as unknown:
            said = None if isinstance(unknown, StockRefusesError) else str(unknown)
        else:
            if not history.by_node:
                history.note(operation, given, result)
                return result
        finally:
            TOKENS.active = before
        # A call within this one may have been unknown: then Node has the application already.
        if not history.by_node:
            if said:
                say(said)
            self.node.take_over(history)
        return self.node.perform(operation, *given)

    def _history(self, operation: str, arguments: tuple[Any, ...]) -> History | None:
        """Return the history that a call belongs to, None if Node has to do it."""
        if not self._proven:
            return None
        if operation == "create":
            if getattr(arguments[0], "__jsii_type__", None) == APP:
                return self._begin()
            scope = arguments[2][0] if len(arguments) > 2 and arguments[2] else None  # noqa: PLR2004
            return self._of(scope, arguments)
        if operation in STATIC:
            given = arguments[2] if len(arguments) > 2 else ()  # noqa: PLR2004 - class, name, arguments
            return self._of(given[0] if given else None, arguments)
        reference = getattr(arguments[0], "__jsii_ref__", None) if arguments else None
        return reference.history if isinstance(reference, Native) else None

    def _of(self, value: Any, arguments: tuple[Any, ...]) -> History | None:
        """Return the history of an object; of anything else the newest, unless it has tokens of Node."""
        reference = getattr(value, "__jsii_ref__", None)
        if isinstance(reference, Native):
            return reference.history
        if reference is not None or (self.node.names is not None and self.node.names.has(arguments)):
            return None
        return self._newest()

    def _begin(self) -> History:
        history = History()
        self._newest = ref(history)
        self._recent.append(history)
        return history


def _unknown(operation: str) -> Callable[..., Any]:
    def refuse(*_arguments: Any) -> Any:
        raise UnknownToKernelError(f"jsii.{operation}")

    return refuse


def _get(python: Any, name: str) -> Any:
    return python.__jsii_ref__.get(name)


def _set(python: Any, name: str, value: Any) -> None:
    python.__jsii_ref__.set(name, value)


def _invoke(python: Any, method: str, arguments: list[Any] | None = None) -> Any:
    return python.__jsii_ref__.invoke(method, arguments or [])


def _create(klass: Any, python: Any, arguments: list[Any] | None = None) -> Any:
    made = objects.created(klass, python, arguments or [])
    made.python = python
    python.__jsii_ref__ = made
    return made


def _static_get(klass: Any, name: str) -> Any:
    return statics.static_property(klass.__jsii_type__, name)


def _static_invoke(klass: Any, method: str, arguments: list[Any] | None = None) -> Any:
    return statics.static_method(klass.__jsii_type__, method, arguments or [])


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
    calls = Calls(Node({name: getattr(jsii, name) for name in names}, kernel.load, starting))

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
