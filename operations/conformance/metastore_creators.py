"""Whether who deploys may make what its stack makes in the metastore, which it does not own."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from configuration.databricks.groups import Robot
from configuration.stack_ids import registration_stack
from operations.conformance.between.identities import Identities
from operations.conformance.between.resources import Json, blocks, declared
from operations.conformance.between.whose import Whose
from operations.conformance.material import Material
from operations.conformance.violation import Violation
from operations.conformance.workspace_access import PROVIDER_DOCS

CHECK: Final = "run-as.metastore"

PRIVILEGES: Final[Mapping[str, str]] = {
    "databricks_catalog": "CREATE_CATALOG",
    "databricks_connection": "CREATE_CONNECTION",
    "databricks_external_location": "CREATE_EXTERNAL_LOCATION",
    "databricks_provider": "CREATE_PROVIDER",
    "databricks_recipient": "CREATE_RECIPIENT",
    "databricks_share": "CREATE_SHARE",
    "databricks_storage_credential": "CREATE_STORAGE_CREDENTIAL",
}
"""What the metastore asks of who makes an object, by type. Source: the provider's page of databricks_grants,
"Metastore grants", and that of databricks_credential."""


def metastore_creators(material: Material) -> list[Violation]:
    """Return what a pipeline's stack makes in the metastore without a grant for the principal that deploys it.

    A stack is judged where the registration of its environment, which grants, is synthesised beside it.
    """
    whose = Whose(material.configured)
    every = {each.name: each.document for each in (*material.everything.values(), *material.stacks)}
    identities = Identities(every, whose)
    granted = [*_granted(every, identities)]
    found: set[Violation] = set()
    for stack in material.stacks:
        environment = whose.pipeline_of(stack.name)
        if environment is None or registration_stack(environment) not in every:
            continue
        deployer = whose.environments[environment].databricks.handles.principals.of(Robot.DEPLOY).lower()
        held = {privilege for holder, privilege in granted if holder == deployer}
        for address, type_, arguments in declared(stack.document):
            privilege = _privilege(type_, arguments)
            if privilege and not held & {privilege, "ALL_PRIVILEGES"}:
                found.add(_violation(stack.name, address, type_, privilege, identities.called(deployer)))
    return sorted(found)


def _violation(stack: str, address: str, type_: str, privilege: str, deployer: str) -> Violation:
    return Violation(
        check=CHECK,
        stack=stack,
        address=address,
        given=f"no {privilege} on the metastore for {deployer}, which makes it",
        allowed=f"{privilege}, granted to the service principal that deploys the stack",
        fix="grant it where the workspace is registered",
        source=f"{PROVIDER_DOCS}/{type_.removeprefix('databricks_')}.md",
    )


def _privilege(type_: str, arguments: Json) -> str:
    if type_ == "databricks_credential":
        return f"CREATE_{arguments.get('purpose', 'SERVICE')}_CREDENTIAL"
    return PRIVILEGES.get(type_, "")


def _granted(stacks: Mapping[str, Json], identities: Identities) -> Iterator[tuple[str | None, str]]:
    for stack, document in stacks.items():
        for _, type_, arguments in declared(document):
            if "metastore" in arguments and type_ in {"databricks_grant", "databricks_grants"}:
                entries: list[Mapping[str, Any]] = (
                    [arguments] if type_ == "databricks_grant" else blocks(arguments.get("grant"))
                )
                for entry in entries:
                    holder = identities.who(stack, entry.get("principal"))
                    yield from ((holder, str(each)) for each in entry.get("privileges") or ())
