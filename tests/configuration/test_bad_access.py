"""Access rights, shares and readers of what is classified that are refused, each through the command line."""

from pathlib import Path
from typing import Any

import pytest

from provider_facts.privileges import PRIVILEGES
from tests.configuration.documents import KNOWN, assert_refused, check, good, put

GOVERNANCE = "databricks.governance"
PEOPLE = "platform-admins, data-engineers, data-scientists, analysts, bi-readers, auditors"
EVERYONE = f"{PEOPLE} or deploy, plan, jobs, power-bi"


def row(principal: str, on: str, *privileges: str) -> dict[str, Any]:
    return {"principal": principal, "on": on, "privileges": list(privileges)}


def with_access(*rows: dict[str, Any]) -> dict[str, Any]:
    document = good("dev")
    put(document, f"{GOVERNANCE}.access", list(rows))
    return document


WRONG_PRIVILEGES = [
    # on, the privilege, what Unity Catalog calls it
    ("landing", "SELECT", "volume"),
    ("arrivals", "MODIFY", "volume"),
    ("landing", "READ_FILES", "volume"),
    ("silver", "READ_FILES", "schema"),
    ("silver", "USE_CATALOG", "schema"),
    ("models", "CREATE_SCHEMA", "schema"),
    ("ops", "BROWSE", "schema"),
    ("catalog", "USE_CONNECTION", "catalog"),
    ("catalog", "CREATE_CATALOG", "catalog"),
    ("streams", "READ_FILES", "credential"),
    ("databases", "SELECT", "foreign_connection"),
    ("gold", "select", "schema"),
    ("gold", "USE SCHEMA", "schema"),
    ("gold", "", "schema"),
]


@pytest.mark.parametrize(("on", "privilege", "kind"), WRONG_PRIVILEGES)
def test_a_privilege_that_the_securable_lacks_is_refused_with_those_it_takes(
    on: str, privilege: str, kind: str, tmp_path: Path
) -> None:
    document = with_access(row("jobs", on, PRIVILEGES[kind][0], privilege))
    result = check(document, tmp_path)
    field = f"dev.{GOVERNANCE}.access[0].privileges[1]"
    assert_refused(result, field, given=privilege, allowed=f"{', '.join(PRIVILEGES[kind])}; choose")
    assert len(result.stderr.splitlines()) == 1


def test_a_cell_that_is_given_twice_is_refused_once(tmp_path: Path) -> None:
    document = with_access(
        row("jobs", "gold", "SELECT"), row("analysts", "gold", "SELECT"), row("jobs", "gold", "MODIFY")
    )
    result = check(document, tmp_path)
    allowed = "one entry for each principal and securable"
    assert_refused(result, f"dev.{GOVERNANCE}.access", given="2 entries", allowed=allowed)
    assert result.stderr.startswith(f"dev.{GOVERNANCE}.access: jobs on gold is given 2 times; ")


@pytest.mark.parametrize("principal", ["power-bi", "bi-readers"])
@pytest.mark.parametrize(
    ("on", "privilege", "field", "told", "allowed"),
    [
        ("silver", "SELECT", "on", "silver", "catalog, gold;"),
        ("landing", "READ_VOLUME", "on", "landing", "catalog, gold;"),
        ("streams", "ACCESS", "on", "streams", "catalog, gold;"),
        # What is granted on a catalogue holds in every schema.
        ("catalog", "SELECT", "privileges", "SELECT", "USE_CATALOG;"),
        ("catalog", "ALL_PRIVILEGES", "privileges", "ALL_PRIVILEGES", "USE_CATALOG;"),
        ("gold", "MODIFY", "privileges", "MODIFY", "USE_SCHEMA, SELECT, EXECUTE, READ_VOLUME;"),
        ("gold", "MANAGE", "privileges", "MANAGE", "USE_SCHEMA, SELECT, EXECUTE, READ_VOLUME;"),
    ],
)
def test_power_bi_and_its_readers_get_no_more_than_gold(
    *, principal: str, on: str, privilege: str, field: str, told: str, allowed: str, tmp_path: Path
) -> None:
    document = with_access(row("jobs", "gold", "SELECT"), row(principal, on, privilege))
    result = check(document, tmp_path)
    assert_refused(result, f"dev.{GOVERNANCE}.access[1].{field}", given=told, allowed=allowed)
    assert f"{principal} reads gold alone" in result.stderr


