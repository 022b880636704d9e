"""Outputs and backends."""

from pathlib import Path
from typing import Any

from fast_bindings.kernel import javascript
from fast_bindings.kernel.elements import Element
from fast_bindings.kernel.resolution import resolve
from fast_bindings.kernel.tokens import Context
from fast_bindings.kernel.tree import Construct
from fast_bindings.kernel.unknown import UnknownToKernelError
from fast_bindings.kernel.values import as_it_is


class Output(Element):
    """An output of a stack."""

    def __init__(self, python: Any, fqn: str, scope: Construct, id_: str, *, config: Any) -> None:
        super().__init__(python, fqn, scope, id_, address="output")
        values = config._values
        if values.get("depends_on") or values.get("precondition"):
            raise UnknownToKernelError("an output with depends_on or a precondition")
        if values.get("static_id"):
            self.given_id = self.id
        self.values = {key: as_it_is(values.get(key)) for key in ("value", "description", "sensitive")}

    def written(self, context: Context) -> dict[str, Any]:
        """Return the value with what describes it."""
        found = {"value": resolve(self.values["value"], context)}
        for key in ("description", "sensitive"):
            if self.values[key] is not None:
                found[key] = resolve(self.values[key], context)
        self.overrides.apply(found, context)
        return found

    def put_into(self, document: dict[str, Any]) -> None:
        """Put it among the outputs."""
        outputs = document.setdefault("output", {})
        if self.friendly in outputs:
            raise UnknownToKernelError(f"two outputs with the logical id {self.friendly}")
        outputs[self.friendly] = self.written(Context(self.stack))

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

    def written(self, context: Context) -> dict[str, Any]:
        """Return its settings in snake case."""
        found: dict[str, Any] = javascript.snake_case_keys(self.values)
        if self.overrides.values:
            javascript.merge(found, self.overrides.values)
        return resolve(found, context)

    def put_into(self, document: dict[str, Any]) -> None:
        """Put it among the settings of Terraform."""
        javascript.merge(document, {"terraform": {"backend": {self.name: self.written(Context(self.stack))}}})

    def metadata(self) -> dict[str, Any]:
        """Return its name, and what is overridden."""
        return {"backend": self.name, **self.overrides.named("backend")}


def local_backend(python: Any, scope: Construct, values: dict[str, Any]) -> Backend:
    """Return a backend of a file, by default one named after the stack in the current folder."""
    path = values.get("path") or str(Path.cwd() / f"terraform.{scope.stack.id}.tfstate")
    return Backend(python, "cdktf.LocalBackend", scope, name="local", values={**values, "path": path})
