"""`docs/reference/permissions.md` and the pages below it: every IAM role and policy."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from configuration.account import EnvironmentName
from configuration.model import EnvironmentConfig
from operations.common.markdown import code, codes, prose, table
from operations.documentation.reference.boxes import box_of
from operations.documentation.reference.markdown import NOTHING, anchor, opening
from operations.documentation.reference.material import Material
from operations.documentation.reference.parts import Part, split
from operations.documentation.reference.policy_reading import (
    ACCOUNT,
    ENVIRONMENT,
    ITSELF,
    SOURCE,
    PolicyReader,
    ResourcePolicy,
    RoleRead,
    grants,
)
from operations.review.layers import LAYERS
from operations.review.policy_statements import Grant, compare_policies
from operations.review.security.policies import as_text

FOLDER: Final = "permissions"
FILE: Final = f"{FOLDER}.md"
INGESTION: Final = "ingestion"

SHOWN: Final = EnvironmentName.PROD
"""The environment that is shown whole; the others by what is different there."""

STATEMENT: Final = ("effect", "actions", "on", "when")


def permissions(material: Material) -> dict[str, str]:
    """Return the pages by file."""
    readers = {config.name: PolicyReader(stack, config) for config, stack in material.platforms()}
    bootstraps = {config.name: PolicyReader(stack, config) for config, stack in material.bootstraps()}
    account = PolicyReader(material.account_stack, readers[SHOWN].config)
    bootstrap = bootstraps[SHOWN]
    parts = [
        *(_part(name, *held) for name, held in _by_room(readers[SHOWN]).items()),
        *(_part(role.path.replace("/", " ").capitalize(), [role], []) for role in bootstrap.roles()),
        _part("Policies of a bootstrap", [], list(bootstrap.others())),
        _part("Databricks account", list(account.roles()), list(account.others())),
        Part(
            name="elsewhere",
            title="Other environments",
            says=f"what is different in those that are not `{SHOWN}`",
            lines=["", *_elsewhere(readers, "environment"), "", *_elsewhere(bootstraps, "bootstrap")],
        ),
    ]
    return split(
        FILE,
        opening(
            "Permissions in AWS",
            "Made of the synthesised stacks.",
            f"Shown is `{SHOWN}`; the last page has what is different elsewhere. Equal statements are joined, so a "
            "row may be several statements of a policy. What no row allows is denied. Roles that a service or "
            "somebody outside takes are built by `ServiceRole` and `ForeignRole`, which refuse a whole service "
            "(`service:*`) and anything on every resource without a condition ([constructs](constructs/README.md)).",
            f"`{ACCOUNT}` is the account of the environment, `{ENVIRONMENT}` its name, `{SOURCE}` a source, "
            f"`{ITSELF}` the resource that has the policy; in braces is a resource of the same stack, by its "
            "construct path. Privileges in Unity Catalog are [another page](access.md).",
        ),
        parts,
    )


def _by_room(reader: PolicyReader) -> dict[str, tuple[list[RoleRead], list[ResourcePolicy]]]:
    """Return what an environment has by its layer; what ingests by the kind of its source too, for that is much."""
    found: dict[str, tuple[list[RoleRead], list[ResourcePolicy]]] = {}
    roles, others = list(reader.roles()), list(reader.others())
    for held in sorted((*roles, *others), key=lambda each: list(LAYERS).index(each.layer)):
        kind = f", {box_of(held.path, reader.config)}" if held.layer == INGESTION else ""
        room = found.setdefault(f"{held.layer.capitalize()}{kind}", ([], []))
        if isinstance(held, RoleRead):
            room[0].append(held)
        else:
            room[1].append(held)
    return found


def _part(title: str, roles: Sequence[RoleRead], others: Sequence[ResourcePolicy]) -> Part:
    lines: list[str] = []
    if roles:
        lines += _overview(roles)
    for role in roles:
        lines += _role(role)
    if others:
        lines += ["", "## Policies on resources", *_policies(others)]
    name = anchor(title).replace("-", "_")
    links = (f"[{code(role.path)}]({FOLDER}/{name}.md#{anchor(role.path)})" for role in roles)
    says = [f"roles: {', '.join(links)}"] if roles else []
    says += [f"policies on resources: {len(others)}"] if others else []
    return Part(name=name, title=title, says="; ".join(says), lines=lines)


def _overview(roles: Sequence[RoleRead]) -> list[str]:
    return table(
        ("layer", "role", "taken by", "services it acts on"),
        (
            (
                role.layer,
                code(role.path),
                "<br>".join(dict.fromkeys(_who(grant.principal) for grant in role.taken)),
                ", ".join(
                    sorted({action.partition(":")[0] for grant in role.held for action in grant.actions})
                    or ["by AWS's own policy"]
                ),
            )
            for role in roles
        ),
    )


def _role(role: RoleRead) -> Iterator[str]:
    yield from ("", f"## {role.path}", "", f"Named {code(role.name)}. {_boundary(role)}")
    for policy in role.attached:
        yield from ("", f"It has a policy of AWS: {code(policy)}.")
    yield from table(
        ("taken by", "action", "when"),
        ((_who(grant.principal), _actions(grant.actions), _when(grant)) for grant in role.taken),
    )
    denials_last = sorted(role.held, key=lambda grant: (grant.effect == "Deny", grant.actions))
    yield from table(STATEMENT, map(_statement, denials_last))


def _boundary(role: RoleRead) -> str:
    return f"Bounded by {code(role.boundary)}." if role.boundary else "Not bounded."


def _policies(held: Iterable[ResourcePolicy]) -> list[str]:
    carriers: dict[Grant, list[str]] = {}
    for policy in sorted(held, key=lambda each: (each.type, each.path)):
        for grant in grants(policy.text):
            carriers.setdefault(grant, []).append(policy.path)
    return table(
        ("on which", "who", *STATEMENT),
        (
            (codes(paths, "<br>"), _who(grant.principal), *_statement(grant))
            for grant, paths in carriers.items()
        ),
    )


def _statement(grant: Grant) -> tuple[str, ...]:
    effect = "**deny**" if grant.effect == "Deny" else "allow"
    on = NOTHING if grant.resources == ("",) else codes(grant.resources, "<br>")
    return (effect, _actions(grant.actions), on, _when(grant))


def _actions(actions: Sequence[str]) -> str:
    """Return actions by service."""
    by_service = groupby(sorted(actions), key=lambda action: action.partition(":")[0])
    return "<br>".join(
        f"{service}: {codes(action.partition(':')[2] for action in held)}" if service != "*" else "everything"
        for service, held in by_service
    )


def _who(principal: str) -> str:
    kind, _, name = principal.partition(" ")
    match kind:
        case "":
            return "the role's holder"
        case "*":
            return "anybody"
        case "AWS" | "Service" | "Federated":
            return f"{'' if kind == 'AWS' else f'{kind.lower()} '}{code(name)}"
        case _:
            return prose(principal)


def _when(grant: Grant) -> str:
    return "<br>".join(code(each) for each in grant.condition.split(" and ")) if grant.condition else NOTHING


def _elsewhere(readers: "dict[EnvironmentName, PolicyReader]", noun: str) -> Iterator[str]:
    shown = {role.path: role for role in readers[SHOWN].roles()}
    rows: list[tuple[str, str, str]] = []
    same: list[str] = []
    for name, reader in readers.items():
        if name is SHOWN:
            continue
        found = {role.path: role for role in reader.roles()}
        differing = [
            (name.value, code(path), difference)
            for path in sorted(shown.keys() | found.keys())
            if (difference := _difference(shown.get(path), found.get(path), reader.config))
        ]
        rows += differing
        if not differing:
            same.append(name.value)
    if same:
        yield f"The roles of the {noun} are the same in {', '.join(same)}; nothing bounds roles in the embedded AWS."
    yield from table((noun, "role", f"instead of what `{SHOWN}` has"), rows)


def _difference(shown: RoleRead | None, found: RoleRead | None, config: EnvironmentConfig) -> str:
    if shown is None or found is None:
        return f"only in {SHOWN}" if found is None else f"not in {SHOWN}"
    parts = [f"attached {code(policy)}" for policy in sorted({*found.attached} - {*shown.attached})]
    if shown.boundary != found.boundary and not config.is_local:
        parts.append(f"bounded by {code(found.boundary or 'nothing')}")
    for before, after in zip((shown.trust, *shown.policies), (found.trust, *found.policies), strict=True):
        difference = compare_policies(before, after)
        parts += [f"more: {prose(as_text(grant))}" for grant in difference.gained]
        parts += [f"not: {prose(as_text(grant))}" for grant in difference.lost]
        parts += [f"otherwise: {prose(as_text(grant))}" for _, grant in difference.altered]
    return "<br>".join(parts)
