"""The checks and plans by themselves: unknown values, wildcards, secrets, faults."""

from pathlib import Path
from typing import Any

import pytest

from offline_databricks.cache import Bodies, Cache
from offline_databricks.configuration import Configuration, Mode, check_level, configure, hostname
from offline_databricks.diagnostics import RefusedError, dotted, unexpected
from offline_databricks.lifecycle import conform
from offline_databricks.messages import CODEC
from offline_databricks.planning import plan
from offline_databricks.provider import Provider
from offline_databricks.service import calls
from offline_databricks.validation import check_resource
from offline_databricks.values import UNKNOWN, encode
from provider_facts.databricks import Level, rules


@pytest.fixture(scope="module")
def bodies(cache: Cache) -> Bodies:
    return Bodies(cache)


def told(bodies: Bodies, type_: str, **config: Any) -> list[str]:
    type_name = f"databricks_{type_}"
    body = bodies.resource(type_name)
    found = check_resource(rules(type_name), body, conform(body, config))
    return [f"{dotted(one.path)}: {one.detail}" for one in found]


@pytest.mark.parametrize(
    ("type_", "config"),
    [
        ("catalog", {"name": UNKNOWN, "share_name": UNKNOWN, "provider_name": "p"}),
        ("credential", {"name": "c", "purpose": "SERVICE", "aws_iam_role": UNKNOWN}),
        ("grants", {"catalog": UNKNOWN, "grant": UNKNOWN}),
        ("grants", {"catalog": "c", "grant": [{"principal": "p", "privileges": UNKNOWN}]}),
        ("grants", {"catalog": "c", "grant": [{"principal": "p", "privileges": ["use catalog", UNKNOWN]}]}),
        ("grants", {"pipeline": "p", "grant": [{"principal": "p", "privileges": ["ANY"]}]}),
        (
            "permissions",
            {"job_id": UNKNOWN, "access_control": [{"group_name": UNKNOWN, "permission_level": UNKNOWN}]},
        ),
        ("sql_endpoint", {"name": "w", "cluster_size": UNKNOWN, "max_num_clusters": UNKNOWN}),
        (
            "mws_private_access_settings",
            {"private_access_settings_name": "long", "private_access_level": "endpoint"},
        ),
        ("mws_workspaces", {"aws_region": "r", "compute_mode": "SERVERLESS", "account_id": "a"}),
        ("mws_workspaces", {"aws_region": "r", "compute_mode": UNKNOWN, "account_id": "a"}),
    ],
)
def test_what_may_be_right_is_let_through(bodies: Bodies, type_: str, config: dict[str, Any]):
    assert told(bodies, type_, **config) == []


def test_a_path_in_a_block_holds_for_each_of_them(bodies: Bodies):
    task = {"task_key": "t"}
    (said,) = told(bodies, "job", name="j", task=[task], continuous=[{"pause_status": "OFF"}])
    assert said.startswith("continuous[0].pause_status: expected pause_status to be one of PAUSED, UNPAUSED")


@pytest.mark.parametrize(
    ("host", "level"),
    [
        ("https://accounts.cloud.databricks.com", Level.ACCOUNT),
        ("accounts.cloud.databricks.com/", Level.ACCOUNT),
        ("https://dbc-1.cloud.databricks.com/?o=1", Level.WORKSPACE),
        (UNKNOWN, None),
        (None, None),
    ],
)
def test_the_host_tells_the_level(host: object, level: Level | None):
    assert Configuration(Mode.PLAN, None, host, None).level is level
    assert hostname("HTTPS://Dbc-1.cloud.databricks.com/x") == "dbc-1.cloud.databricks.com"


def test_an_unknown_host_is_not_judged():
    check_level(Configuration(Mode.PLAN, None, UNKNOWN, None), "databricks_catalog")


@pytest.mark.parametrize(
    "environment", [{}, {"ANTHILL_OFFLINE_DATABRICKS": "yes"}, {"ANTHILL_OFFLINE_DATABRICKS": "apply"}]
)
def test_a_configuration_needs_the_variables(environment: dict[str, str]):
    with pytest.raises(RefusedError):
        configure({"host": "h"}, environment)


def test_a_new_block_has_unknown_parts_and_an_old_one_keeps_them(bodies: Bodies):
    body, known = bodies.resource("databricks_storage_credential"), rules("databricks_storage_credential")
    prior = conform(body, {"name": "c", "id": "c", "aws_iam_role": [{"role_arn": "a", "external_id": "e"}]})
    changed = conform(body, {**prior, "comment": "x"})
    assert plan(known, body, prior, changed, changed)["aws_iam_role"][0]["external_id"] == "e"
    bare = conform(body, {"name": "c", "id": "c"})
    added = conform(body, {**bare, "aws_iam_role": [{"role_arn": "a"}]})
    assert plan(known, body, bare, added, added)["aws_iam_role"][0]["external_id"] is UNKNOWN


def test_a_fault_is_told_without_secrets():
    values = {"options": {"host": "h", "password": "hunter2"}, "string_value": "s3cret", "name": "shown"}
    text = unexpected(RuntimeError("hunter2 s3cret shown"), values).detail
    assert text == "RuntimeError: (hidden) (hidden) shown"


def answer(cache: Cache, name: str, request: bytes, response_kind: str) -> Any:
    return CODEC.decode(response_kind, calls(Provider(Bodies(cache), {}), cache)[name](request))


def test_no_fault_ends_the_process(cache: Cache):
    config = {"msgpack": encode({})}
    request = CODEC.encode("TypeConfig", {"type_name": "databricks_lake", "config": config})
    (said,) = answer(cache, "ValidateResourceConfig", request, "Diagnostics")["diagnostics"]
    assert (said["severity"], said["summary"]) == (
        1,
        "The offline stand-in for the Databricks provider has a fault",
    )
    assert "KeyError" in said["detail"]
    spoilt = answer(cache, "ApplyResourceChange", b"\xff", "ApplyResourceChange.Response")
    assert len(spoilt["diagnostics"]) == 1


def test_a_state_is_upgraded_and_one_of_the_real_provider_refused(cache: Cache, tmp_path: Path):
    def upgrade(version: int) -> Any:
        raw = {"json": b'{"display_name": "g", "from_before": 1}'}
        request = {"type_name": "databricks_group", "version": version, "raw_state": raw}
        return answer(
            cache, "UpgradeResourceState", CODEC.encode("UpgradeResourceState.Request", request), "State"
        )

    assert upgrade(0)["diagnostics"] == []
    assert "of the real provider" in upgrade(3)["diagnostics"][0]["summary"]
    moved = answer(cache, "MoveResourceState", b"", "MoveResourceState.Response")
    assert "cannot be moved" in moved["diagnostics"][0]["summary"]
    assert not list(tmp_path.iterdir())
