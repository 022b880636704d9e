"""Variables and local values."""

from typing import Any, Final

from fast_bindings.kernel import javascript
from fast_bindings.kernel.attributes import handed_out
from fast_bindings.kernel.elements import Element
from fast_bindings.kernel.expressions import Reference
from fast_bindings.kernel.resolution import resolve
from fast_bindings.kernel.tokens import Context
from fast_bindings.kernel.tree import Clock, Construct
from fast_bindings.kernel.unknown import UnknownToKernelError
from fast_bindings.kernel.values import as_it_is, handed_back, of_struct

FIELDS: Final = ("default", "description", "type", "sensitive", "nullable")
OF_VARIABLE: Final = {
    "stringValue": "String", "numberValue": "Number", "listValue": "List", "booleanValue": "Boolean", "value": "Any",
}  # fmt: skip
OF_LOCAL: Final = {
    "expression": "Any", "asString": "String", "asNumber": "Number", "asList": "List", "asBoolean": "Boolean",
    "asStringMap": "StringMap", "asNumberMap": "NumberMap", "asBooleanMap": "BooleanMap", "asAnyMap": "AnyMap",
}  # fmt: skip
"""In which forms each is handed out. Source: cdktf 0.21, lib/terraform-variable.js and terraform-local.js."""
VARIABLE_TYPES: Final = ("list", "map", "set")


class Variable(Element):
    """A variable."""

    def __init__(self, python: Any, fqn: str, scope: Construct, id_: str, *, config: Any) -> None:
        super().__init__(python, fqn, scope, id_, address="var")
        values = config._values
        self.values = {key: as_it_is(values.get(key)) for key in FIELDS}
        given = values.get("validation")
        self.validation: list[Any] | None = None if given is None else [of_struct(each) for each in given]

    def get(self, name: str) -> Any:
        """Return what was given, or the value in some form."""
        if name in OF_VARIABLE:
            return handed_out(OF_VARIABLE[name], self.reference())
        if name in FIELDS:
            return handed_back(self.values[name])
        return super().get(name)

    def set(self, name: str, value: Any) -> None:
        """Give another default or description."""
        if name not in FIELDS:
            return super().set(name, value)
        Clock.tick()
        self.values[name] = as_it_is(value)
        return None

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Add a validation, or return the value as a text."""
        if method == "toString":
            return self.get("stringValue")
        if method != "addValidation":
            return super().invoke(method, arguments)
        Clock.tick()
        self.validation = [*(self.validation or ()), of_struct(arguments[0])]
        return None

    def reference(self) -> Reference:
        """Return the reference to the value."""
        return Reference(f"var.{self.friendly}", self.stack)

    def written(self, context: Context) -> dict[str, Any]:
        """Return what describes it; the keys of its default are changed too, as cdktf does."""
        found = {key: value for key, value in self.values.items() if value is not None}
        if self.validation is not None:
            found["validation"] = [
                {key: each[key] for key in ("errorMessage", "condition")} for each in self.validation
            ]
        written: dict[str, Any] = resolve(self.overrides.over(javascript.snake_case_keys(found)), context)
        return written

    def put_into(self, document: dict[str, Any]) -> None:
        """Put it among the variables."""
        variables = self.among(document, "variable", called="variables")
        variables[self.friendly] = self.written(self.context)


class Local(Element):
    """A local value. cdktf does not write overrides of it."""

    def __init__(self, python: Any, fqn: str, scope: Construct, id_: str, *, value: Any) -> None:
        super().__init__(python, fqn, scope, id_, address="local")
        self.value = as_it_is(value)

    def get(self, name: str) -> Any:
        """Return the value in some form."""
        return handed_out(OF_LOCAL[name], self.reference()) if name in OF_LOCAL else super().get(name)

    def set(self, name: str, value: Any) -> None:
        """Give another value."""
        if name != "expression":
            return super().set(name, value)
        Clock.tick()
        self.value = as_it_is(value)
        return None

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Return the value as a text."""
        return self.get("asString") if method == "toString" else super().invoke(method, arguments)

    def reference(self) -> Reference:
        """Return the reference to the value."""
        return Reference(f"local.{self.friendly}", self.stack)

    def put_into(self, document: dict[str, Any]) -> None:
        """Put it among the locals."""
        values = self.among(document, "locals", called="local values")
        if self.value is not None:
            values[self.friendly] = resolve(self.value, self.context)

    def metadata(self) -> dict[str, Any]:
        """Return what is overridden."""
        return self.overrides.named("local")


def type_of_variable(name: str, arguments: list[Any]) -> str:
    """Return the type of a variable that is made of others, by the method of cdktf's VariableType."""
    if name in VARIABLE_TYPES:
        return f"{name}({arguments[0]})"
    if name == "tuple":
        return f"tuple({', '.join(arguments)})"
    if name == "object":
        pairs = arguments[0]
        return f"object({{{', '.join(f'{key}={pairs[key]}' for key in javascript.ordered_keys(pairs))}}})"
    raise UnknownToKernelError(f"cdktf.VariableType.{name}")


def plain_type_of_variable(name: str) -> str:
    """Return a type by its name in cdktf's VariableType: STRING, or LIST_STRING for a list of them."""
    outer, _, inner = name.lower().partition("_")
    return f"{outer}({inner})" if inner else outer
