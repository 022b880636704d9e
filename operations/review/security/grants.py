"""Rights in Databricks: privileges, permissions, memberships, who may read secrets."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from operations.common.severity import Severity
from operations.review.change import Change
from operations.review.severity import Note

KIND: Final = "grant"
FULL: Final = frozenset(
    {
        "ALL_PRIVILEGES",
        "ALL PRIVILEGES",
        "MANAGE",
        "CAN_MANAGE",
        "IS_OWNER",
        "OWNER",
        "ADMIN",
        "account_admin",
    }
)
"""Rights that include the right to give rights."""

SECURABLES: Final = (
    "catalog",
    "schema",
    "table",
    "volume",
    "function",
    "model",
    "external_location",
    "storage_credential",
    "credential",
    "foreign_connection",
    "metastore",
    "share",
)

Rights = frozenset[tuple[str, str]]
"""Pairs of principal and right."""


def grants(change: Change) -> Iterator[Note]:
    """Yield each right that a principal gains or loses."""
    reader = READERS.get(change.type)
    if reader is None:
        return
    old, new = (reader(side) if side is not None else frozenset() for side in (change.before, change.after))
    on = _securable(change)
    for principal, right in sorted(new - old):
        severity = Severity.HIGH if right in FULL and not change.created else Severity.MEDIUM
        severity = Severity.LOW if change.created and right not in FULL else severity
        yield Note(severity=severity, kind=KIND, sentence=f"{principal} gains {right}{on}", change=change)
    for principal, right in sorted(old - new):
        yield Note(severity=Severity.LOW, kind=KIND, sentence=f"{principal} loses {right}{on}", change=change)


def _grants(arguments: Mapping[str, Any]) -> Rights:
    return frozenset(
        (str(entry.get("principal")), str(privilege))
        for entry in _listed(arguments.get("grant"))
        for privilege in entry.get("privileges") or ()
    )


def _grant(arguments: Mapping[str, Any]) -> Rights:
    return frozenset(
        (str(arguments.get("principal")), str(privilege)) for privilege in arguments.get("privileges") or ()
    )


def _permissions(arguments: Mapping[str, Any]) -> Rights:
    return frozenset(
        (
            _first(entry, "group_name", "user_name", "service_principal_name"),
            str(entry.get("permission_level")),
        )
        for entry in _listed(arguments.get("access_control"))
    )


def _assignment(arguments: Mapping[str, Any]) -> Rights:
    who = _first(arguments, "group_name", "user_name", "service_principal_name", "principal_id")
    return frozenset((who, str(permission)) for permission in arguments.get("permissions") or ())


def _secret_acl(arguments: Mapping[str, Any]) -> Rights:
    return frozenset({(str(arguments.get("principal")), str(arguments.get("permission")))})


def _membership(arguments: Mapping[str, Any]) -> Rights:
    return frozenset({(str(arguments.get("member_id")), f"membership of {arguments.get('group_id')}")})


def _role(arguments: Mapping[str, Any]) -> Rights:
    who = _first(arguments, "service_principal_id", "user_id", "group_id")
    return frozenset({(who, str(arguments.get("role")))})


def _rule_set(arguments: Mapping[str, Any]) -> Rights:
    return frozenset(
        (str(principal), str(entry.get("role")))
        for entry in _listed(arguments.get("grant_rules"))
        for principal in entry.get("principals") or ()
    )


READERS: Final = {
    "databricks_access_control_rule_set": _rule_set,
    "databricks_grant": _grant,
    "databricks_grants": _grants,
    "databricks_group_member": _membership,
    "databricks_group_role": _role,
    "databricks_mws_permission_assignment": _assignment,
    "databricks_permission_assignment": _assignment,
    "databricks_permissions": _permissions,
    "databricks_secret_acl": _secret_acl,
    "databricks_service_principal_role": _role,
    "databricks_user_role": _role,
}
"""How the rights of a type are read."""


def _securable(change: Change) -> str:
    arguments = change.after or change.before or {}
    if change.type == "databricks_secret_acl":
        return f" on scope {arguments.get('scope')}"
    found = next(((name, arguments[name]) for name in SECURABLES if arguments.get(name)), None)
    return f" on {found[0]} {found[1]}" if found else ""


def _listed(value: Any) -> list[Mapping[str, Any]]:
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _first(arguments: Mapping[str, Any], *names: str) -> str:
    return next((str(arguments[name]) for name in names if arguments.get(name)), "somebody")
