"""Two synthesised stacks compared."""

from collections.abc import Mapping
from typing import Any

import pytest

from operations.review.change import Action
from operations.review.comparison import compare, settings, with_moved_references
from operations.synthesis.stacks import Synthesised
from tests.support.template import Template


def stack(moved: list[dict[str, str]] | None = None, **queues: dict[str, Any]) -> Synthesised:
    resources = {
        name: {"//": {"metadata": {"path": f"anthill-dev/ingestion/{name}/queue"}}, **arguments}
        for name, arguments in queues.items()
    }
    document: dict[str, Any] = {
        "resource": {"aws_sqs_queue": resources},
        "provider": {"aws": [{"region": "a"}]},
    }
    return Synthesised.of("anthill-dev", document | ({"moved": moved} if moved else {}))


def test_nothing_changes_between_equal_stacks(stacks: Mapping[str, Template]) -> None:
    for name, template in stacks.items():
        side = Synthesised.of(name, template.json)
        assert compare(side, side) == ()
        assert settings(side, side) == ()


def test_a_stack_that_appears_is_created_and_one_that_goes_is_destroyed(
    stacks: Mapping[str, Template],
) -> None:
    dev, nothing = (
        Synthesised.of("anthill-dev", stacks["anthill-dev"].json),
        Synthesised.of("anthill-dev", {}),
    )
    assert {change.action for change in compare(nothing, dev)} == {Action.CREATE}
    gone = compare(dev, nothing)
    assert {change.action for change in gone} == {Action.DESTROY}
    assert {(change.address, change.path) for change in gone} == set(dev.paths.items())


def test_what_differs_is_a_change_and_order_is_none() -> None:
    before = stack(a={"name": "a"}, b={"name": "b"}, c={"name": "c", "depends_on": ["x.y"]}, d={"name": "d"})
    after = stack(
        a={"name": "a2"},
        c={"name": "c"},
        d={"name": "d", "lifecycle": {"prevent_destroy": True}},
        e={"name": "e"},
    )
    assert {change.address.split(".")[1]: change.action for change in compare(before, after)} == {
        "a": Action.MAY_REPLACE,
        "b": Action.DESTROY,
        "d": Action.RULES,
        "e": Action.CREATE,
    }


def test_a_renamed_resource_says_how_to_keep_it() -> None:
    before = stack(old={"name": "same", "tags": {"a": "b"}})
    destroyed = compare(before, stack(new={"name": "same", "tags": {"a": "b"}}))
    assert [change.why for change in destroyed if change.action is Action.DESTROY] == [
        "the same arguments appear at aws_sqs_queue.new: an id changed; `move_to_id` keeps the resource"
    ]
    other = compare(before, stack(new={"name": "other"}))
    assert [change.why for change in other if change.action is Action.DESTROY] == [
        "no code makes it any more"
    ]


def test_a_resource_that_is_moved_is_kept() -> None:
    move = [{"from": "aws_sqs_queue.old", "to": "aws_sqs_queue.new"}]
    (moved,) = compare(stack(old={"name": "q"}), stack(move, new={"name": "q"}))
    assert (moved.action, moved.moved_from) == (Action.MOVE, "aws_sqs_queue.old")
    (changed,) = compare(stack(old={"name": "q"}), stack(move, new={"name": "q", "delay_seconds": 3}))
    assert (changed.action, changed.moved_from) == (Action.MAY_REPLACE, "aws_sqs_queue.old")


def test_what_an_import_takes_over_is_not_added() -> None:
    document = dict(stack(taken={"name": "q"}).document)
    after = Synthesised.of(
        "anthill-dev", document | {"import": [{"to": "aws_sqs_queue.taken", "id": "planted-id"}]}
    )
    (taken,) = compare(stack(), after)
    assert (taken.action, taken.imports, taken.created) == (Action.IMPORT, "planted-id", False)
    assert [(each.path, each.after) for each in taken.arguments] == [("name", "q")]
    assert "planted-id" in str(taken.why)
    assert "only a plan says" in str(taken.why)
    # Once it is there, the block says nothing any more.
    assert compare(after, after) == ()


@pytest.mark.parametrize(
    ("lifecycle", "action"),
    [
        ({"destroy": False}, Action.FORGET),
        ([{"destroy": False}], Action.FORGET),
        ({"destroy": True}, Action.DESTROY),
        (None, Action.DESTROY),
    ],
)
def test_what_is_removed_is_forgotten_only_if_it_says_so(lifecycle: Any, action: Action) -> None:
    removed = {"from": "aws_sqs_queue.gone"} | ({"lifecycle": lifecycle} if lifecycle else {})
    after = Synthesised.of("anthill-dev", dict(stack().document) | {"removed": [removed]})
    (gone,) = compare(stack(gone={"name": "q"}), after)
    assert gone.action is action


PARTS = ("terraform", "output", "check", "data", "import", "moved", "removed", "variable", "locals", "module")


@pytest.mark.parametrize("part", [*PARTS, "ephemeral", "action", "a_part_of_a_later_version"])
def test_every_part_of_a_stack_but_its_resources_is_a_setting(part: str) -> None:
    held = {"x": {"//": {"metadata": {"path": "p"}}, "value": "planted"}}
    after = Synthesised.of("anthill-dev", dict(stack().document) | {part: held})
    assert [(each.path, each.before, each.after) for each in settings(stack(), after)] == [
        (f"{part}.x.value", None, "planted")
    ]
    assert [(each.before, each.after) for each in settings(after, stack())] == [("planted", None)]


def test_default_tags_and_providers_are_settings() -> None:
    before, after = stack(), Synthesised.of("anthill-dev", {"provider": {"aws": [{"region": "b"}]}})
    assert [(each.path, each.before, each.after) for each in settings(before, after)] == [
        ("provider.aws[0].region", "a", "b")
    ]


def test_who_refers_to_what_is_moved_does_not_change() -> None:
    before = stack(a={"name": "a"}, b={"name": "b", "tags": {"to": "${aws_sqs_queue.a.arn}"}})
    after = stack(
        moved=[{"from": "aws_sqs_queue.a", "to": "aws_sqs_queue.a2"}],
        a2={"name": "a"},
        b={"name": "b", "tags": {"to": "${aws_sqs_queue.a2.arn}"}},
    )
    found = compare(with_moved_references(before, after), after)
    assert [(change.address, change.action) for change in found] == [("aws_sqs_queue.a2", Action.MOVE)]
    # A longer name that begins alike is another resource.
    other = stack(a={"name": "a"}, b={"name": "b", "tags": {"to": "${aws_sqs_queue.a-b.arn}"}})
    assert with_moved_references(other, after).resources == other.resources
    assert with_moved_references(before, before) is before
