"""Stacks, and the JSON that is written for each."""

import re
from typing import Any, Final

from fast_bindings.kernel import javascript
from fast_bindings.kernel.cross_stack import ensure_backend, referred
from fast_bindings.kernel.elements import Element, Overrides
from fast_bindings.kernel.expressions import Reference
from fast_bindings.kernel.outputs import Output
from fast_bindings.kernel.resolution import resolve
from fast_bindings.kernel.tokens import Context
from fast_bindings.kernel.tree import PREPARE, Clock, Construct
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError
from fast_bindings.kernel.values import handed_back

VERSION: Final = "0.21.0"
"""The cdktf whose output this kernel writes."""
REFUSED_IN_ID: Final = re.compile(r"[*?\[\]{}!\s]")
"""Source: cdktf 0.21, lib/terraform-stack.js."""


class Stack(Construct):
    """A stack."""

    def __init__(self, python: Any, fqn: str, scope: Construct, id_: str) -> None:
        super().__init__(python, fqn, scope, id_)
        if REFUSED_IN_ID.search(self.id):
            raise StockRefusesError(f"the id of a stack, {self.id}")
        self.home = self
        self.overrides = Overrides()
        self._written: tuple[int, dict[str, Any]] | None = None
        self.preparing = self.refers = False
        self.dependencies: list[Stack] = []
        self.outgoing: dict[str, Any] = {}
        self.incoming: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        """Return the stacks that it depends on."""
        return [each.python for each in self.dependencies] if name == "dependencies" else super().get(name)

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Add an override or a dependency, or return what is written."""
        if method == "addOverride":
            return self.overrides.add(*arguments)
        if method == "addDependency":
            return self.depend_on(_stack_of(arguments[0]))
        if method == "dependsOn":
            return self.depends_on(_stack_of(arguments[0]))
        if method == "toTerraform":
            return handed_back(self.document())
        return super().invoke(method, arguments)

    def depends_on(self, stack: "Stack") -> bool:
        """Return whether it depends on another stack, perhaps by way of others."""
        return stack in self.dependencies or any(each.depends_on(stack) for each in self.dependencies)

    def depend_on(self, stack: "Stack") -> None:
        """Note that it depends on another stack."""
        if stack.depends_on(self):
            raise StockRefusesError(f"a cycle between {self.path} and {stack.path}")
        if stack not in self.dependencies:
            self.dependencies.append(stack)

    def referred(self, reference: Reference) -> str:
        """Return the token, here, of what is in another stack."""
        return referred(reference, self)

    def prepare(self) -> None:
        """Make its backend, and what references to other stacks need, before anything is written."""
        self.history.note("invoke", (self.python, PREPARE), None)
        ensure_backend(self)
        if not self.refers and self._is_written():
            return
        self.preparing = True
        try:
            self._write()
        finally:
            self.preparing = False

    def elements(self) -> list[Element]:
        """Return the elements in the order of the tree, without those of stacks within."""
        found: list[Element] = []
        _add_elements(self, found)
        return found

    def document(self) -> dict[str, Any]:
        """Return the whole JSON, kept until something changes."""
        if self._is_written() and self._written is not None:
            return self._written[1]
        return self._write()

    def _is_written(self) -> bool:
        if self._written is None or self._written[0] != Clock.changes:
            return False
        elements = self.elements()
        # Every one is asked, as cdktf does.
        same = [each.is_as_written() for each in elements]
        if not all(same) or self._written[0] != Clock.changes:
            return False
        for each in elements:
            each.stays_written()
        return True

    def _write(self) -> dict[str, Any]:
        self.refers, began = False, Clock.changes
        elements = self.elements()
        metadata: dict[str, Any] = {"version": VERSION, "stackName": self.id, "backend": "local"}
        metadata.update(self.overrides.named("stack"))
        outputs: dict[str, Any] = {}
        for each in elements:
            javascript.merge(metadata, each.metadata())
            if isinstance(each, Output):
                javascript.merge(outputs, each.nested())
        document: dict[str, Any] = {"//": {"metadata": metadata, "outputs": outputs}}
        for each in elements:
            each.put_into(document)
        context = Context(self)
        document = self.overrides.over(document, lambda value: resolve(value, context))
        self._written = (began, document)
        return document


def _stack_of(python: Any) -> Stack:
    reference = getattr(python, "__jsii_ref__", None)
    if not isinstance(reference, Stack):
        raise UnknownToKernelError("a dependency on a stack of another kernel")
    return reference


def _add_elements(construct: Construct, found: list[Element]) -> None:
    if isinstance(construct, Element):
        found.append(construct)
    for child in construct.ordered_children():
        if not isinstance(child, Stack):
            _add_elements(child, found)
