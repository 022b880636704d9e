"""Each part of a plan that acts is in its digest: whatever of it is changed alone, the digest is another."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from operations.terraform.digest import differences, meaning, semantic_digest

PLAN: dict[str, Any] = {
    "terraform_version": "1.11.4",
    "resource_changes": [
        {
            "address": "aws_s3_bucket.a",
            "type": "aws_s3_bucket",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "previous_address": "aws_s3_bucket.old",
            "change": {
                "actions": ["delete", "create"],
                "before": {"bucket": "old", "id": "1"},
                "after": {"bucket": "new"},
                "after_unknown": {"id": True},
                "replace_paths": [["bucket"]],
                "importing": {"id": "theirs"},
            },
        },
        {
            "address": "aws_s3_bucket.b",
            "type": "aws_s3_bucket",
            "deposed": "abc",
            "change": {"actions": ["delete"], "before": {"bucket": "b"}},
        },
    ],
    "output_changes": {"url": {"actions": ["update"], "before": "a", "after": "b"}},
    "variables": {"region": {"value": "eu-west-1"}},
    "action_invocations": [{"address": "action.a", "config_values": {"x": 1}}],
    "deferred_changes": [{"reason": "unknown", "resource_change": {"address": "x.y"}}],
    "deferred_action_invocations": [{"reason": "unknown", "action_invocation": {"address": "action.b"}}],
    "checks": [{"address": {"kind": "check", "name": "health"}}],
    "configuration": {
        "provider_config": {
            "aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}
        },
        "root_module": {
            "resources": [{"address": "aws_s3_bucket.a", "provisioners": [{"type": "local-exec"}]}],
            "module_calls": {"m": {"source": "./m"}},
        },
    },
}
MEANS_NOTHING = {"terraform_version", "resource_changes.0.change.before.id"}
"""The version is in the release; an id that is made anew in any case."""


def texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, str):
        yield path
    for name, each in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from texts(each, (*path, name))


@pytest.mark.parametrize("path", [*texts(PLAN)], ids=lambda path: ".".join(map(str, path)))
def test_whatever_is_changed_alone_changes_the_digest(path: tuple[str | int, ...]) -> None:
    changed = json.loads(json.dumps(PLAN))
    at = changed
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = f"{at[path[-1]]}-changed"
    means_something = ".".join(map(str, path)) not in MEANS_NOTHING
    assert (semantic_digest(changed) != semantic_digest(PLAN)) is means_something
    assert bool(differences(PLAN, changed)) is means_something


def test_whatever_is_left_out_alone_changes_the_digest() -> None:
    for name in PLAN.keys() - MEANS_NOTHING:
        left = {key: value for key, value in PLAN.items() if key != name}
        assert semantic_digest(left) != semantic_digest(PLAN), name
        assert differences(PLAN, left), name


def test_a_move_alone_says_from_where_and_an_import_alone_which_thing() -> None:
    idle = {"actions": ["no-op"], "before": {}, "after": {}}
    moved = {"address": "t.new", "type": "t", "previous_address": "t.old", "change": idle}
    imported = {"address": "t.n", "type": "t", "change": idle | {"importing": {"id": "i"}}}
    found = meaning({"resource_changes": [moved, imported]})
    assert found["t.new"]["previous_address"] == "t.old"
    assert found["t.n"]["importing"] == {"id": "i"}


def test_the_digest_of_a_plan_stays_from_version_to_version() -> None:
    # A plan that was approved before an upgrade of this code would be another one after it.
    assert semantic_digest(PLAN) == "120338eefb084ab24209b35cadbbbb7149ce9df4886f08434248b0e0ad5b929b"
