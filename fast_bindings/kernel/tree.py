"""Constructs, and what can be asked of their nodes."""

import importlib
import re
from collections.abc import Iterator
from typing import Any, Final, TypeVar

from fast_bindings.kernel import javascript
from fast_bindings.kernel.tokens import TOKENS, Expression, History
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError
from fast_bindings.kernel.validations import Validation

SEPARATORS: Final = re.compile(r"[/\n]")
"""What stands between ids in paths and in addresses. Source: constructs 10.8, lib/construct.js, SEP_REGEX."""


OF_CHILD: Final = frozenset({"findChild", "tryFindChild", "tryRemoveChild"})
"""Methods of a node that take the id of a child."""


class Clock:
    """Counts the changes of everything, so that what was written down once stays valid between two."""

    changes = 0

    @classmethod
    def tick(cls) -> None:
        """Note a change."""
        cls.changes += 1


class Native:
    """What stands as `__jsii_ref__` in a Python object of which this kernel takes care."""

    interfaces: list[str] | None = None
    fqn = ""
    python: Any = None
    history: History

    def expression(self) -> Expression | None:
        """Return what it is written as where it is given as a value, None if it cannot be."""
        return None

    def __deepcopy__(self, memo: Any) -> "Native":
        """Return itself: the copy of an object stands for the same as the object does."""
        del memo
        return self

    @property
    def ref(self) -> str:
        """A name that no other object has, in the form of jsii's."""
        return f"{self.fqn}@python-{id(self)}"

    def get(self, name: str) -> Any:
        """Return a property, by jsii's name."""
        raise UnknownToKernelError(f"the property {name} of {self.fqn}")

    def set(self, name: str, value: Any) -> None:
        """Set a property, by jsii's name."""
        del value
        raise UnknownToKernelError(f"setting {name} of {self.fqn}")

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Call a method, by jsii's name."""
        del arguments
        raise UnknownToKernelError(f"the method {method} of {self.fqn}")


def with_python(native: Native) -> Any:
    """Give what no program made a Python object of its class, and return that."""
    kind = importlib.import_module("jsii._reference_map")._types[native.fqn]
    native.python = kind.__new__(kind)
    native.python.__jsii_ref__ = native
    return native.python


class Construct(Native):
    """A construct of the tree."""

    def __init__(self, python: Any, fqn: str, scope: "Construct | None", id_: str) -> None:
        Clock.tick()
        self.python, self.fqn, self.scope = python, fqn, scope
        self.history = TOKENS.active
        self.id = SEPARATORS.sub("--", id_)
        self.children: dict[str, Construct] = {}
        self.indexed = False
        self.validations: list[Any] = []
        self.aspects: Any = None
        self.annotations: list[tuple[str, str]] = []
        self.stack_traces = True
        self.home: Any = scope.home if scope is not None else None
        self._node: Any = None
        if scope is None:
            self.path = self.id
            return
        if not self.id:
            raise StockRefusesError("an empty id")
        if self.id in scope.children or self.id in javascript.INHERITED:
            raise StockRefusesError(f"two constructs called {self.id}")
        scope.children[self.id] = self
        scope.indexed = scope.indexed or javascript.is_index(self.id)
        self.path = f"{scope.path}/{self.id}" if scope.path else self.id

    @property
    def root(self) -> "Construct":
        """What has no scope above it."""
        return self if self.scope is None else self.scope.root

    @property
    def stack(self) -> Any:
        """The stack that it is in."""
        if self.home is None:
            raise StockRefusesError(f"no stack above {self.path}")
        return self.home

    def ordered_children(self) -> list["Construct"]:
        """Return the children in the order in which JavaScript lists them."""
        if not self.indexed:
            return list(self.children.values())
        return [self.children[key] for key in javascript.ordered_keys(self.children)]

    def walk(self) -> Iterator["Construct"]:
        """Yield it and everything below it, each before what is below it."""
        left: list[Construct] = [self]
        while left:
            current = left.pop()
            yield current
            if current.children:
                left += current.ordered_children()[::-1]

    def logical_id(self) -> str:
        """Return the id that cdktf makes of the ids between the stack and this."""
        ids: list[str] = []
        current: Construct | None = self
        while current is not None and current is not self.stack:
            ids.append(current.id)
            current = current.scope
        return javascript.unique_id(ids[::-1]) if ids else ""

    def get(self, name: str) -> Any:
        """Return a property: its node alone is one that every construct has."""
        return self.node if name == "node" else super().get(name)

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Call a method: toString alone is one that every construct has."""
        return self.path or "<root>" if method == "toString" else super().invoke(method, arguments)

    @property
    def node(self) -> Any:
        """The Python object of its node."""
        if self._node is None:
            self._node = with_python(Node(self))
        return self._node


PREPARE: Final = "prepareStack"
"""The method of a stack that makes what `born` is given for."""
Made = TypeVar("Made", bound=Construct)


def born(construct: Made) -> Made:
    """Give a construct that no program made its Python object; Node, should it take over, finds its own by the id."""
    scope = construct.scope
    if scope is None:
        return construct
    with_python(construct)
    construct.history.note("get", (scope.python, "node"), scope.node)
    construct.history.note("invoke", (scope.node, "tryFindChild", [construct.id]), construct.python)
    return construct


class Node(Native):
    """The node of a construct."""

    fqn = "constructs.Node"

    def __init__(self, construct: Construct) -> None:
        self.construct = construct
        self.history = construct.history

    def get(self, name: str) -> Any:
        """Return a property of the node."""
        construct = self.construct
        if name in {"id", "path"}:
            return getattr(construct, name)
        if name == "scope":
            return construct.scope.python if construct.scope else None
        if name == "children":
            return [child.python for child in construct.ordered_children()]
        if name == "scopes":
            above: list[Any] = []
            current: Construct | None = construct
            while current is not None:
                above.append(current.python)
                current = current.scope
            return above[::-1]
        if name == "root":
            return construct.root.python
        return super().get(name)

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Look for constructs below, add a validation, remove a child."""
        construct = self.construct
        if method == "findAll" and (not arguments or arguments[0] is None):
            return [each.python for each in construct.walk()]
        if method == "addValidation":
            validation = Validation(arguments[0])
            construct.validations.append(validation)
            # The call is repeated with this, should Node take over.
            arguments[0] = validation
            return None
        if method in OF_CHILD and arguments[0] in javascript.INHERITED:
            raise StockRefusesError(f"the child {arguments[0]}, which every object has")
        if method == "tryRemoveChild":
            Clock.tick()
            return construct.children.pop(arguments[0], None) is not None
        if method in OF_CHILD:
            child = construct.children.get(SEPARATORS.sub("--", arguments[0]))
            if child is None and method == "findChild":
                raise StockRefusesError(f"no child {arguments[0]}")
            return child.python if child else None
        return super().invoke(method, arguments)
