"""What takes an administrator of the Databricks account, and what all environments share in a metastore."""

from collections.abc import Iterator, Mapping
from typing import Final

from configuration.stack_ids import registration_stack
from operations.conformance.between.identities import Identities
from operations.conformance.between.powers import ACCOUNT_ADMINISTRATORS, PRIVILEGES
from operations.conformance.between.resources import Json, blocks, declared, providers, referred
from operations.conformance.between.whose import Whose
from operations.conformance.violation import Violation
from operations.conformance.workspace_access import CLOUD_DOCS, PROVIDER_DOCS
from provider_facts.databricks import LEVELS, Level

ALSO_ACCOUNT: Final[Mapping[str, str]] = {
    "databricks_metastore": ACCOUNT_ADMINISTRATORS,
    "databricks_metastore_assignment": ACCOUNT_ADMINISTRATORS,
    "databricks_metastore_data_access": ACCOUNT_ADMINISTRATORS,
    "databricks_restrict_workspace_admins_setting": f"{CLOUD_DOCS}/admin/workspace-settings/restrict-workspace-admins",
    "databricks_system_schema": f"{PROVIDER_DOCS}/system_schema.md",
}
"""Types that an administrator of the account makes, whichever provider they have, with the source."""

CREATES: Final = frozenset(
    {
        "CREATE_CATALOG",
        "CREATE_CONNECTION",
        "CREATE_EXTERNAL_LOCATION",
        "CREATE_SERVICE_CREDENTIAL",
        "CREATE_STORAGE_CREDENTIAL",
    }
)
"""What a deployment makes in a metastore: its maker owns an object, and no object of others."""

WIDE: Final = frozenset({"ALL_PRIVILEGES", "MANAGE"})

BINDINGS: Final = frozenset({"databricks_workspace_binding", "databricks_catalog_workspace_binding"})
READ_ONLY: Final = "BINDING_TYPE_READ_ONLY"
BINDING_PAGE: Final = "https://docs.databricks.com/api/uc-workspace-bindings/v1/update-workspace-bindings"


def administrators_resources(stacks: Mapping[str, Json], whose: Whose) -> Iterator[Violation]:
    """Yield what a pipeline deploys or looks up, and could not but as an administrator of every environment."""
    for stack, document in stacks.items():
        environment = whose.pipeline_of(stack)
        if environment is None:
            continue
        account = {
            called
            for called, provider in providers(document, "databricks")
            if "://accounts." in str(provider.get("host", ""))
        }
        for address, type_, arguments in declared(document):
            by_account = str(arguments.get("provider", "databricks")) in account
            source = _takes_administrator(type_.removeprefix("data."), by_account)
            if source:
                yield Violation(
                    check="between.administrator-resource",
                    given=f"the pipeline of {environment} deploys it, and it takes an administrator of the account",
                    allowed="what an administrator of the workspace makes",
                    fix=f"put it into {registration_stack(environment)}, which no environment's pipeline deploys",
                    source=source,
                ).at(stack, address)


def _takes_administrator(type_: str, by_account: bool) -> str:
    if type_ in ALSO_ACCOUNT:
        return ALSO_ACCOUNT[type_]
    of_account = LEVELS.get(type_) is Level.ACCOUNT or (by_account and type_.startswith("databricks_"))
    return ACCOUNT_ADMINISTRATORS if of_account else ""


def metastore_grants(stacks: Mapping[str, Json], whose: Whose, identities: Identities) -> Iterator[Violation]:
    """Yield grants on a metastore beyond what a deployer makes of its own, or to somebody else who signs in alone."""
    for stack, document in stacks.items():
        for address, type_, arguments in declared(document):
            if type_ not in {"databricks_grant", "databricks_grants"} or "metastore" not in arguments:
                continue
            entries = [arguments] if type_ == "databricks_grant" else blocks(arguments.get("grant"))
            for entry in entries:
                privileges = sorted(map(str, entry.get("privileges") or ()))
                if not _is_narrow(stack, entry.get("principal"), privileges, whose, identities):
                    holder = identities.who(stack, entry.get("principal"))
                    name = identities.called(holder) if holder else entry.get("principal")
                    yield Violation(
                        check="between.metastore-grant",
                        given=f"{', '.join(privileges) or 'no privilege'} on the metastore for {name}",
                        allowed=f"{', '.join(sorted(CREATES))} for the service principal that deploys "
                        f"{whose.of_stack(stack) or 'an environment'}",
                        fix="grant less, or grant it on objects of the environment",
                        source=PRIVILEGES,
                    ).at(stack, address)


def _is_narrow(
    stack: str, principal: object, privileges: list[str], whose: Whose, identities: Identities
) -> bool:
    holder = identities.who(stack, principal)
    owned = whose.of_application(holder or "")
    if owned == (whose.of_stack(stack) or (owned or ("",))[0], "deploy"):
        return CREATES.issuperset(privileges)
    if holder is not None and any(holder in identities.reached(name) for name in whose.environments):
        return False
    # People: what they may make or manage is not theirs alone either.
    return not any(each in WIDE or each.startswith("CREATE_") for each in privileges)


def bindings(stacks: Mapping[str, Json], whose: Whose) -> Iterator[Violation]:
    """Yield what an environment lets another's workspace write."""
    for stack, document in stacks.items():
        environment = whose.of_stack(stack)
        for address, type_, arguments in declared(document):
            given = arguments.get("workspace_id")
            if type_ not in BINDINGS or environment is None or referred(given) is not None:
                continue
            other = whose.workspaces.get(str(given))
            if other == environment or arguments.get("binding_type") == READ_ONLY:
                continue
            kind = arguments.get("binding_type", "no binding_type, which is BINDING_TYPE_READ_WRITE")
            yield Violation(
                check="between.binding",
                given=f"{kind} for workspace {given} of {other or 'nobody who is configured'}",
                allowed=f"{READ_ONLY}, or the workspace of {environment}",
                fix=f"set binding_type to {READ_ONLY}, or delete the binding",
                source=BINDING_PAGE,
            ).at(stack, address)
