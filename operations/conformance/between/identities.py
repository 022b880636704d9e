"""Whom the pipeline of an environment can be in Databricks: its service principals, their groups, whom they may act as.

Source: https://docs.databricks.com/aws/en/security/auth/access-control/service-principal-acl (manager and user).
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from configuration.names import Names
from constructs_lib.delivery_identity.github_trust import ISSUER
from operations.conformance.between.resources import Json, blocks, declared, referred
from operations.conformance.between.whose import Whose
from operations.emulator.authorization.operators import like

PRINCIPAL: Final = "databricks_service_principal"
RULE_SET: Final = "databricks_access_control_rule_set"
GROUP: Final = "databricks_group"
EVERYBODY: Final = "account users"
"""The group of the account that every service principal is in."""
OF_A_WORKSPACE: Final = frozenset({"admins", "users"})
"""Groups that each workspace has of its own."""

BECOMES: Final[Mapping[str, Sequence[str]]] = {
    "servicePrincipals": ("roles/servicePrincipal.manager", "roles/servicePrincipal.user"),
    "groups": ("roles/group.manager",),
}
"""Roles of rule sets by whose holder may act as the object, or make itself a member of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How one identity comes to another: where it is written, and in words."""

    stack: str
    address: str
    said: str


Path = tuple[Step, ...]


class Identities:
    """The service principals and groups of all stacks, by keys that are the same in each stack.

    Attributes:
        meant_for: The environments that a service principal is for: by its id in a configuration, or by its name.
        owners: Those, and the environments whose runs sign in as it.
    """

    def __init__(self, stacks: Mapping[str, Json], whose: Whose) -> None:
        self._stacks = stacks
        self._whose = whose
        self._known: dict[tuple[str, str], str] = {}
        self._names: dict[str, str] = {}
        self.meant_for: dict[str, set[str]] = defaultdict(set)
        for id_, (environment, _) in whose.applications.items():
            self.meant_for[id_].add(environment)
        self._read_outputs()
        self._read_identities()
        self.owners: dict[str, set[str]] = defaultdict(set)
        for key, environments in self.meant_for.items():
            self.owners[key] |= environments
        self._read_federation()
        self._reached: dict[str, Mapping[str, Path]] = {}
        self._steps: dict[str, list[tuple[str, Step]]] = defaultdict(list)
        for source, target, step in (*self._memberships(), *self._rules()):
            self._steps[source].append((target, step))

    def who(self, stack: str, value: Any) -> str | None:
        """Return the key of what a text of a stack means, None for people; a number is a group of its own."""
        if (address := referred(value)) is not None:
            return self._known.get((stack, address))
        kind, _, name = str(value).rpartition("/")
        if value is None or kind == "users" or not name:
            return None
        if self._whose.of_application(name):
            return name.lower()
        if (address := referred(name)) is not None:
            return self._known.get((stack, address))
        return None if kind == "servicePrincipals" else self._group(stack, name)

    def called(self, key: str) -> str:
        """Return what people call an identity."""
        if key not in self._names and (owned := self._whose.of_application(key)):
            environment, purpose = owned
            return f"{Names.of(self._whose.environments[environment]).prefix}-{purpose.replace('_', '-')}"
        return self._names.get(key, key)

    def reached(self, environment: str) -> Mapping[str, Path]:
        """Return whom the pipeline of an environment can be, each with the way there, its own principals with none.

        A way ends at a service principal of another environment: whatever that one may, the pipeline may too.
        """
        if environment not in self._reached:
            self._reached[environment] = self._ways(environment)
        return self._reached[environment]

    def _ways(self, environment: str) -> Mapping[str, Path]:
        own = [key for key, owners in self.owners.items() if environment in owners]
        found: dict[str, Path] = dict.fromkeys(own, ())
        if not self._whose.environments[environment].is_local:
            found[self._group("", EVERYBODY)] = ()
        waiting = deque(own)
        while waiting:
            key = waiting.popleft()
            if found[key] and self.is_foreign(key, environment):
                continue
            for target, step in self._steps.get(key, ()):
                if target not in found:
                    found[target] = (*found[key], step)
                    waiting.append(target)
        return found

    def is_foreign(self, key: str, environment: str) -> bool:
        """Return whether a service principal is another environment's too."""
        return bool(self.owners.get(key, set()) - {environment})

    def _group(self, stack: str, name: str) -> str:
        where = f" of {self._whose.of_stack(stack) or stack}" if name in OF_A_WORKSPACE else ""
        key = f"group {name}{where}"
        self._names.setdefault(key, f"{name}{where}")
        return key

    def _read_outputs(self) -> None:
        for stack, document in self._stacks.items():
            value = document.get("output", {}).get("principals", {}).get("value")
            for environment, principals in value.items() if isinstance(value, Mapping) else ():
                config = self._whose.environments.get(environment)
                if config is None or not isinstance(principals, Mapping):
                    continue
                ids = config.databricks.handles.principals.model_dump(mode="json")
                for robot, given in principals.items():
                    address, id_ = referred(given), ids.get(str(robot).replace("-", "_"))
                    if address is not None and id_ is not None:
                        self._known[stack, address] = str(id_).lower()

    def _read_identities(self) -> None:
        by_name: dict[str, str] = {}
        looked_up: list[tuple[str, str, str]] = []
        for stack, document in self._stacks.items():
            for address, type_, arguments in declared(document):
                name = str(arguments.get("display_name") or "")
                if type_.removeprefix("data.") == GROUP:
                    self._known[stack, address] = self._group(stack, name)
                elif type_ == PRINCIPAL or (type_ == f"data.{PRINCIPAL}" and arguments.get("application_id")):
                    id_ = str(arguments.get("application_id") or f"{stack} {address}").lower()
                    key = self._known.setdefault((stack, address), id_)
                    self._names.setdefault(key, name or id_)
                    by_name[name] = key
                    self.meant_for[key] |= self._by_name(key, name)
                elif type_ == f"data.{PRINCIPAL}":
                    looked_up.append((stack, address, name))
        for stack, address, name in looked_up:
            key = by_name.get(name, f"{stack} {address}")
            self._known[stack, address] = key
            self._names.setdefault(key, name)
            self.meant_for[key] |= self._by_name(key, name)

    def _by_name(self, key: str, name: str) -> set[str]:
        if owned := self._whose.of_application(key):
            return {owned[0]}
        return {
            each
            for each, config in self._whose.environments.items()
            if name.startswith(f"{Names.of(config).prefix}-")
        }

    def _read_federation(self) -> None:
        for stack, document in self._stacks.items():
            for _, type_, arguments in declared(document):
                if type_ == f"{PRINCIPAL}_federation_policy":
                    key = self.who(stack, arguments.get("service_principal_id"))
                    for policy in blocks(arguments.get("oidc_policy")) if key else ():
                        self.owners[str(key)] |= self.signed_in_from(policy)

    def signed_in_from(self, policy: Json) -> set[str]:
        """Return the environments whose runs a federation policy lets in; it may have a pattern, or another claim."""
        if ISSUER not in str(policy.get("issuer", "")):
            return set()
        exact = policy.get("subject") if policy.get("subject_claim") in {None, "sub"} else None
        subject = str(exact or "*")
        return {
            name
            for name in self._whose.environments
            if any(like(each, subject) for each in self._whose.subjects(name))
        }

    def _memberships(self) -> Iterator[tuple[str, str, Step]]:
        for stack, document in self._stacks.items():
            for address, type_, arguments in declared(document):
                if type_ == f"{GROUP}_member":
                    member = self.who(stack, arguments.get("member_id"))
                    group = self.who(stack, arguments.get("group_id"))
                    if member and group:
                        said = f"{self.called(member)} is in {self.called(group)}"
                        yield member, group, Step(stack=stack, address=address, said=said)

    def _rules(self) -> Iterator[tuple[str, str, Step]]:
        for stack, document in self._stacks.items():
            for address, type_, arguments in declared(document):
                if type_ != RULE_SET:
                    continue
                kind, name = ruled(arguments)
                if kind not in BECOMES:
                    continue
                target = self.who(stack, name)
                for rule in blocks(arguments.get("grant_rules")):
                    for each in rule.get("principals") or () if rule.get("role") in BECOMES[kind] else ():
                        source = self.who(stack, each)
                        if source and target:
                            said = f"{self.called(source)} has {rule['role']} on {self.called(target)}"
                            yield source, target, Step(stack=stack, address=address, said=said)


def ruled(arguments: Json) -> tuple[str, str]:
    """Return of what kind the object of a rule set is, as its name has it, and which one: an id or a reference."""
    name = str(arguments.get("name", "")).removesuffix("/ruleSets/default")
    _, kind, object_ = ("", "", *name.rsplit("/", 2))[-3:]
    return kind, object_
