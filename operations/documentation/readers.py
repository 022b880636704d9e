"""Who may do what with one securable or table, by what is granted on it, on its schema and on the catalogue."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from anthill_lakehouse.pipelines.names import table_names
from anthill_lakehouse.protection.tables import protected
from configuration.databricks.access import KIND, SCHEMAS, Securable
from configuration.databricks.governance import GovernanceConfig
from configuration.databricks.groups import Robot
from configuration.model import EnvironmentConfig
from configuration.names import Names
from configuration.suggestion import did_you_mean
from operations.common.errors import InputError
from operations.documentation.access_view import matrix

HOME_OF_VOLUMES: Final = {Securable.LANDING: Securable.BRONZE, Securable.ARRIVALS: Securable.BRONZE}
"""The schemas that hold the volumes: what is granted on a schema holds for all in it."""

READS: Final = {
    "catalog": ("BROWSE",),
    "schema": ("SELECT",),
    "volume": ("READ_VOLUME",),
    "credential": ("ACCESS",),
    "foreign_connection": ("USE_CONNECTION",),
}
"""The privilege that lets read, by kind."""

EVERYTHING: Final = "ALL_PRIVILEGES"
NEEDED: Final = {"schema": ("USE_CATALOG", "USE_SCHEMA"), "volume": ("USE_CATALOG", "USE_SCHEMA")}
"""What else reading takes (Databricks documentation, "Unity Catalog privileges and securable objects")."""

NEAREST: Final = 3
"""How many names that are much like a mistyped one are shown."""

_TABLE: Final = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked about: a securable, and a table of it if it is a schema."""

    securable: Securable
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a principal may do with it.

    `privileges` name where each is granted; `hidden` is what of the tables is not shown to it.
    """

    principal: str
    reads: bool
    privileges: Mapping[str, tuple[str, ...]]
    hidden: tuple[str, ...]


def find_asked(text: str, environments: tuple[EnvironmentConfig, ...]) -> Asked:
    """Return what a text names: `silver`, `silver.positions`, either below the name of a catalogue, or `landing`.

    Raises InputError, which names the securables or the nearest tables, for anything else.
    """
    known = [securable.value for securable in Securable]
    parts = text.split(".")
    if parts[0] in {Names.of(config).catalog for config in environments}:
        parts = parts[1:] or [Securable.CATALOG.value]
    first, *rest = parts
    if first not in known:
        raise InputError(f"no securable {first!r}; known are {', '.join(known)}{did_you_mean(first, known)}")
    securable = Securable(first)
    if not rest:
        return Asked(securable=securable)
    schemas = ", ".join(SCHEMAS)
    if securable not in SCHEMAS or len(rest) > 1 or not _TABLE.fullmatch(rest[0]):
        raise InputError(
            f"{text!r} is not a table; allowed: SCHEMA.TABLE in lower case, with one of the schemas {schemas}"
        )
    _check_table(f"{first}.{rest[0]}", first)
    return Asked(securable=securable, table=rest[0])


def _check_table(name: str, schema: str) -> None:
    """Refuse a table that the pipeline does not make, with those of its schema that are called much like it."""
    of_schema = [each for each in table_names() if each.partition(".")[0] == schema]
    if name in of_schema:
        return
    near = get_close_matches(name, of_schema, n=NEAREST)
    allowed = ", ".join(near or of_schema) or "none"
    raise InputError(
        f"schema {schema} has no table {name!r} of the pipeline's; allowed: {'' if not near else 'such as '}{allowed}; "
        f"whatever else lies there is read as the schema is: anthill who {schema}"
    )


def answers(config: EnvironmentConfig, asked: Asked) -> Iterator[Answer]:
    """Yield what each principal may do that has any privilege there, those who read first."""
    governance = config.databricks.governance
    rows = matrix(governance.access)
    chain = [asked.securable]
    if home := HOME_OF_VOLUMES.get(asked.securable):
        chain.append(home)
    if KIND[asked.securable] in {"schema", "volume"}:
        chain.append(Securable.CATALOG)
    principals = dict.fromkeys(principal for securable in chain for principal in rows[securable])
    found = [
        _answer(principal, {each: rows[each].get(principal, ()) for each in chain}, asked, governance)
        for principal in principals
    ]
    yield from sorted(found, key=lambda answer: not answer.reads)


def _answer(
    principal: str, granted: Mapping[Securable, tuple[str, ...]], asked: Asked, governance: GovernanceConfig
) -> Answer:
    kind = KIND[asked.securable]
    held = {privilege for privileges in granted.values() for privilege in privileges}
    wanted = (*READS[kind], *NEEDED.get(kind, ()))
    reads = EVERYTHING in held or held.issuperset(wanted)
    return Answer(
        principal=principal,
        reads=reads,
        privileges={each.value: privileges for each, privileges in granted.items() if privileges},
        hidden=tuple(_hidden(principal, asked, governance)) if reads and kind == "schema" else (),
    )


def _hidden(principal: str, asked: Asked, governance: GovernanceConfig) -> Iterator[str]:
    """Yield what of a schema's tables, or of one, is not shown: a table's rows, some of them, or a column's values."""
    if principal in (*governance.sees_values, Robot.JOBS):
        return
    rows = {each.principal.value: each.values for each in governance.sees_rows}
    for table in protected().values():
        schema, _, name = table.name.partition(".")
        if schema != asked.securable or asked.table not in {None, name}:
            continue
        if table.restricted and principal not in rows:
            yield f"every row of {table.name}"
            continue
        if table.restricted and (shown := rows[principal]):
            yield f"rows of {table.name} but those of {table.restricted} {', '.join(shown)}"
        yield from (f"{table.name}.{column.name}" for column in table.confidential)
