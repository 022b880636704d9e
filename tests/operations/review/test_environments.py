"""The matrix: each environment by itself, production first, what runs on a developer's machine in no count."""

from dataclasses import replace

from operations.review.arguments import Argument
from operations.review.change import Action, Change
from operations.review.environments import Matrix, environment_of
from operations.review.markdown import markdown
from operations.review.page import page
from operations.review.parts import stacks_text
from operations.review.settings import setting_rows
from tests.operations.review.entries import change, replaced
from tests.operations.review.reviews import review_of

STACKS = (
    "anthill-account",
    "anthill-dev",
    "anthill-local",
    "anthill-prod",
    "anthill-prod-bootstrap",
    "anthill-test",
)


def queue(stack: str) -> Change:
    return change("aws_sqs_queue", None, {"name": "q"}, stack=stack, path=f"{stack}/ingestion/q")


def test_each_environment_is_counted_by_itself_and_production_is_first() -> None:
    forgotten = change("aws_sqs_queue", {"name": "q"}, None, actions=["forget"])
    matrix = Matrix.of(
        STACKS, [queue("anthill-prod"), queue("anthill-prod-bootstrap"), queue("anthill-local"), forgotten]
    )
    assert list(matrix.environments) == ["prod", "test", "dev", "account"]
    assert matrix.environments["prod"] == {Action.CREATE: 2}
    assert matrix.environments["test"] == {}
    assert matrix.local == {Action.CREATE: 1}
    assert matrix.counts == {Action.FORGET: 1, Action.CREATE: 2}
    assert matrix.touched == ("prod", "dev")


def test_an_action_has_a_column_where_it_occurs_and_the_four_have_one_always() -> None:
    four = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DESTROY)
    assert Matrix.of(STACKS, []).actions == four
    moved = change(
        "aws_sqs_queue", {"name": "q"}, {"name": "q"}, actions=["no-op"], previous_address="aws_sqs_queue.old"
    )
    assert Matrix.of(STACKS, [moved]).actions == (*four, Action.MOVE)


def test_what_is_imported_or_moved_and_changed_counts_as_both() -> None:
    sides: tuple[dict[str, object], dict[str, object]] = {"name": "q"}, {"name": "r"}
    taken = replace(change("aws_sqs_queue", *sides), imports="https://sqs/q")
    moved = change("aws_sqs_queue", *sides, previous_address="aws_sqs_queue.old")
    assert Matrix.of(STACKS, [taken, moved]).environments["dev"] == {
        Action.UPDATE: 2,
        Action.IMPORT: 1,
        Action.MOVE: 1,
    }
    shown = page(review_of([taken, moved]))
    assert 'data-action="UPDATE IMPORT"' in shown
    assert 'data-action="UPDATE MOVE"' in shown


def test_the_matrix_is_in_the_markdown_and_local_beside_it() -> None:
    swapped = replaced("aws_s3_bucket", {"bucket": "a"}, {"bucket": "b"}, "bucket", stack="anthill-prod")
    text = markdown(review_of([queue("anthill-dev"), queue("anthill-local"), swapped]))
    assert "| environment | added | changed | replaced | destroyed |" in text
    assert "| **prod** | - | - | 1 | - |" in text
    assert "| **dev** | 1 | - | - | - |" in text
    assert "**local**" not in text
    assert "local, which is no environment: 1 added." in text


def test_what_only_a_developer_loses_is_in_no_count() -> None:
    gone = change(
        "aws_s3_bucket", {"bucket": "a"}, None, stack="anthill-local", path="anthill-local/lake/gold/bucket"
    )
    review = review_of([gone])
    assert review.headline == "nothing changes in any environment; local: 1 destroyed"
    assert review.data_rows


def test_stacks_are_named_by_their_environment() -> None:
    assert [environment_of(stack) for stack in STACKS] == ["account", "dev", "local", "prod", "prod", "test"]
    assert stacks_text(STACKS) == "prod, prod-bootstrap, test, dev, account, local"


def test_equal_settings_of_several_stacks_are_one_and_counted_for_each() -> None:
    raised = (Argument("terraform.required_providers.aws.version", "6.25.0", "6.26.0"),)
    other = (Argument("terraform.required_providers.aws.version", "6.25.0", "6.27.0"),)
    named = {
        stack: (Argument("output.bucket", f"{stack}-a", f"{stack}-b"),)
        for stack in ("anthill-dev", "anthill-prod")
    }
    review = review_of([], settings={"anthill-dev": raised, "anthill-prod": raised, "anthill-test": other})
    assert [row.stacks for row in setting_rows(review)] == [
        ("anthill-prod", "anthill-dev"),
        ("anthill-test",),
    ]
    assert review.headline == "only settings of stacks change, in prod, test, dev"
    for text in (markdown(review), page(review)):
        assert "prod, dev: 1" in text
        assert "6.27.0" in text
    assert [row.stacks for row in setting_rows(review_of([], settings=named))] == [
        ("anthill-prod", "anthill-dev")
    ]
    assert review_of([], settings={"anthill-local": raised}).headline.endswith("change, in local")
