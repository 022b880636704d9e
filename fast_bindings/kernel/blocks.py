"""Resources and data sources, by the tables of their packages."""

import re
from typing import Any, Final

from fast_bindings.kernel import javascript
from fast_bindings.kernel.arguments import arguments_of
from fast_bindings.kernel.attributes import HANDED_OUT, handed_out, read_attribute
from fast_bindings.kernel.elements import Element, element_of
from fast_bindings.kernel.expressions import Dependency, Reference
from fast_bindings.kernel.javascript import UNDEFINED
from fast_bindings.kernel.providers import Provider
from fast_bindings.kernel.resolution import resolve
from fast_bindings.kernel.resolvables import Resolvable
from fast_bindings.kernel.tokens import MARK, TOKENS, Context, Expression
from fast_bindings.kernel.tree import Clock, Construct
from fast_bindings.kernel.unknown import UnknownToKernelError
from fast_bindings.kernel.values import Mapper, as_it_is, checked, handed_back, mapped, of_struct

ASKED: Final = re.compile(r"get(\w+)Attribute")


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
        self.lifecycle = _conditions(values.pop("lifecycle", None))
        self.provisioners = _provisioners(values.pop("provisioners", None))
        self.count = _count(values.pop("count", None))
        self.connection = of_struct(values.pop("connection", None))
        if values.pop("for_each", None) is not None:
            raise UnknownToKernelError("the argument for_each of a resource")
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
            if not _plain(mapper):
                raise UnknownToKernelError(f"what was given for {name} of {self.fqn}")
            return _given_back(self.arguments.get(key))
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
        if (asked := ASKED.fullmatch(method)) and asked[1] in HANDED_OUT:
            return handed_out(asked[1], self.reference(arguments[0]))
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
        given = self.synthesised()
        meta = self._meta(given, context)
        if self.overrides.values:
            found = resolve(self.overrides.over(given | meta), context)
            comment = found.get("//") if not self.data else None
            if isinstance(comment, str | list):
                comment = {str(place): each for place, each in enumerate(comment)}
            found["//"] = {**(comment if isinstance(comment, dict) else {}), **self._named()}
            return found
        found: dict[str, Any] = {}
        for key, value in given.items():
            if type(value) is str and MARK not in value and not TOKENS.any_numbers:
                found[key] = value
                continue
            resolved = resolve(value, context)
            if resolved is not UNDEFINED:
                found[key] = resolved
        for key, value in meta.items():
            found[key] = resolve(value, context)
        found["//"] = self._named()
        return found

    def _meta(self, given: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return null for attributes of blocks that are not given, and the meta-arguments, tokens still inside."""
        found: dict[str, Any] = {
            key: None for key, _, mapper in self.rules["synth"] if mapper[0] == "n" and key not in given
        }
        if self.depends_on is not None:
            found["depends_on"] = self.depends_on
        if self.count is not None:
            found["count"] = self.count
        if self.provider is not None:
            found["provider"] = _provider(self.provider).written_name(context)
        if self.lifecycle is not None:
            found["lifecycle"] = _lifecycle(self.lifecycle)
        if self.connection is not None:
            found["connection"] = javascript.snake_case_keys(self.connection)
        if self.provisioners is not None:
            found["provisioner"] = self.provisioners
        return found

    def _named(self) -> dict[str, Any]:
        return {"metadata": {"path": self.path, "uniqueId": self.friendly}}

    def put_into(self, document: dict[str, Any]) -> None:
        """Put it below its kind and type."""
        of_type = self.among(document, "data" if self.data else "resource", self.rules["type"])
        of_type[self.friendly] = self.written(self.context)

    def metadata(self) -> dict[str, Any]:
        """Return which arguments are overridden."""
        return self.overrides.named(self.rules["type"])


def _dependency(depended: Any) -> str:
    reference = element_of(depended)
    return TOKENS.string(Dependency(lambda: reference.token))


def _count(given: Any) -> Any:
    if given is not None and type(given) not in {int, float}:
        raise UnknownToKernelError("a count that is no number")
    return given


def _provider(given: Any) -> Provider:
    reference = given.__jsii_ref__
    if not isinstance(reference, Provider):
        raise UnknownToKernelError("a provider of another kernel")
    return reference


def _conditions(given: Any) -> Any:
    """Return the rules as they are: their conditions, and what triggers a replacement, are of the kinds they have."""
    if given is None:
        return None
    for each in checked(given)._values.get("replace_triggered_by") or ():
        if not isinstance(each, str):
            element_of(each)
    return given


def _lifecycle(given: Any) -> Any:
    """Return the rules, elements as what triggers a replacement by their addresses."""
    values: dict[str, Any] = dict(given._values)
    triggers = values.get("replace_triggered_by")
    if triggers is not None:
        values["replace_triggered_by"] = [
            each if isinstance(each, str) else element_of(each).token for each in triggers
        ]
    copy: Any = object.__new__(type(given))
    copy._values = values
    return javascript.snake_case_keys(as_it_is(copy))


def _plain(mapper: Mapper) -> bool:
    """Return whether what was given for an argument is kept as it is: no struct in it, at any depth."""
    return isinstance(mapper, str) or (mapper[0] in {"l", "h", "n"} and _plain(mapper[1]))


def _given_back(value: Any) -> Any:
    """Return what was given for an argument; an expression is an object again."""
    return Resolvable(value).python if isinstance(value, Expression) else handed_back(value)


def _provisioners(given: Any) -> Any:
    if given is None:
        return None
    found: list[Any] = []
    for each in given:
        fields = of_struct(each)
        found.append({fields.pop("type"): javascript.snake_case_keys(fields)})
    return found
