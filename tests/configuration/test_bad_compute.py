"""Compute that is refused, each through the command line."""

from pathlib import Path
from typing import Any

import pytest

from tests.configuration.documents import assert_refused, check, good, put

PEOPLE = "platform-admins, data-engineers, data-scientists, analysts, bi-readers, auditors"
EVERYONE = f"{PEOPLE} or deploy, plan, jobs, power-bi"
POLICIES = good("local")["databricks"]["compute"]["policies"]
WAREHOUSES = good("local")["databricks"]["compute"]["warehouses"]
POOL = good("local")["databricks"]["compute"]["pools"][0]
NAMES = [f"{policy['team']}-{policy['kind']}" for policy in POLICIES]
ONE_WAREHOUSE = "power-bi among the users of exactly one warehouse"


def without(kind: str) -> list[dict[str, Any]]:
    return [policy for policy in POLICIES if policy["kind"] != kind]


def serving(*users: list[str]) -> list[dict[str, Any]]:
    return [
        {"name": f"warehouse-{index}", "size": "Small", "users": each} for index, each in enumerate(users)
    ]


BAD: list[tuple[str, Any, str, str, str]] = [
    # the field put, its value, the field blamed, the value and the allowed ones as told
    ("compute.policies[0].pool", "spare", "compute.policies[0].pool", "spare", "jobs;"),
    ("compute.pools", [], "compute.policies[0].pool", "jobs", "none is declared"),
    ("compute.pools", [POOL, POOL], "compute.pools", "jobs, jobs", "each value once"),
    ("compute.warehouses", serving(["jobs"]), "compute.warehouses", "none", ONE_WAREHOUSE),
    (
        "compute.warehouses",
        serving(["power-bi"], ["jobs"], ["bi-readers", "power-bi"]),
        "compute.warehouses",
        "warehouse-0, warehouse-2",
        ONE_WAREHOUSE,
    ),
    (
        "compute.warehouses",
        [*WAREHOUSES, WAREHOUSES[0]],
        "compute.warehouses",
        "analytics, power-bi, analytics",
        "each value once",
    ),
    ("compute.warehouses", [], "compute.warehouses", "[]", "a list of at least 1 entries"),
    *(
        (
            "compute.policies",
            without(kind),
            "compute.policies",
            ", ".join(name for name in NAMES if not name.endswith(kind)),
            f"at least one policy of kind {kind};",
        )
        for kind in ("job", "interactive", "ml")
    ),
    (
        "compute.policies",
        [*POLICIES, POLICIES[0]],
        "compute.policies",
        ", ".join([*NAMES, NAMES[0]]),
        "each value once",
    ),
    ("compute.policies[0].users", ["jobs", "jobs"], "compute.policies[0].users", "jobs, jobs", "each value"),
    (
        "compute.policies[0].users",
        ["jobs", "everyone"],
        "compute.policies[0].users[1]",
        '"everyone"',
        EVERYONE,
    ),
    (
        "compute.policies[0].node_types",
        ["m6gd.large", "m6gd.large"],
        "compute.policies[0].node_types",
        "m6gd.large, m6gd.large",
        "each value once",
    ),
    (
        "compute.policies[0].node_types",
        ["m6gd.large", "large"],
        "compute.policies[0].node_types[1]",
        '"large"',
        "text of up to 40 characters",
    ),
    (
        "compute.policies[0].max_workers",
        101,
        "compute.policies[0].max_workers",
        "101",
        "a whole number from 0 to 100",
    ),
    (
        "compute.policies[0].max_dbus_per_hour",
        0,
        "compute.policies[0].max_dbus_per_hour",
        "0",
        "a whole number from 1",
    ),
    (
        "compute.policies[0].idle_minutes",
        9,
        "compute.policies[0].idle_minutes",
        "9",
        "a whole number from 10 to 240",
    ),
    (
        "compute.policies[0].idle_minutes",
        241,
        "compute.policies[0].idle_minutes",
        "241",
        "a whole number from 10",
    ),
    (
        "compute.pools[jobs].idle_minutes",
        0,
        "compute.pools[jobs].idle_minutes",
        "0",
        "a whole number from 1 to 240",
    ),
    (
        "compute.warehouses[analytics].users",
        ["jobs", "jobs"],
        "compute.warehouses[analytics].users",
        "jobs, jobs",
        "each value once",
    ),
    (
        "compute.warehouses[analytics].auto_stop_minutes",
        0,
        "compute.warehouses[analytics].auto_stop_minutes",
        "0",
        "a whole number from 1 to 120",
    ),
    (
        "compute.warehouses[analytics].size",
        "Huge",
        "compute.warehouses[analytics].size",
        '"Huge"',
        "2X-Small, X-Small, Small",
    ),
]


@pytest.mark.parametrize(("put_at", "value", "field", "given", "allowed"), BAD)
def test_a_broken_rule_of_compute_is_refused(
    *, put_at: str, value: object, field: str, given: str, allowed: str, tmp_path: Path
) -> None:
    document = good("local")
    put(document, f"databricks.{put_at}", value)
    assert_refused(check(document, tmp_path), f"local.databricks.{field}", given=given, allowed=allowed)


@pytest.mark.parametrize(
    ("put_at", "value"),
    [
        ("compute.policies", [{**policy, "pool": None} for policy in POLICIES]),
        ("compute.policies[1].pool", "jobs"),
        ("compute.policies[0].max_workers", 0),
        ("compute.warehouses", serving(["jobs"], ["power-bi"])),
    ],
)
def test_what_lies_just_inside_the_rules_is_accepted(put_at: str, value: object, tmp_path: Path) -> None:
    document = good("local")
    put(document, f"databricks.{put_at}", value)
    result = check(document, tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
