"""Outputs and backends."""

from types import SimpleNamespace
from typing import Any, Final

from fast_bindings.kernel import beginning, javascript
from fast_bindings.kernel.elements import Element, element_of
from fast_bindings.kernel.resolution import resolve
from fast_bindings.kernel.tokens import Context, Expression
from fast_bindings.kernel.tree import Construct
from fast_bindings.kernel.unknown import StockRefusesError
from fast_bindings.kernel.values import as_it_is

OUTPUT: Final = "cdktf.TerraformOutput"


def addressed(value: Any) -> Any:
    """Return a value of an output: an element stands for its address, at any depth."""
    reference = getattr(value, "__jsii_ref__", None)
    if isinstance(reference, Element):
        return reference.token
    if type(value) is list:
        return [addressed(each) for each in value if each is not None]
    if type(value) is dict and javascript.PROTOTYPE not in value:
        return {key: addressed(held) for key, held in value.items() if held is not None}
    return as_it_is(value)


class Output(Element):
    """An output of a stack."""

    def __init__(self, python: Any, fqn: str, scope: Construct, id_: str, *, config: Any) -> None:
        super().__init__(python, fqn, scope, id_, address="output")
        values: dict[str, Any] = dict(config._values)
        if values.get("value") is None:
            raise StockRefusesError("an output without a value")
        self.depends_on = values.pop("depends_on", None)
        for each in self.depends_on or ():
            element_of(each)
        # A precondition is not written by cdktf 0.21 (terraform-output.js, synthesizeAttributes).
        values.pop("precondition", None)
        if values.pop("static_id", None):
            self.given_id = self.id
        self.values: dict[str, Any] = {"value": addressed(values.pop("value", None))}
        self.values |= {key: as_it_is(values.pop(key, None)) for key in ("description", "sensitive")}

    @classmethod
    def of_value(cls, scope: Construct, id_: str, value: Expression) -> "Output":
        """Return an output that is not a program's own but made for a reference to its stack."""
        return cls(
            None, OUTPUT, scope, id_, config=SimpleNamespace(_values={"value": value, "sensitive": True})
        )

    @property
    def token(self) -> str:
        """Nothing: an output has no address."""
        raise StockRefusesError("the address of an output")

    def written(self, context: Context) -> dict[str, Any]:
        """Return the value with what describes it."""
        given = {key: value for key, value in self.values.items() if key == "value" or value is not None}
        if self.depends_on is not None:
            given["depends_on"] = [element_of(each).token for each in self.depends_on]
        found: dict[str, Any] = resolve(self.overrides.over(given), context)
        return found

    def put_into(self, document: dict[str, Any]) -> None:
        """Put it among the outputs."""
        outputs = self.among(document, "output", called="outputs")
        outputs[self.friendly] = self.written(self.context)

    def nested(self) -> dict[str, Any]:
        """Return its logical id at the path of its construct, as the metadata have it."""
        *above, last = self.path.split("/")
        found: dict[str, Any] = {last: self.friendly}
        for each in reversed(above):
            found = {each: found}
        return found

    def metadata(self) -> dict[str, Any]:
        """Return what is overridden."""
        return self.overrides.named("output")


class Backend(Element):
    """Where the state of a stack is."""

    def __init__(self, python: Any, fqn: str, scope: Construct, *, name: str, values: dict[str, Any]) -> None:
        super().__init__(python, fqn, scope, "backend", address=f"backend.{name}")
        self.name, self.values = name, values

    @property
    def token(self) -> str:
        """Nothing: a backend has no address."""
        raise StockRefusesError("the address of a backend")

    def written(self, context: Context) -> dict[str, Any]:
        """Return its settings in snake case."""
        found: dict[str, Any] = resolve(self.overrides.over(javascript.snake_case_keys(self.values)), context)
        return found

    def put_into(self, document: dict[str, Any]) -> None:
        """Put it among the settings of Terraform."""
        javascript.merge(document, {"terraform": {"backend": {self.name: self.written(self.context)}}})

    def metadata(self) -> dict[str, Any]:
        """Return its name, and what is overridden."""
        return {"backend": self.name, **self.overrides.named("backend")}


def local_backend(python: Any, scope: Construct, values: dict[str, Any]) -> Backend:
    """Return a backend of a file, by default one named after the stack in the current folder."""
    path = values.get("path") or str(beginning.working_folder() / f"terraform.{scope.stack.id}.tfstate")
    return Backend(python, "cdktf.LocalBackend", scope, name="local", values={**values, "path": path})
