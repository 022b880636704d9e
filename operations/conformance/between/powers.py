"""What the pipeline of an environment can be, and nobody should be who deploys one environment alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from operations.conformance.between.identities import RULE_SET, Identities, Path, ruled
from operations.conformance.between.resources import Json, blocks, declared
from operations.conformance.between.whose import Whose
from operations.conformance.violation import Violation
from operations.conformance.workspace_access import CLOUD_DOCS

ADMIN_PRIVILEGES: Final = f"{CLOUD_DOCS}/data-governance/unity-catalog/manage-privileges/admin-privileges"
ACCOUNT_ADMINISTRATORS: Final = f"{ADMIN_PRIVILEGES}#account-admins (what account admins may)"
METASTORE_ADMINISTRATORS: Final = f"{ADMIN_PRIVILEGES}#metastore-admins (the owner of a metastore)"
PRIVILEGES: Final = f"{CLOUD_DOCS}/data-governance/unity-catalog/manage-privileges/privileges"
PRINCIPAL_ROLES: Final = f"{CLOUD_DOCS}/security/auth/access-control/service-principal-acl"

SAID: Final = 6

_ROLES: Final = {
    "databricks_service_principal_role": "service_principal_id",
    "databricks_group_role": "group_id",
}
"""Which argument says who has the role, by type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """A power over the account or its metastore: who has it, and where that is written."""

    check: str
    holder: str
    stack: str
    address: str
    said: str
    source: str


def powers(stacks: Mapping[str, Json], whose: Whose, identities: Identities) -> Iterator[Violation]:
    """Yield the ways of each environment's pipeline to roles of the account, to its metastore, and to others."""
    held = [
        *_roles(stacks, identities),
        *_account_rules(stacks, identities),
        *_metastores(stacks, identities),
    ]
    for environment in whose.environments:
        if whose.environments[environment].is_local:
            continue
        reached = identities.reached(environment)
        for power in held:
            path = reached.get(power.holder)
            # That it may act as another environment's is said once.
            if path is not None and not (path and identities.is_foreign(power.holder, environment)):
                yield _powerful(environment, power, path)
        yield from _becoming(environment, identities, reached)


def _roles(stacks: Mapping[str, Json], identities: Identities) -> Iterator[Power]:
    for stack, document in stacks.items():
        for address, type_, arguments in declared(document):
            role = str(arguments.get("role", ""))
            holder = identities.who(stack, arguments.get(_ROLES[type_])) if type_ in _ROLES else None
            # A role of a workspace is an instance profile, by its ARN.
            if holder and not role.startswith("arn:") and "databricks_instance_profile." not in role:
                yield _of_account(identities, holder, role, stack, address)


def _account_rules(stacks: Mapping[str, Json], identities: Identities) -> Iterator[Power]:
    for stack, document in stacks.items():
        for address, type_, arguments in declared(document):
            if type_ == RULE_SET and ruled(arguments)[0] == "accounts":
                for rule in blocks(arguments.get("grant_rules")):
                    for holder in (identities.who(stack, each) for each in rule.get("principals") or ()):
                        if holder:
                            yield _of_account(identities, holder, str(rule.get("role")), stack, address)


def _of_account(identities: Identities, holder: str, role: str, stack: str, address: str) -> Power:
    return Power(
        check="between.account-administrator",
        holder=holder,
        stack=stack,
        address=address,
        said=f"{identities.called(holder)} has the account's role {role}",
        source=ACCOUNT_ADMINISTRATORS,
    )


def _metastores(stacks: Mapping[str, Json], identities: Identities) -> Iterator[Power]:
    for stack, document in stacks.items():
        for address, type_, arguments in declared(document):
            owner = identities.who(stack, arguments.get("owner")) if type_ == "databricks_metastore" else None
            if owner:
                yield Power(
                    check="between.metastore-owner",
                    holder=owner,
                    stack=stack,
                    address=address,
                    said=f"{identities.called(owner)} owns the metastore of every workspace, {address}",
                    source=METASTORE_ADMINISTRATORS,
                )


def _powerful(environment: str, power: Power, path: Path) -> Violation:
    where = path[0] if path else power
    return Violation(
        check=power.check,
        given=f"the pipeline of {environment}: {told(path, power.said)}",
        allowed="no role of the account and no ownership of the metastore: both rule every environment",
        fix="take it away; let a service principal that no environment's runs sign in as register workspaces, and "
        "grant the deployer what it makes in the metastore",
        source=power.source,
    ).at(where.stack, where.address)


def _becoming(environment: str, identities: Identities, reached: Mapping[str, Path]) -> Iterator[Violation]:
    found: dict[tuple[str, str], list[tuple[str, Path]]] = defaultdict(list)
    for key, path in reached.items():
        if path and identities.is_foreign(key, environment):
            found[path[0].stack, path[0].address].append((key, path))
    for (stack, address), ways in found.items():
        names = ", ".join(identities.called(key) for key, _ in ways[:SAID])
        more = f" and {len(ways) - SAID} more" if len(ways) > SAID else ""
        yield Violation(
            check="between.foreign-identity",
            given=f"the pipeline of {environment} may act as {names}{more}: {told(ways[0][1])}",
            allowed=f"service principals of {environment} alone",
            fix="name another manager or user, or take the member out of the group",
            source=PRINCIPAL_ROLES,
        ).at(stack, address)


def told(path: Path, *more: str) -> str:
    """Return a way in words."""
    return ", and ".join((*(step.said for step in path), *more))
