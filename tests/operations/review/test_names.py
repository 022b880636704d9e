"""References are shown as names, and never so that two different things look alike."""

from operations.review.arguments import Argument
from operations.review.names import Names
from operations.review.page import page
from operations.synthesis.stacks import Synthesised
from tests.operations.review.entries import change
from tests.operations.review.reviews import review_of

STACK = "anthill-dev"
RESOURCES = {
    "databricks_catalog.lake_1": {"name": "anthill_dev"},
    "databricks_schema.bronze_1": {"name": "bronze", "catalog_name": "${databricks_catalog.lake_1.name}"},
    "databricks_volume.landing_1": {
        "name": "landing",
        "catalog_name": "${databricks_catalog.lake_1.name}",
        "schema_name": "${databricks_schema.bronze_1.name}",
    },
    "aws_s3_bucket.gold_1": {"bucket": "anthill-dev-gold"},
    "aws_subnet.a_1": {"cidr_block": "10.0.0.0/24"},
    "aws_sqs_queue.one_1": {"name": "same"},
    "aws_sqs_queue.two_1": {"name": "same"},
}
NAMES = Names.of(
    [
        Synthesised(
            STACK, {}, RESOURCES, {each: f"{STACK}/part/{each.partition('.')[2][:-2]}" for each in RESOURCES}
        )
    ]
)


def shown(text: str) -> str:
    return NAMES.text(STACK, text)


def test_each_reference_becomes_the_name_of_what_it_refers_to() -> None:
    assert shown("${databricks_schema.bronze_1.id}") == "anthill_dev.bronze"
    assert shown("${databricks_volume.landing_1.id}") == "anthill_dev.bronze.landing"
    assert shown("${aws_s3_bucket.gold_1.arn}/*") == "anthill-dev-gold.arn/*"
    assert shown("${aws_subnet.a_1.id}") == "part/a"


def test_two_of_one_name_are_told_apart_by_where_they_are() -> None:
    assert shown("${aws_sqs_queue.one_1.id} ${aws_sqs_queue.two_1.id}") == "part/one part/two"


def test_what_is_no_plain_reference_or_unknown_stays() -> None:
    for text in ("$${aws_subnet.a_1.id}", "${tolist(aws_subnet.a_1.ids)[0]}", "${aws_subnet.other_1.id}"):
        assert shown(text) == text
    assert NAMES.text("anthill-prod", "${aws_subnet.a_1.id}") == "${aws_subnet.a_1.id}"


def test_a_reference_that_becomes_its_own_name_is_still_a_difference() -> None:
    argument = Argument("bucket", "anthill-dev-gold", "${aws_s3_bucket.gold_1.id}")
    assert NAMES.arguments(STACK, [argument]) == (argument,)


def test_rows_and_notes_have_names_and_the_changes_what_is_written() -> None:
    reference = "${databricks_schema.bronze_1.id}"
    grant = {"grant": [{"principal": "analysts", "privileges": ["SELECT"]}], "schema": reference}
    review = review_of([change("databricks_grants", None, grant)], names=NAMES)
    assert [row.note.sentence for row in review.security_rows] == [
        "analysts gains SELECT on schema anthill_dev.bronze"
    ]
    assert reference not in page(review)
    assert reference in str(review.changes)
