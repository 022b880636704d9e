"""A source that is added or removed as a whole is one fact, and nothing of it is left out."""

from operations.review.change import Action
from operations.review.markdown import markdown
from operations.review.page import page
from operations.review.parts import layers
from operations.review.sources import source_changes
from tests.operations.review.entries import change
from tests.operations.review.reviews import review_of
from tests.operations.review.sources import PARTS, added_source, removed_source

DEV, PROD = "anthill-dev", "anthill-prod"


def test_a_source_is_added_or_removed_in_its_stacks() -> None:
    found = source_changes([*added_source("rates"), *added_source("rates", PROD), *removed_source("splits")])
    assert [(source.name, source.action, source.stacks) for source in found] == [
        ("rates", Action.CREATE, (DEV, PROD)),
        ("splits", Action.DESTROY, (DEV,)),
    ]
    assert found[0].sentence == "source rates is added"


def test_a_source_of_which_anything_stays_is_none() -> None:
    kept = change(
        "aws_lambda_function", {"memory_size": 1}, {"memory_size": 2}, path=f"{DEV}/ingestion/splits/function"
    )
    assert source_changes([*removed_source("splits"), kept]) == ()
    assert source_changes(added_source("rates")[:1]) == ()
    assert source_changes([change("aws_sqs_queue", None, {}, path=f"{DEV}/ingestion/sftp/queue")]) == ()


def test_its_rows_are_one_group_and_each_is_still_there() -> None:
    other = change(
        "aws_sqs_queue", {"delay_seconds": 1}, {"delay_seconds": 2}, path=f"{DEV}/ingestion/prices/queue"
    )
    review = review_of([*added_source("rates"), *added_source("rates", PROD), other])
    (layer,) = layers(review)
    (group,) = layer.groups
    assert group.sentence == f"source rates is added in prod, dev: {len(PARTS)} resources in each"
    assert [row.change.relative_path for row in layer.rows] == ["ingestion/prices/queue"]
    assert len(layer.every) == len(PARTS) + 1
    for text in (markdown(review), page(review)):
        assert group.sentence in text
    assert all(f"ingestion/rates/{part}" in markdown(review) for part in PARTS)
    assert page(review).count('<details class="row"') == len(PARTS) + 1
    assert "source rates is added" in review.headline
