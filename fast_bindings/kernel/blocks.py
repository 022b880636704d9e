"""Resources and data sources, by the tables of their packages."""

from typing import Any, Final

from fast_bindings.kernel import javascript
from fast_bindings.kernel.arguments import arguments_of
from fast_bindings.kernel.attributes import read_attribute
from fast_bindings.kernel.elements import Element
from fast_bindings.kernel.expressions import Dependency, Reference
from fast_bindings.kernel.javascript import UNDEFINED
from fast_bindings.kernel.resolution import resolve
from fast_bindings.kernel.tokens import MARK, TOKENS, Context
from fast_bindings.kernel.tree import Clock, Construct
from fast_bindings.kernel.unknown import UnknownToKernelError
from fast_bindings.kernel.values import Mapper, as_it_is, handed_back, mapped

UNKNOWN_ARGUMENTS: Final = ("connection", "count", "for_each")
UNKNOWN_LIFECYCLE: Final = frozenset({"replaceTriggeredBy", "precondition", "postcondition"})


class Block(Element):
    """A resource or a data source."""

    def __init__(
        self,
        python: Any,
        fqn: str,
        scope: Construct,
        id_: str,
        *,
        config: Any,
        table: dict[str, Any],
        data: bool,
    ) -> None:
        self.table = table
        self.rules = table["classes"][fqn.rpartition(".")[2]]
        self.data = data
        kind = self.rules["type"]
        super().__init__(python, fqn, scope, id_, address=f"data.{kind}" if data else kind)
        values: dict[str, Any] = dict(config._values) if config is not None else {}
        depends_on = values.pop("depends_on", None)
        self.depends_on = None if depends_on is None else [_dependency(each) for each in depends_on]
        self.provider = values.pop("provider", None)
        self.lifecycle = _lifecycle(values.pop("lifecycle", None))
        self.provisioners = _provisioners(values.pop("provisioners", None))
        for name in UNKNOWN_ARGUMENTS:
            if values.pop(name, None) is not None:
                raise UnknownToKernelError(f"the argument {name} of a resource")
        self.arguments = self._given(config, values)

    def _given(self, config: Any, values: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments that a configuration has beside the meta-arguments, in the order of the table."""
        found = arguments_of(self.fqn, self.table, self.rules, config, values)
        return {key: found[key] for key, _, _ in self.rules["synth"] if key in found}

    def reference(self, attribute: str) -> Reference:
        """Return the reference to an attribute."""
        return Reference(f"{self.address_kind}.{self.friendly}.{attribute}", self.stack)

    def _argument(self, field: str) -> tuple[str, Mapper]:
        for key, held, mapper in self.rules["synth"]:
            if held == field:
                return key, mapper
        raise UnknownToKernelError(f"the field {field} of {self.fqn}")

    def get(self, name: str) -> Any:
        """Return an attribute, or what was given for an argument."""
        getter = self.rules["get"].get(name)
        if name == "terraformResourceType":
            return self.rules["type"]
        if getter is None:
            return super().get(name)
        if getter[0] == "_" and getter[1] not in self.rules.get("child", {}):
            key, mapper = self._argument(getter[1])
            if mapper != "p":
                raise UnknownToKernelError(f"what was given for {name} of {self.fqn}")
            return handed_back(self.arguments.get(key))
        return read_attribute(self, self.rules, self.table, getter)

    def set(self, name: str, value: Any) -> None:
        """Set an argument."""
        Clock.tick()
        if name not in self.rules["set"]:
            return super().set(name, value)
        return self._change(self.rules["set"][name], value)

    def _change(self, field: str, value: Any) -> None:
        key, mapper = self._argument(field)
        if value is None:
            self.arguments.pop(key, None)
            return
        self.arguments[key] = mapped(mapper, value, self.table["structs"])
        order = [each for each, _, _ in self.rules["synth"]]
        self.arguments = {each: self.arguments[each] for each in order if each in self.arguments}

    def invoke(self, method: str, arguments: list[Any]) -> Any:
        """Read an attribute by name, put a block, reset an argument."""
        if method == "getStringAttribute":
            return TOKENS.string(self.reference(arguments[0]))
        for change in ("put", "reset"):
            if method in self.rules.get(change, {}):
                Clock.tick()
                return self._change(self.rules[change][method], arguments[0] if change == "put" else None)
        return super().invoke(method, arguments)

    def synthesised(self) -> dict[str, Any]:
        """Return the arguments in Terraform's names, tokens still inside."""
        return self.arguments

    def written(self, context: Context) -> dict[str, Any]:
        """Return its arguments, meta-arguments, overrides and metadata."""
        found: dict[str, Any] = {}
        for key, value in self.synthesised().items():
            if type(value) is str and MARK not in value and not TOKENS.numbers:
                found[key] = value
                continue
            resolved = resolve(value, context)
            if resolved is not UNDEFINED:
                found[key] = resolved
        for key, _, mapper in self.rules["synth"]:
            if mapper[0] == "n":
                found.setdefault(key, None)
        if self.depends_on is not None:
            found["depends_on"] = resolve(self.depends_on, context)
        if self.provider is not None:
            found["provider"] = self.provider.__jsii_ref__.written_name(context)
        if self.lifecycle is not None:
            found["lifecycle"] = resolve(self.lifecycle, context)
        if self.provisioners is not None:
            found["provisioner"] = resolve(self.provisioners, context)
        self.overrides.apply(found, context)
        found["//"] = {"metadata": {"path": self.path, "uniqueId": self.friendly}}
        return found

    def put_into(self, document: dict[str, Any]) -> None:
        """Put it below its kind and type."""
        of_type = document.setdefault("data" if self.data else "resource", {}).setdefault(
            self.rules["type"], {}
        )
        if self.friendly in of_type:
            raise UnknownToKernelError(f"two elements with the logical id {self.friendly}")
        of_type[self.friendly] = self.written(Context(self.stack))

    def metadata(self) -> dict[str, Any]:
        """Return which arguments are overridden."""
        return self.overrides.named(self.rules["type"])


def _dependency(depended: Any) -> str:
    reference = depended.__jsii_ref__
    if not isinstance(reference, Element):
        raise UnknownToKernelError("a dependency on something that is no element")
    return TOKENS.string(Dependency(lambda: reference.token))


def _lifecycle(given: Any) -> Any:
    if given is None:
        return None
    found = as_it_is(given)
    if UNKNOWN_LIFECYCLE & set(found) or not isinstance(found.get("ignoreChanges", []), list | str):
        raise UnknownToKernelError("conditions or triggers in a lifecycle")
    return javascript.snake_case_keys(found)


def _provisioners(given: Any) -> Any:
    if given is None:
        return None
    found: list[Any] = []
    for each in given:
        fields = as_it_is(each)
        found.append({fields.pop("type"): javascript.snake_case_keys(fields)})
    return found
