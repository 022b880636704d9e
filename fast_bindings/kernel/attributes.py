"""Attributes of resources, which have a value in Terraform alone, and the blocks and lists between."""

import functools
from collections.abc import Callable
from typing import Any, Final

from fast_bindings.kernel.expressions import Access, Call, Given, Reference
from fast_bindings.kernel.resolvables import Resolvable, Whole
from fast_bindings.kernel.tokens import MAP_VALUES, TOKENS, Expression
from fast_bindings.kernel.tree import with_python
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError

HANDED_OUT: Final[dict[str, Callable[[Expression], Any]]] = {
    "String": TOKENS.string,
    "Number": TOKENS.number,
    "List": TOKENS.list_of,
    "NumberList": TOKENS.numbers_of,
    "Boolean": lambda expression: Resolvable(expression).python,
    "Any": lambda expression: Resolvable(expression, typed=False).python,
    **{f"{kind}Map": functools.partial(TOKENS.map_of, value=value) for kind, value in MAP_VALUES.items()},
}
"""How a value of each kind is handed out. Source: cdktf 0.21, lib/terraform-resource.js."""
MAPS: Final = {f"cdktf.{kind}Map": kind for kind in MAP_VALUES}


def handed_out(kind: str, expression: Expression) -> Any:
    """Return what a program gets for a value of a kind that only Terraform knows."""
    return HANDED_OUT[kind](expression)


def read_attribute(holder: Any, rules: dict[str, Any], table: dict[str, Any], getter: list[str]) -> Any:
    """Return the token, or the Python object, of an attribute by the getter of its table."""
    kind, name = getter
    if kind in HANDED_OUT:
        return handed_out(kind, holder.reference(name))
    if kind in {"ListOfSet", "NumberListOfSet"}:
        of_set = handed_out(kind.removesuffix("OfSet"), holder.reference(name))
        listed = TOKENS.list_of(Call("tolist", [of_set]))
        return listed if kind == "ListOfSet" else TOKENS.numbers_of(Given(listed))
    child = rules.get("child", {}).get(name) if kind == "_" else None
    if child is not None and child[0] in MAPS:
        return MapReference(holder, child[0], child[1]).python
    if child is None and name.endswith(".internalValue;"):
        raise UnknownToKernelError(f"what was given for a block of {holder.fqn}, {name}")
    if child is None or child[0].startswith("cdktf."):
        raise UnknownToKernelError(f"an attribute of the kind {kind}, {name} of {holder.fqn}")
    class_name, attribute, is_set = child
    return with_python(
        OutputReference(holder, table, class_name, attribute=attribute, index=None, is_set=bool(is_set))
    )


class MapReference(Whole):
    """A map within a resource, as cdktf's classes StringMap and the like."""

    def __init__(self, holder: Any, fqn: str, attribute: str) -> None:
        self.history = holder.history
        self.holder, self.fqn, self.attribute = holder, fqn, attribute
        with_python(self)

    def whole(self) -> Expression:
        """Return the reference to the map."""
        return self.holder.reference(self.attribute)

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Return the value of a key."""
        if method != "lookup":
            return super().invoke(method, arguments)
        return handed_out(MAPS[self.fqn], self.holder.reference(f'{self.attribute}["{arguments[0]}"]'))


class OutputReference(Whole):
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
        self.history = parent.history
        fixed = self.rules.get("fixed")
        self.is_set, self.index = fixed or (is_set, index)
        self.fqn = f"{parent.fqn.rpartition('.')[0]}.{class_name}"

    def reference(self, attribute: str) -> Expression:
        """Return the reference to an attribute, through a list where Terraform has a set."""
        if self.index is None:
            return self._of_parent(f"{self.attribute}.{attribute}")
        if self.is_set:
            listed = Call("tolist", [TOKENS.string(self._of_parent(self.attribute))])
            return Access(TOKENS.string(listed), [self.index, attribute])
        return self._of_parent(f"{self.attribute}[{self.index}].{attribute}")

    def whole(self) -> Expression:
        """Return the reference to the whole block, or the whole list."""
        if "item" in self.rules or self.index is None:
            found = self._of_parent(self.attribute)
            return Call("tolist", [found]) if self.is_set and "item" in self.rules else found
        if self.is_set:
            return Access(TOKENS.string(Call("tolist", [self._of_parent(self.attribute)])), [self.index])
        return self._of_parent(f"{self.attribute}[{self.index}]")

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
        if isinstance(arguments[0], bool):
            raise StockRefusesError("an index that is no number")
        item = OutputReference(
            self.parent, self.table, self.rules["item"],
            attribute=self.attribute, index=arguments[0], is_set=self.is_set,
        )  # fmt: skip
        return with_python(item)
