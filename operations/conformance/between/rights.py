"""What an environment's stacks let the pipeline of another do in Databricks: owners, grants, permissions, rule sets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from configuration.stack_ids import ACCOUNT_STACK
from operations.conformance.between.identities import RULE_SET, Identities, Path, ruled
from operations.conformance.between.powers import ADMIN_PRIVILEGES, PRIVILEGES, SAID, told
from operations.conformance.between.resources import Json, blocks, declared, referred
from operations.conformance.between.whose import Whose, scalars
from operations.conformance.violation import Violation

NAMING: Final = frozenset(
    {
        "except_principals",
        "group_id",
        "group_name",
        "member_id",
        "owner",
        "principal",
        "principal_id",
        "principals",
        "service_principal_id",
        "service_principal_name",
        "user_name",
    }
)
"""The last part of arguments that say who has something."""

FOR_ALL: Final = frozenset({"roles/tagPolicy.assigner"})
"""Roles that every environment has on what all share: a governed tag is put by each on its own objects."""

_MEMBER: Final = "databricks_group_member"

Right = tuple[str, str, str]
"""The environment whose objects it is about, the stack that gives it and the address."""


def rights(stacks: Mapping[str, Json], whose: Whose, identities: Identities) -> Iterator[Violation]:
    """Yield what stacks of an environment give to whom the pipeline of another can be."""
    given = [*_given(stacks, whose, identities)]
    for environment in whose.environments:
        reached = identities.reached(environment)
        found: dict[tuple[str, str, str, str], list[tuple[str, Path]]] = defaultdict(list)
        for holder, (owner, stack, address) in given:
            path = reached.get(holder)
            # That it may act as another environment's is said once, and not for all that one has.
            if path is None or owner == environment or (path and identities.is_foreign(holder, environment)):
                continue
            place = (path[0].stack, path[0].address) if path else (stack, address)
            found[(*place, owner, holder)].append((f"{address} of {stack}", path))
        for (stack, address, owner, holder), ways in found.items():
            places = [*dict.fromkeys(place for place, _ in ways)]
            more = f" and {len(places) - SAID} more" if len(places) > SAID else ""
            name = identities.called(holder)
            rest = f"{name} has rights by {', '.join(places[:SAID])}{more}"
            yield Violation(
                check="between.right",
                given=f"{whose.deployer(environment)} in what is {owner}'s: {told(ways[0][1], rest)}",
                allowed=f"owners, grants, permissions and rule sets of {owner} for its own service principals and for "
                f"groups that no pipeline of another environment is in",
                fix="delete the entry, or take the service principal out of the group",
                source=ADMIN_PRIVILEGES if "permission_assignment" in rest else PRIVILEGES,
            ).at(stack, address)


def _given(stacks: Mapping[str, Json], whose: Whose, identities: Identities) -> Iterator[tuple[str, Right]]:
    for stack, document in stacks.items():
        budgets = _budgets(document)
        for address, type_, arguments in declared(document):
            # The owner of a metastore and grants on it are judged by themselves.
            of_metastore = type_ == "databricks_metastore" or "metastore" in arguments
            if of_metastore or not type_.startswith("databricks_"):
                continue
            owner = whose.of_stack(stack)
            if stack == ACCOUNT_STACK:
                owner = _meant(arguments, budgets, whose)
            # Nobody but the one person who has it is in the account of the local environment.
            if owner and not whose.environments[owner].is_local:
                for holder in _holders(stack, type_, arguments, identities):
                    yield holder, (owner, stack, address)


def _holders(stack: str, type_: str, arguments: Json, identities: Identities) -> Iterator[str]:
    judged = arguments
    if type_ == RULE_SET:
        rules = [rule for rule in blocks(arguments.get("grant_rules")) if rule.get("role") not in FOR_ALL]
        judged = {"grant_rules": rules}
    naming = {"member_id"} if type_ == _MEMBER else NAMING
    texts = [text for path, text in scalars(judged) if path and path[-1] in naming]
    yield from dict.fromkeys(key for text in texts if (key := identities.who(stack, text)) is not None)


def _budgets(document: Json) -> Mapping[str, str]:
    """Return the environments of the budget policies that the account's stack makes, by address."""
    output: Any = document.get("output", {}).get("budget_policy_ids", {}).get("value")
    entries = cast("Json", output).items() if isinstance(output, Mapping) else ()
    return {address: name for name, id_ in entries if (address := referred(id_)) is not None}


def _meant(arguments: Json, budgets: Mapping[str, str], whose: Whose) -> str | None:
    """Return the environment whose object something in the account's stack is about, None if it is about none."""
    if (budget := referred(ruled(arguments)[1])) in budgets:
        return budgets[str(budget)]
    for path, text in scalars(arguments):
        if path and path[-1] not in NAMING:
            found = [name for name, _ in whose.named(text, None)]
            if path[-1] == "workspace_id" and text in whose.workspaces:
                found = [whose.workspaces[text]]
            if found:
                return found[0]
    return None
