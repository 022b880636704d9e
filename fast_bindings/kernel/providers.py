"""Providers of a stack."""

from typing import Any

from fast_bindings.kernel import javascript
from fast_bindings.kernel.arguments import arguments_of
from fast_bindings.kernel.elements import Element
from fast_bindings.kernel.resolution import resolve
from fast_bindings.kernel.tokens import Context
from fast_bindings.kernel.tree import Construct


class Provider(Element):
    """A provider of a stack."""

    def __init__(
        self, python: Any, fqn: str, scope: Construct, id_: str, *, config: Any, table: dict[str, Any]
    ) -> None:
        self.rules = table["classes"][fqn.rpartition(".")[2]]
        super().__init__(python, fqn, scope, id_, address=self.rules["type"])
        self.alias = config._values.get("alias")
        self.arguments = arguments_of(fqn, table, self.rules, config, config._values)

    @property
    def source(self) -> str:
        """The provider's package, by which constructs need it."""
        return self.rules["meta"].get("providerName", "")

    @property
    def token(self) -> str:
        """Its name, as a text of its own."""
        kind: str = self.rules["type"]
        return kind if self.alias is None else f"{kind}.{self.alias}"

    def get(self, name: str) -> Any:
        """Return its alias or its name."""
        if name == "alias":
            return self.alias
        if name == "terraformResourceType":
            return self.rules["type"]
        return super().get(name)

    def written_name(self, context: Context) -> str:
        """Return how resources name it."""
        kind = self.rules["type"]
        return kind if self.alias is None else f"{kind}.{resolve(self.alias, context)}"

    def written(self, context: Context) -> dict[str, Any]:
        """Return its arguments."""
        body: dict[str, Any] = self.overrides.over(javascript.snake_case_keys(self.arguments))
        if self.alias is not None:
            body = {**body, "alias": self.alias}
        found: dict[str, Any] = resolve(body, context)
        return found

    def put_into(self, document: dict[str, Any]) -> None:
        """Put it into the list of its kind, and its version beside."""
        kind, meta = self.rules["type"], self.rules["meta"]
        version = meta.get("providerVersion") or meta.get("providerVersionConstraint")
        javascript.merge(
            document,
            {
                "terraform": {
                    "required_providers": {kind: {"version": version, "source": self.rules["source"]}}
                },
                "provider": {kind: [self.written(self.context)]},
            },
        )

    def metadata(self) -> dict[str, Any]:
        """Return which arguments are overridden."""
        return self.overrides.named(self.rules["type"])
