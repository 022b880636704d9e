"""What a plan means: the same whatever order and time, another for every change that an apply would make."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.terraform.digest import behind, differences, meaning, semantic_digest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
ACTIONS = st.sampled_from([["create"], ["update"], ["delete"], ["delete", "create"], ["create", "delete"]])


@st.composite
def changes(draw: st.DrawFn) -> list[dict[str, Any]]:
    names = draw(st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), unique=True, min_size=1, max_size=5))
    return [
        {
            "address": f"aws_s3_bucket.{name}",
            "type": "aws_s3_bucket",
            "provider_name": "aws",
            "change": {
                "actions": draw(ACTIONS),
                "before": draw(VALUES),
                "after": draw(VALUES),
                "after_unknown": {},
            },
        }
        for name in names
    ]


@given(changes(), st.randoms(), st.text(max_size=20))
def test_order_times_reads_and_idle_resources_mean_nothing(
    found: list[dict[str, Any]], random: Any, timestamp: str
) -> None:
    idle = {
        "address": "data.x.y",
        "type": "x",
        "change": {"actions": ["read"], "before": None, "after": {"a": 1}},
    }
    shuffled = [
        *found,
        idle,
        idle | {"address": "x.y", "change": {"actions": ["no-op"], "before": 1, "after": 1}},
    ]
    random.shuffle(shuffled)
    one = {"resource_changes": found, "timestamp": "2026"}
    other = {
        "timestamp": timestamp,
        "resource_changes": json.loads(json.dumps(shuffled)),
        "output_changes": {"o": {"actions": ["no-op"], "before": 1, "after": 1}},
        "resource_drift": found,
    }
    assert semantic_digest(one) == semantic_digest(other)
    assert differences(one, other) == []


@given(changes(), st.data())
def test_every_change_of_what_would_happen_is_seen_and_named(
    found: list[dict[str, Any]], data: st.DataObject
) -> None:
    changed = json.loads(json.dumps(found))
    victim = data.draw(st.sampled_from(changed))
    part = data.draw(st.sampled_from(["actions", "before", "after"]))
    value = data.draw(ACTIONS if part == "actions" else VALUES)
    different = victim["change"][part] != value
    victim["change"][part] = value
    one, other = {"resource_changes": found}, {"resource_changes": changed}
    # To Python True and 1 are equal, in JSON they are not.
    if different:
        assert semantic_digest(one) != semantic_digest(other)
        (line,) = differences(one, other)
        assert line.startswith(f"{victim['address']}: ")


def test_a_difference_names_paths_and_never_values() -> None:
    def plan(secret: str) -> dict[str, Any]:
        change = {"actions": ["update"], "before": {"tags": {"a": secret}}, "after": {"tags": {"a": "x"}}}
        return {"resource_changes": [{"address": "t.n", "type": "t", "change": change}]}

    assert differences(plan("hunter2"), plan("hunter3")) == ["t.n: update differs in before.tags.a"]
    assert differences(plan("x"), {}) == ["t.n: update in the reviewed plan, untouched now"]
    assert differences({}, plan("x")) == ["t.n: update now, untouched in the reviewed plan"]


def test_a_move_an_import_and_a_deposed_object_are_part_of_it() -> None:
    idle = {"actions": ["no-op"], "before": {}, "after": {}}
    plan = {
        "resource_changes": [
            {"address": "t.new", "type": "t", "previous_address": "t.old", "change": idle},
            {"address": "t.imported", "type": "t", "change": idle | {"importing": {"id": "i"}}},
            {
                "address": "t.n",
                "type": "t",
                "deposed": "abc",
                "change": {"actions": ["delete"], "before": {}},
            },
            {"address": "t.n", "type": "t", "change": idle},
        ]
    }
    assert set(meaning(plan)) == {"t.new", "t.imported", "t.n (deposed abc)"}


def test_an_old_value_that_is_made_anew_in_any_case_means_nothing() -> None:
    def plan(version: int, *, anew: bool) -> dict[str, Any]:
        change = {
            "actions": ["update"],
            "before": {"value": "a", "version": version},
            "after": {"value": "b"} | ({} if anew else {"version": version}),
            "after_unknown": {"version": anew},
        }
        return {"resource_changes": [{"address": "t.n", "type": "t", "change": change}]}

    assert semantic_digest(plan(1, anew=True)) == semantic_digest(plan(3, anew=True))
    assert semantic_digest(plan(1, anew=False)) != semantic_digest(plan(3, anew=False))


def acting() -> dict[str, Any]:
    """A plan that changes nothing, with everything behind it that acts."""
    wait = {"type": "local-exec", "expressions": {"command": {"constant_value": "sleep 30"}}}
    return {
        "configuration": {
            "provider_config": {
                "aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}
            },
            "root_module": {
                "resources": [
                    {"address": "terraform_data.wait", "mode": "managed", "provisioners": [wait]},
                    {
                        "address": "data.http.x",
                        "mode": "data",
                        "expressions": {"url": {"constant_value": "a"}},
                    },
                ],
                "module_calls": {"m": {"source": "./m"}},
            },
        },
        "variables": {"v": {"value": "secret"}},
        "checks": [{"address": {"kind": "check", "to_display": "check.c"}, "status": "pass"}],
        "action_invocations": [
            {"address": "action.aws_lambda_invoke.a", "config_values": {"function_name": "f"}},
            {"address": "action.aws_lambda_invoke.b", "config_values": {"function_name": "g"}},
        ],
        "deferred_changes": [{"reason": "unknown", "resource_change": {"address": "t.n"}}],
    }


def command(plan: dict[str, Any]) -> None:
    wait = plan["configuration"]["root_module"]["resources"][0]["provisioners"][0]
    wait["expressions"]["command"]["constant_value"] = "env"


def added_command(plan: dict[str, Any]) -> None:
    plan["configuration"]["root_module"]["resources"][1]["provisioners"] = [{"type": "local-exec"}]


def provider(plan: dict[str, Any]) -> None:
    plan["configuration"]["provider_config"]["aws"]["expressions"]["endpoints"] = [{}]


def another_provider(plan: dict[str, Any]) -> None:
    plan["configuration"]["provider_config"]["external"] = {}


def data_source(plan: dict[str, Any]) -> None:
    plan["configuration"]["root_module"]["resources"][1]["expressions"]["url"]["constant_value"] = "b"


def module(plan: dict[str, Any]) -> None:
    plan["configuration"]["root_module"]["module_calls"]["m"]["source"] = "git::https://example.com"


def variable(plan: dict[str, Any]) -> None:
    plan["variables"]["v"]["value"] = "another secret"


def check(plan: dict[str, Any]) -> None:
    plan["checks"].append({"address": {"kind": "check", "to_display": "check.d"}, "status": "pass"})


def action(plan: dict[str, Any]) -> None:
    plan["action_invocations"][0]["config_values"]["function_name"] = "h"


def put_off(plan: dict[str, Any]) -> None:
    del plan["deferred_changes"]


ACTS: dict[Callable[[dict[str, Any]], None], str] = {
    command: "configuration of terraform_data.wait: differs in provisioners",
    added_command: "configuration of data.http.x: differs in provisioners",
    provider: "provider aws: differs in expressions.endpoints",
    another_provider: "provider external: only in the plan now",
    data_source: "configuration of data.http.x: differs in expressions.url.constant_value",
    module: "configuration.module_calls: differs in is.m.source",
    variable: "variables: differs in is.v.value",
    check: "checks: differs in is",
    action: "action_invocations: differs in is",
    put_off: "deferred_changes: only in the reviewed plan",
}


@pytest.mark.parametrize("change", ACTS, ids=lambda change: change.__name__)
def test_what_acts_without_being_a_change_is_part_of_the_plan(
    change: Callable[[dict[str, Any]], None],
) -> None:
    other = acting()
    change(other)
    assert meaning(other) == meaning(acting())
    assert semantic_digest(other) != semantic_digest(acting())
    assert differences(acting(), other) == [ACTS[change]]


def test_what_a_check_found_and_the_order_of_lists_mean_nothing() -> None:
    other = acting()
    other["checks"][0]["status"] = "fail"
    other["action_invocations"].reverse()
    other["configuration"]["root_module"]["resources"].reverse()
    assert behind(other) == behind(acting())
    assert semantic_digest(other) == semantic_digest(acting())
