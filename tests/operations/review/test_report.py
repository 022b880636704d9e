"""The headline, rows over several stacks, cost, and what makes a review fail."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from operations.rehearsal.rehearsal import FAILED, PASSED, Rehearsal, Step
from operations.review.change import Action, Change
from operations.review.gate import FailOn, refusals
from operations.review.rows import rows
from policies.prices import PriceTable, load_prices
from tests.operations.review.entries import change, replaced
from tests.operations.review.reviews import review_of, several
from tests.support.template import Template

TABLE = load_prices()


def test_the_headline_says_everything_in_one_line() -> None:
    assert review_of(several()).headline == (
        "1 destroyed, 1 replaced, 1 changed, 2 added in dev; DATA AT RISK in 1 place; "
        "1 grave for security; about +35.04 USD a month"
    )
    assert review_of([]).headline == "nothing changes in any environment"


def test_a_failed_rehearsal_is_in_the_headline() -> None:
    steps = (Step(name="base applied", outcome=FAILED),)
    assert review_of([], rehearsal=Rehearsal(stack="s", steps=steps)).headline.endswith("REHEARSAL FAILED")


def test_equal_changes_of_several_stacks_are_one_row() -> None:
    def renamed(environment: str, account: str, new: str) -> Change:
        return change(
            "aws_s3_bucket",
            {"bucket": f"anthill-{environment}-gold-{account}"},
            {"bucket": f"anthill-{environment}-{new}-{account}"},
            stack=f"anthill-{environment}",
            path=f"anthill-{environment}/lake/gold/bucket",
        )

    dev, prod = renamed("dev", "111111111111", "old"), renamed("prod", "333333333333", "old")
    other = renamed("test", "222222222222", "other")
    found = rows([dev, prod, other])
    assert [row.stacks for row in found] == [("anthill-dev", "anthill-prod"), ("anthill-test",)]


def test_cost_is_units_after_less_units_before() -> None:
    endpoint = {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b"]}
    cost = review_of(
        [
            change("aws_vpc_endpoint", endpoint, endpoint | {"subnet_ids": ["a", "b", "c"]}),
            change("aws_vpc_endpoint", None, {"vpc_endpoint_type": "Gateway"}),
            change("aws_kms_key", {"description": "k"}, None, name="k_1"),
            replaced("aws_secretsmanager_secret", {"name": "a"}, {"name": "b"}, "name"),
            change("aws_nat_gateway", None, {}, stack="anthill-local"),
        ]
    ).cost
    assert {line.type: (line.units, line.monthly) for line in cost.lines} == {
        "aws_vpc_endpoint": (1, round(0.011 * 730, 2)),
        "aws_kms_key": (-1, -1.0),
    }
    assert cost.monthly == 7.03
    assert [(entry.type, entry.added) for entry in cost.unpriced] == [("aws_vpc_endpoint", 1)]


def test_a_size_that_nobody_knows_yet_is_not_guessed() -> None:
    stream = {"stream_mode_details": {"stream_mode": "PROVISIONED"}, "shard_count": "${var.shards}"}
    cost = review_of([change("aws_kinesis_stream", None, stream)]).cost
    assert (cost.lines, [entry.type for entry in cost.unpriced]) == ((), ["aws_kinesis_stream"])


def test_every_type_that_costs_something_is_in_the_table(stacks: dict[str, Template]) -> None:
    types = {type_ for stack in stacks.values() for type_ in stack.json["resource"]}
    assert {type_ for type_ in types if not TABLE.knows(type_)} == set()
    named = {price.type for price in TABLE.price} | set(TABLE.by_use)
    assert named <= types, "prices of what is not built"
    assert review_of([change("aws_rds_cluster", None, {})]).cost.unknown == ("aws_rds_cluster",)
    assert TABLE.as_of <= date.today()  # noqa: DTZ011 - a day, as in the table


@pytest.mark.parametrize("broken", ["hourly = 0.1\nmonthly = 1.0", "", "hourly = -1.0"])
def test_a_price_needs_one_period(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(
        'currency = "USD"\nregion = "r"\nas_of = 2026-01-01\nhours_per_month = 730\nfree = []\n[by_use]\n'
        f'[[price]]\ntype = "t"\nunit = "u"\nsource = "https://example.com"\n{broken}\n',
        encoding="utf-8",
    )
    with pytest.raises(ValidationError):
        load_prices(file)


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (FailOn.DESTROY, "1 resources would be destroyed: aws_lambda_function.thing_0A1B2C3D"),
        (FailOn.REPLACE_DATA, "1 resources with data would, or may, be destroyed or replaced: aws_s3_bucket"),
        (FailOn.SECURITY_HIGH, "1 notes about security are grave: aws_iam_role_policy"),
    ],
)
def test_each_gate_refuses_for_its_own_reason(refused: FailOn, told: str) -> None:
    (reason,) = refusals(review_of(several()), [refused])
    assert reason.startswith(told)
    harmless = review_of([change("aws_lambda_function", None, {"memory_size": 1})])
    assert refusals(harmless, FailOn) == []
    assert refusals(review_of(several()), []) == []


def test_data_that_may_be_replaced_is_refused_too() -> None:
    maybe = replace(change("aws_s3_bucket", {"bucket": "a"}, {"bucket": "b"}), action=Action.MAY_REPLACE)
    assert refusals(review_of([maybe]), [FailOn.REPLACE_DATA])


def test_a_rehearsal_that_failed_fails_the_review() -> None:
    passed = Step(name="base applied", outcome=PASSED)
    failed = Step(name="change applied", outcome=FAILED)
    assert refusals(review_of([], rehearsal=Rehearsal(stack="s", steps=(passed, failed))), []) == [
        "the rehearsal of s failed"
    ]
    assert refusals(review_of([], rehearsal=Rehearsal(stack="s", steps=(passed,))), []) == []


def test_the_table_is_of_one_region_and_one_day() -> None:
    assert isinstance(TABLE, PriceTable)
    assert (TABLE.region, TABLE.currency) == ("eu-west-1", "USD")
