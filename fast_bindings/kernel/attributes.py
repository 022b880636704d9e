"""Attributes of resources, which have a value in Terraform alone, and the blocks and lists between."""

import importlib
from typing import Any

from fast_bindings.kernel.expressions import Access, Call, Reference
from fast_bindings.kernel.tokens import TOKENS, Expression
from fast_bindings.kernel.tree import Native
from fast_bindings.kernel.unknown import UnknownToKernelError


def read_attribute(holder: Any, rules: dict[str, Any], table: dict[str, Any], getter: list[str]) -> Any:
    """Return the token, or the Python object, of an attribute by the getter of its table."""
    kind, name = getter
    if kind == "String":
        return TOKENS.string(holder.reference(name))
    if kind == "Number":
        return TOKENS.number(holder.reference(name))
    if kind == "List":
        return TOKENS.list_of(holder.reference(name))
    child = rules.get("child", {}).get(name) if kind == "_" else None
    if child is None or child[0].startswith("cdktf."):
        raise UnknownToKernelError(f"an attribute of the kind {kind}, {name} of {holder.fqn}")
    class_name, attribute, is_set = child
    return OutputReference(
        holder, table, class_name, attribute=attribute, index=None, is_set=bool(is_set)
    ).as_python()


class OutputReference(Native):
    """A block within a resource, or a list of blocks, as cdktf's classes of that name."""

    def __init__(
        self,
        parent: Any,
        table: dict[str, Any],
        class_name: str,
        *,
        attribute: str,
        index: Any,
        is_set: bool,
    ) -> None:
        self.parent, self.table, self.class_name, self.attribute = parent, table, class_name, attribute
        self.rules = table["classes"][class_name]
        fixed = self.rules.get("fixed")
        self.is_set, self.index = fixed or (is_set, index)
        self.fqn = f"{parent.fqn.rpartition('.')[0]}.{class_name}"

    def as_python(self) -> Any:
        """Return a new Python object for it."""
        reference_map = importlib.import_module("jsii._reference_map")
        kind = reference_map._types[self.fqn]
        self.python = kind.__new__(kind)
        self.python.__jsii_ref__ = self
        return self.python

    def reference(self, attribute: str) -> Expression:
        """Return the reference to an attribute, through a list where Terraform has a set."""
        if self.index is None:
            return self._of_parent(f"{self.attribute}.{attribute}")
        if self.is_set:
            listed = Call("tolist", [TOKENS.string(self._of_parent(self.attribute))])
            return Access(TOKENS.string(listed), [self.index, attribute])
        return self._of_parent(f"{self.attribute}[{self.index}].{attribute}")

    def _of_parent(self, attribute: str) -> Reference:
        found = self.parent.reference(attribute)
        if not isinstance(found, Reference):
            raise UnknownToKernelError("a block within an element of a set")
        return found

    def get(self, name: str) -> Any:
        """Return an attribute."""
        getter = self.rules["get"].get(name)
        return super().get(name) if getter is None else read_attribute(self, self.rules, self.table, getter)

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Return an element of a list."""
        if method != "get" or "item" not in self.rules:
            return super().invoke(method, arguments)
        item = OutputReference(
            self.parent, self.table, self.rules["item"],
            attribute=self.attribute, index=arguments[0], is_set=self.is_set,
        )  # fmt: skip
        return item.as_python()