ROWS = {"principal": "analysts"}
SHARE = {"environment": "dev", "workspace_id": 1}

BAD: list[tuple[str, Any, str, str, str]] = [
    # the field put, its value, the field blamed, the value and the allowed ones as told
    ("access", [row("jobs", "gold")], "access[0].privileges", "[]", "a list of at least 1 entries"),
    (
        "access",
        [row("jobs", "gold", "SELECT", "SELECT")],
        "access[0].privileges",
        "SELECT, SELECT",
        "each value once",
    ),
    ("access", [row("jobs", "lake", "SELECT")], "access[0].on", '"lake"', "catalog, bronze, silver, gold"),
    (
        "access",
        [row("admins", "gold", "SELECT")],
        "access[0].principal",
        '"admins"',
        f"{EVERYONE};",
    ),
    (
        "access",
        [row("plan", "gold", "SELECT")],
        "access[0].principal",
        "plan",
        "a group, or jobs, power-bi",
    ),
    (
        "access",
        [row("deploy", "catalog", "MANAGE")],
        "access[0].principal",
        "deploy",
        "a group, or jobs, power-bi",
    ),
    (
        "shares",
        [{"environment": "local", "workspace_id": 1}],
        "shares[0].environment",
        "local",
        "another environment",
    ),
    ("shares", [SHARE, SHARE], "shares", "dev, dev", "each value once"),
    (
        "shares",
        [SHARE | {"workspace_id": 0}],
        "shares[0].workspace_id",
        "0",
        "a whole number greater than 0",
    ),
    (
        "shares",
        [SHARE | {"environment": "staging"}],
        "shares[0].environment",
        '"staging"',
        KNOWN,
    ),
    ("sees_values", ["auditors", "auditors"], "sees_values", "auditors, auditors", "each value once"),
    ("sees_values", ["nobody"], "sees_values[0]", '"nobody"', EVERYONE),
    ("sees_rows", [ROWS, ROWS], "sees_rows", "analysts, analysts", "each value once"),
    ("sees_rows", [ROWS | {"values": ["P1", "P1"]}], "sees_rows[0].values", "P1, P1", "each value once"),
    ("sees_rows", [ROWS | {"values": ["P'1"]}], "sees_rows[0].values[0]", '"P\'1"', "text matching"),
    # Files as they arrived are not masked.
    *(
        (
            "access",
            [row("analysts", on, privilege)],
            "access[0].privileges",
            privilege,
            "no ALL_PRIVILEGES or READ_VOLUME for whoever is not in sees_values",
        )
        for on, privilege in (
            ("bronze", "READ_VOLUME"),
            ("landing", "READ_VOLUME"),
            ("arrivals", "READ_VOLUME"),
            ("catalog", "ALL_PRIVILEGES"),
        )
    ),
]


@pytest.mark.parametrize(("put_at", "value", "field", "given", "allowed"), BAD)
def test_a_broken_rule_of_governance_is_refused(
    *, put_at: str, value: object, field: str, given: str, allowed: str, tmp_path: Path
) -> None:
    document = good("local")
    put(document, f"{GOVERNANCE}.{put_at}", value)
    assert_refused(check(document, tmp_path), f"local.{GOVERNANCE}.{field}", given=given, allowed=allowed)


@pytest.mark.parametrize(
    ("put_at", "value"),
    [
        (
            "access",
            [row("power-bi", "catalog", "USE_CATALOG"), row("power-bi", "gold", "USE_SCHEMA", "SELECT")],
        ),
        ("access", [row("bi-readers", "gold", "USE_SCHEMA", "SELECT", "EXECUTE", "READ_VOLUME")]),
        ("access", [row("jobs", "gold", "SELECT"), row("jobs", "silver", "SELECT")]),
        ("access", []),
        ("shares", [SHARE, {"environment": "test", "workspace_id": 2}]),
        ("access", [row("analysts", "gold", "READ_VOLUME"), row("data-engineers", "landing", "READ_VOLUME")]),
        ("sees_values", ["platform-admins", "data-engineers", "power-bi", "analysts"]),
        ("sees_rows", []),
        ("sees_rows", [ROWS, {"principal": "data-scientists", "values": ["P1", "P_2.a-b"]}]),
    ],
)
def test_what_lies_just_inside_the_rules_is_accepted(put_at: str, value: object, tmp_path: Path) -> None:
    document = good("local")
    put(document, f"{GOVERNANCE}.{put_at}", value)
    result = check(document, tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
