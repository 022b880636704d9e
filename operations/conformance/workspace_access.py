"""Who may use what in a synthesised stack of Databricks: owners, grants, permissions, secrets and rule sets."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

Json = Mapping[str, Any]

PROVIDER_DOCS: Final = (
    "https://github.com/databricks/terraform-provider-databricks/blob/v1.99.0/docs/resources"
)
CLOUD_DOCS: Final = "https://docs.databricks.com/aws/en"

_REFERENCE: Final = re.compile(r"\$\{(databricks_[a-z0-9_]+\.[A-Za-z0-9_-]+)\.[^}]+\}")
_MANAGE: Final = "MANAGE"
_EXECUTE: Final = frozenset({"EXECUTE", "ALL_PRIVILEGES"})


class WorkspaceAccess:
    """The reading of one stack; an address is a Terraform address, a principal what Databricks calls it.

    Attributes:
        deployers: The service principal that deploys: who manages every securable with a list of privileges.
    """

    def __init__(self, stack: Json) -> None:
        self._resources: dict[str, Json] = {
            f"{type_}.{id_}": arguments
            for type_, instances in stack.get("resource", {}).items()
            if type_.startswith("databricks_")
            for id_, arguments in instances.items()
        }
        self._outputs: Json = stack.get("output", {})
        self.deployers = self._deployers()

    def output(self, name: str) -> Any:
        """Return the value of an output, None if there is none."""
        return self._outputs.get(name, {}).get("value")

    def address(self, value: Any) -> str | None:
        """Return what a value refers to, None for a literal and for what another stack makes."""
        match = _REFERENCE.fullmatch(str(value))
        return match[1] if match and match[1] in self._resources else None

    def told(self, output: str) -> list[str]:
        """Return what an output of several hands over."""
        return list(self.told_by_name(output).values())

    def told_by_name(self, output: str) -> dict[str, str]:
        """Return what an output of several hands over, by name."""
        value = self.output(output)
        entries = cast("Json", value) if isinstance(value, Mapping) else {}
        found = {name: self.address(entry) for name, entry in entries.items()}
        return {name: address for name, address in found.items() if address is not None}

    def arguments(self, address: str) -> Json:
        """Return the arguments of a resource."""
        return self._resources[address]

    def of_type(self, type_: str) -> Iterator[tuple[str, Json]]:
        """Yield the resources of a type."""
        return (each for each in self._resources.items() if each[0].startswith(f"{type_}."))

    def named(self, value: Any, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
        """Yield the arguments of some names, at any depth."""
        if isinstance(value, Mapping):
            for name, below in cast("Json", value).items():
                if name in names:
                    yield name, below
                elif name != "//":
                    yield from self.named(below, names)
        elif isinstance(value, list):
            for below in cast("list[Any]", value):
                yield from self.named(below, names)

    def owns(self, who: str, address: str) -> bool:
        """Return whether somebody is named as the owner of a resource."""
        return self.arguments(address).get("owner") == who

    def granted(self, who: str, kind: str, address: str, privilege: str) -> bool:
        """Return whether somebody has a privilege, or all, on a securable of a kind, or owns it."""
        wanted = {privilege, "ALL_PRIVILEGES"}
        return self.owns(who, address) or any(
            principal == who and wanted.intersection(privileges)
            for grants in self._lists()
            if self.address(grants.get(kind)) == address
            for principal, privileges in _entries(grants)
        )

    def executes(self, who: str, model: str) -> bool:
        """Return whether somebody may run a model: by a grant on it, on its schema or on its catalogue."""
        arguments = self.arguments(model)
        places = {
            "model": model,
            "schema": self.address(arguments.get("schema_name")),
            "catalog": self.address(arguments.get("catalog_name")),
        }
        return any(
            principal == who and _EXECUTE.intersection(privileges)
            for grants in self._lists()
            for kind, place in places.items()
            if place is not None and self.address(grants.get(kind)) == place
            for principal, privileges in _entries(grants)
        )

    def permitted(self, who: str, kind: str, address: str, levels: Sequence[str]) -> bool:
        """Return whether somebody has one of the levels on an object."""
        return who in self.users(kind, address, levels)

    def users(self, kind: str, address: str, levels: Sequence[str]) -> list[str]:
        """Return who has one of the levels on an object."""
        return [
            str(entry.get("service_principal_name") or entry.get("group_name") or entry.get("user_name"))
            for _, permissions in self.of_type("databricks_permissions")
            if self.address(permissions.get(kind)) == address
            for entry in _blocks(permissions.get("access_control"))
            if entry.get("permission_level") in levels
        ]

    def reads_secrets(self, who: str, scope: str) -> bool:
        """Return whether somebody may read the secrets of a scope: who writes or manages also reads."""
        return any(
            self.address(acl.get("scope")) == scope and acl.get("principal") == who
            for _, acl in self.of_type("databricks_secret_acl")
        )

    def in_role(self, collection: str, address: str, role: str) -> set[str]:
        """Return whom a rule set of an account's object gives a role, service principals by their address."""
        found: set[str] = set()
        for _, rule_set in self.of_type("databricks_access_control_rule_set"):
            parts = str(rule_set.get("name", "")).split(f"/{collection}/")
            if len(parts) == 2 and self.address(parts[1].removesuffix("/ruleSets/default")) == address:  # noqa: PLR2004
                for rule in _blocks(rule_set.get("grant_rules")):
                    if rule.get("role") == role:
                        found |= {self.address(who) or str(who) for who in rule.get("principals", [])}
        return found

    def principals_of(self, environment: str, robots: Sequence[str]) -> set[str]:
        """Return the service principals of an environment that an account's stack makes, by their address."""
        principals = self.output("principals")
        of_environment = (
            cast("Json", principals).get(environment, {}) if isinstance(principals, Mapping) else {}
        )
        found = (self.address(of_environment.get(robot)) for robot in robots)
        return {address for address in found if address is not None}

    def _lists(self) -> Iterator[Json]:
        return (grants for _, grants in self.of_type("databricks_grants"))

    def _deployers(self) -> frozenset[str]:
        managers = [
            {principal for principal, privileges in _entries(grants) if _MANAGE in privileges}
            for grants in self._lists()
        ]
        # Some kinds of securable take no MANAGE.
        managing = [found for found in managers if found]
        return frozenset(set.intersection(*managing)) if managing else frozenset()


def _entries(grants: Json) -> Iterator[tuple[str, frozenset[str]]]:
    for entry in _blocks(grants.get("grant")):
        yield str(entry.get("principal")), frozenset(entry.get("privileges", []))


def _blocks(value: Any) -> list[Json]:
    entries = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, Mapping)]
