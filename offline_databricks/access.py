"""The checks of who may do what: `databricks_permissions`, `databricks_grants` and `databricks_grant`."""

from collections.abc import Iterator
from typing import Final, cast

from offline_databricks.diagnostics import Diagnostic, Path
from offline_databricks.values import UNKNOWN, Object, Value, given
from provider_facts.databricks import permission_levels, rules
from provider_facts.privileges import PRIVILEGES

_PRINCIPALS: Final = ("user_name", "group_name", "service_principal_name")
_ADMINS: Final = "admins"
_PASSWORDS: Final = "passwords"


def check_access(type_name: str, config: Object) -> list[Diagnostic]:
    """Return what is wrong with the access that a resource of one of the three types gives."""
    if type_name == "databricks_permissions":
        return list(_permissions(config))
    if type_name in {"databricks_grants", "databricks_grant"}:
        return list(_grants(type_name, config))
    return []


def securables(type_name: str) -> tuple[str, ...]:
    """Return the arguments with which a grant names what it is for."""
    known = rules(type_name)
    return (known.at_least_one_of or known.exactly_one_of)[0]


def _permissions(config: Object) -> Iterator[Diagnostic]:
    levels = permission_levels()
    present = [name for name in levels if given(config.get(name))]
    if not present:
        # The real provider finds this only when it applies.
        yield Diagnostic(
            "Missing required argument",
            f"at least one type of resource identifier must be set; allowed fields: {', '.join(sorted(levels))}.",
        )
    for path, entry in _entries(config, "access_control"):
        named = [name for name in _PRINCIPALS if given(entry.get(name))]
        if not named:
            yield Diagnostic(
                "Missing required argument", f"one of {', '.join(_PRINCIPALS)} must be set.", path
            )
        if len(present) == 1:
            yield from _level(present[0], config[present[0]], path, entry)


def _level(field: str, id_: Value, path: Path, entry: Object) -> Iterator[Diagnostic]:
    allowed = permission_levels()[field]
    level = entry.get("permission_level")
    if isinstance(level, str) and level not in allowed:
        yield Diagnostic(
            "Permission level not allowed",
            f"permission_level {level} is not supported with {field} objects; allowed levels: "
            f"{', '.join(allowed)}.",
            (*path, "permission_level"),
        )
    if entry.get("group_name") == _ADMINS and id_ != _PASSWORDS:
        # Source: permissions/permission_definitions.go, which finds it only when it applies.
        yield Diagnostic(
            "Admins have every permission",
            "it is not possible to modify admin permissions.",
            (*path, "group_name"),
        )


def _grants(type_name: str, config: Object) -> Iterator[Diagnostic]:
    names = [name for name in securables(type_name) if given(config.get(name))]
    sure = [name for name in names if config[name] is not UNKNOWN]
    if type_name == "databricks_grants" and len(sure) > 1:
        yield Diagnostic(
            "Two securables in one databricks_grants",
            f"{' and '.join(sure)} are set: the grants would go to one of them. The real provider lets it through; "
            "the stand-in does not.",
        )
    allowed = PRIVILEGES.get(names[0]) if len(names) == 1 else None
    if allowed is None:
        return
    entries = [((), config)] if type_name == "databricks_grant" else list(_entries(config, "grant"))
    for path, entry in entries:
        privileges = entry.get("privileges")
        for privilege in cast("list[Value]", privileges) if isinstance(privileges, list) else []:
            if isinstance(privilege, str) and privilege.replace(" ", "_").upper() not in allowed:
                yield Diagnostic(
                    "Unknown privilege",
                    f"{privilege!r} is no privilege of a {names[0]}; there are {', '.join(allowed)}. The real "
                    "provider leaves this to Databricks; the stand-in does not.",
                    (*path, "privileges"),
                )


def _entries(config: Object, name: str) -> Iterator[tuple[Path, Object]]:
    entries = config.get(name)
    for index, one in enumerate(cast("list[Value]", entries) if isinstance(entries, list) else []):
        if isinstance(one, dict):
            # Members of a set have no position that Terraform could show.
            yield (name,) if name in {"grant", "access_control"} else (name, index), cast("Object", one)
