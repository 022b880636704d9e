"""Stacks, and the JSON that is written for each."""

import re
from typing import Any, Final

from fast_bindings.kernel import javascript
from fast_bindings.kernel.elements import Element, Overrides
from fast_bindings.kernel.outputs import Output
from fast_bindings.kernel.tokens import Context
from fast_bindings.kernel.tree import Clock, Construct
from fast_bindings.kernel.unknown import StockRefusesError
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

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Add an override, or return what is written."""
        if method == "addOverride":
            return self.overrides.add(*arguments)
        if method == "toTerraform":
            return handed_back(self.document())
        return super().invoke(method, arguments)

    def elements(self) -> list[Element]:
        """Return the elements in the order of the tree, without those of stacks within."""
        found: list[Element] = []
        _add_elements(self, found)
        return found

    def document(self) -> dict[str, Any]:
        """Return the whole JSON, kept until something changes."""
        if self._written is not None and self._written[0] == Clock.changes:
            return self._written[1]
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
        self.overrides.apply(document, Context(self))
        self._written = (Clock.changes, document)
        return document


def _add_elements(construct: Construct, found: list[Element]) -> None:
    if isinstance(construct, Element):
        found.append(construct)
    for child in construct.ordered_children():
        if not isinstance(child, Stack):
            _add_elements(child, found)
