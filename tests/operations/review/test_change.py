"""Entries of a plan as changes: what happens, why, and nothing that is secret."""

import json
from typing import Any

import pytest

from operations.review.arguments import SENSITIVE, UNKNOWN, Argument, differences
from operations.review.change import Action, forced_by, read_change
from tests.operations.review.entries import STACK, change, entry, replaced


@pytest.mark.parametrize(
    ("actions", "action"),
    [
        (["create"], Action.CREATE),
        (["update"], Action.UPDATE),
        (["delete"], Action.DESTROY),
        (["delete", "create"], Action.REPLACE),
        (["create", "delete"], Action.REPLACE),
        (["forget"], Action.FORGET),
    ],
)
def test_every_action_of_a_plan_has_its_meaning(actions: list[str], action: Action) -> None:
    assert change("aws_s3_bucket", {"bucket": "a"}, {"bucket": "b"}, actions=actions).action is action


@pytest.mark.parametrize(
    "noise",
    [
        entry("aws_s3_bucket", {"bucket": "a"}, {"bucket": "a"}, actions=["no-op"]),
        entry("aws_iam_policy_document", None, {"json": "x"}, actions=["read"]),
        entry("aws_caller_identity", None, {"id": "1"}, actions=["create"]) | {"mode": "data"},
    ],
)
def test_what_changes_nothing_is_left_out(noise: dict[str, Any]) -> None:
    assert read_change(STACK, noise, "anthill-dev/lake/x") is None


def test_a_moved_resource_is_told_even_if_nothing_else_changes() -> None:
    moved = change(
        "aws_sqs_queue", {"name": "q"}, {"name": "q"}, actions=["no-op"], previous_address="aws_sqs_queue.old"
    )
    assert (moved.action, moved.moved_from, moved.arguments) == (Action.MOVE, "aws_sqs_queue.old", ())


def test_why_it_is_replaced_names_the_arguments_and_the_reason() -> None:
    found = replaced("aws_s3_bucket", {"bucket": "a", "tags": {}}, {"bucket": "b", "tags": {}}, "bucket")
    assert found.why == "bucket: the provider cannot change this in place"
    assert [argument.path for argument in found.arguments if forced_by(argument.path, found.forcing)] == [
        "bucket"
    ]
    tainted = change(
        "aws_sqs_queue", {}, {}, actions=["delete", "create"], action_reason="replace_because_tainted"
    )
    assert tainted.why == "its creation failed before, it is marked as tainted"


def test_a_reason_that_is_not_known_yet_is_shown_as_it_is() -> None:
    assert change("aws_sqs_queue", {}, None, action_reason="delete_because_new").why == "delete_because_new"


def test_nothing_sensitive_is_left_anywhere() -> None:
    secret = "hunter2"
    found = change(
        "aws_db_instance",
        {
            "password": secret,
            "settings": [{"name": "a", "value": secret}],
            "tags": {"x": "1"},
            "user": secret,
        },
        {
            "password": "n" + secret,
            "settings": [{"name": "a", "value": "n" + secret}],
            "tags": {"x": "2"},
            "user": "u",
        },
        before_sensitive={"settings": [{"value": True}], "user": True},
        after_sensitive={"settings": [{"value": True}]},
    )
    assert secret not in json.dumps([found.before, found.after, [str(each) for each in found.arguments]])
    assert Argument("tags.x", "1", "2") in found.arguments
    assert found.after is not None
    assert found.after["password"] == SENSITIVE


def test_that_a_secret_changes_is_told_and_that_it_stays_is_not() -> None:
    def update(secret: str) -> tuple[Argument, ...]:
        held = {"name": "a", "password": "hunter2", "settings": [{"value": "hunter2"}]}
        new = {"name": "b", "password": secret, "settings": [{"value": secret}]}
        marks = {"settings": [{"value": True}]}
        return change("aws_db_instance", held, new, before_sensitive=marks, after_sensitive=marks).arguments

    name = Argument("name", "a", "b")
    assert update("hunter2") == (name,)
    assert update("hunter3") == (
        name,
        Argument("password", SENSITIVE, SENSITIVE),
        Argument("settings[0].value", SENSITIVE, SENSITIVE),
    )


def test_what_is_known_only_later_is_said_so() -> None:
    found = change(
        "aws_sns_topic_policy",
        {"arn": "a", "policy": "{}"},
        {"policy": None},
        after_unknown={"arn": True, "policy": True, "tags": {}},
    )
    assert found.arguments == (Argument("arn", "a", UNKNOWN), Argument("policy", None, UNKNOWN))


def test_texts_that_are_json_are_compared_by_content() -> None:
    old, new = '{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1}'
    assert differences({"policy": old}, {"policy": new}) == ()
    assert differences({"policy": old}, {"policy": '{"a": 2, "b": [1, 2]}'}) == (
        Argument("policy.a", "1", "2"),
    )


def test_one_more_entry_of_a_named_list_is_one_difference() -> None:
    rules = [{"id": name, "days": 1} for name in ("a", "b", "c")]
    found = differences({"rule": rules[1:]}, {"rule": rules})
    assert {argument.path for argument in found} == {"rule[a].id", "rule[a].days"}
    assert all(argument.before is None for argument in found)


@pytest.mark.parametrize(
    ("argument", "forced"),
    [("bucket", True), ("rule[0].bucket", False), ("bucket.x", True), ("bucket_prefix", False)],
)
def test_only_the_argument_that_forces_is_marked(argument: str, forced: bool) -> None:
    assert forced_by(argument, ("bucket",)) is forced


def test_what_a_replacement_makes_new_is_not_told_as_gone() -> None:
    found = replaced(
        "aws_s3_bucket",
        {"bucket": "a", "arn": "arn:a", "encryption": [{"rule": [{"algorithm": "aws:kms"}]}]},
        {"bucket": "b"},
        "bucket",
        after_unknown={"arn": True, "encryption": True},
    )
    assert found.arguments == (Argument("bucket", "a", "b"),)


def test_what_becomes_known_later_hides_what_is_within() -> None:
    before, after = {"a": {"b": 1, "c": [{"d": 2}]}, "ab": 3}, {"a": UNKNOWN, "ab": 4}
    assert differences(before, after) == (Argument("a", None, UNKNOWN), Argument("ab", "3", "4"))


def test_nothing_hides_behind_a_path_or_a_key_that_reads_the_same() -> None:
    before, after = {"a": {"b": 1}}, {"a": {"b": 1}, "a.b": "stranger"}
    assert differences(before, after) == (Argument("a.b (2)", None, "stranger"),)
    twice = '{"Principal": "stranger", "Principal": "friend"}'
    assert differences({"policy": "{}"}, {"policy": twice}) == (Argument("policy", None, twice),)
