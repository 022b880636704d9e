"""Node takes an application over: every call so far is repeated on it, and what the program holds stands for Node's."""

import importlib
import sys
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

from fast_bindings.kernel import beginning
from fast_bindings.kernel.aspects import for_node
from fast_bindings.kernel.token_names import TokenNames, numbers_in
from fast_bindings.kernel.tokens import BEFORE, TOKENS, History
from fast_bindings.kernel.tree import PREPARE, Native
from fast_bindings.kernel.values import names_of


class KernelDisagreementError(RuntimeError):
    """Node answered a repeated call otherwise: what the program holds is worth nothing any more."""


class Node:
    """The Node of this process, from when it is first needed."""

    def __init__(self, stock: dict[str, Callable[..., Any]], load: Callable[..., Any], starting: Any) -> None:
        self.stock, self.load_stock, self.starting = stock, load, starting
        self.names: TokenNames | None = None
        self._loaded: list[tuple[Any, ...]] = []

    def load(self, *package: Any) -> None:
        """Load a package of bindings: at once if Node runs, else as soon as it does."""
        beginning.note()
        self._loaded.append(package)
        if self.names is not None:
            self.load_stock(*package)

    def start(self) -> TokenNames:
        """Start Node, unless it runs, and return whose tokens are called what."""
        if self.names is None:
            with beginning.again(), self.starting():
                for each in self._loaded:
                    self.load_stock(*each)
            self.names = TokenNames()
            self.names.install(importlib.import_module("jsii._kernel"))
        return self.names

    def perform(self, operation: str, *arguments: Any) -> Any:
        """Do one call. Applications that it names are taken over first: Node has to know them."""
        names = self.start()
        for history in _named(arguments):
            if not history.by_node:
                self.take_over(history)
        with names.compared(False):
            return self.stock[operation](*arguments)

    def take_over(self, history: History) -> None:
        """Repeat on Node all that was done in an application, so that the program can go on with it there."""
        names = self.start()
        taken = _needed(history)
        calls = sorted((call for each in taken for call in each.calls), key=itemgetter(0))
        for each in taken:
            each.by_node, each.calls = True, []
        for _, operation, arguments, before in calls:
            try:
                with names.compared(True):
                    after = self.stock[operation](*for_node(arguments))
            except Exception as error:
                if arguments[1:2] == (PREPARE,):
                    # What it fails at is refused by this kernel too: the call that is done next says so.
                    continue
                raise KernelDisagreementError(
                    f"{operation}: Node refuses what the Python kernel did; set ANTHILL_KERNEL=node: {error}"
                ) from error
            if operation != "create":
                _adopt(before, after, names, operation)
        for each in taken:
            if each is not BEFORE:
                each.expressions.clear()
                each.numbers.clear()


def say(unknown: str) -> None:
    """Say in one line why Node goes on."""
    print(  # noqa: T201 - nobody else can say it
        f"fast_bindings: by Node from here on, since the Python kernel does not know {unknown}",
        file=sys.stderr,
    )


def _needed(history: History) -> set[History]:
    """Return an application and all others whose objects or tokens were used in it: they are repeated as one."""
    found = {history}
    unread = [history]
    while unread:
        for _, _, arguments, _ in unread.pop().calls:
            for other in _named(arguments) - found:
                found.add(other)
                unread.append(other)
    return found


def _named(arguments: tuple[Any, ...]) -> set[History]:
    """Return the applications of this kernel whose objects or tokens are in the arguments of a call."""
    alive = [each for each in TOKENS.histories if not each.by_node]
    if not alive:
        return set()
    plain = list(_plain(arguments))
    found = {each.history for each in plain if isinstance(each, Native) and not each.history.by_node}
    tokens = numbers_in(plain)
    return found | {each for each in alive if any(each.has_token(number) for number in tokens)}


def _plain(value: Any) -> Iterator[Any]:
    """Yield the texts and numbers in a value, and for each object of jsii what stands for it."""
    if isinstance(value, list | tuple):
        for each in value:
            yield from _plain(each)
    elif isinstance(value, dict):
        for key, held in value.items():
            yield key
            yield from _plain(held)
    elif names_of(type(value)) is not None:
        yield from _plain(getattr(value, "_values", {}))
    elif not isinstance(value, type):
        reference = getattr(value, "__jsii_ref__", None)
        yield value if reference is None else reference


def _adopt(before: Any, after: Any, names: TokenNames, what: str) -> None:
    """Let objects and tokens that were handed out stand for Node's; anything else must be the same."""
    reference = getattr(before, "__jsii_ref__", None)
    if reference is not None:
        if isinstance(reference, Native) and after is not None:
            before.__jsii_ref__ = after.__jsii_ref__
            importlib.import_module("jsii._reference_map")._refs.register(before)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            _adopt(one, other, names, what)
    elif not names.pair(before, after):
        raise KernelDisagreementError(
            f"{what}: the Python kernel returned {before!r}, Node {after!r}; set ANTHILL_KERNEL=node"
        )
