"""Releases go through the environments one after another; a delivery by which one could be skipped is refused."""

from pathlib import Path
from typing import Any

import pytest

from configuration.delivery_order import delivery_order, in_order
from environments.catalogue import ENVIRONMENTS
from tests.configuration.documents import (
    KNOWN,
    MISSING,
    SHIPPED,
    assert_refused,
    check,
    good,
    good_fleet,
    put,
)

FIELDS = "an object with follows, approvals, owner_approves"
FOLLOWS = "delivery.follows"


def test_the_configured_order_is_the_one_of_the_pages() -> None:
    names = [config.name.value for config in delivery_order(ENVIRONMENTS)]
    assert [name for name in names if name in SHIPPED] == ["dev", "test", "prod"]
    assert in_order(tuple(reversed(ENVIRONMENTS))) == ENVIRONMENTS


Told = tuple[str, str, str]
"""The field blamed, the value and the allowed ones as told."""

BROKEN: dict[str, tuple[dict[str, Any], Told]] = {
    # what is put into environments, by their names and fields
    "two starts": ({"test.follows": None}, ("test.delivery.follows", "nothing", "one of dev, prod")),
    "two ends": (
        {"prod.follows": "dev"},
        ("prod.delivery.follows", "dev", "an environment that no other follows"),
    ),
    "a circle": (
        {"test.follows": "prod"},
        ("test.delivery.follows", "test after prod after test", "a chain that begins with one that"),
    ),
    "a circle of all": (
        {"dev.follows": "prod"},
        ("dev.delivery.follows", "dev after prod after test after dev", "a chain that begins"),
    ),
    "itself": (
        {"prod.follows": "prod"},
        ("prod.delivery.follows", "prod after prod", "a chain that begins with one that follows none"),
    ),
    "the emulator": (
        {"prod.follows": "local"},
        ("prod.delivery.follows", "local", "one of dev, test"),
    ),
    "prod takes what was merged": (
        {"prod.follows": None},
        ("prod.delivery.follows", "nothing", "the environment before prod"),
    ),
    "nothing reaches it": ({"test": None}, ("test.delivery", "nothing", FIELDS)),
    "a pipeline for local": (
        {"local": {"follows": "dev", "approvals": 1, "owner_approves": True}},
        ("local.delivery", FIELDS, "nothing"),
    ),
    "an unknown name": (
        {"prod.follows": "staging"},
        ("prod.delivery.follows", '"staging"', KNOWN),
    ),
    "a list": ({"prod.follows": ["test"]}, ("prod.delivery.follows", '["test"]', KNOWN)),
    "not said what it follows": (
        {"prod.follows": MISSING},
        ("prod.delivery.follows", "nothing", KNOWN),
    ),
    "nobody approves": (
        {"dev.approvals": 0},
        ("dev.delivery.approvals", "0", "a whole number from 1 to 6"),
    ),
    "more than GitHub can ask for": (
        {"prod.approvals": 7},
        ("prod.delivery.approvals", "7", "a whole number from 1 to 6"),
    ),
    "half a person": (
        {"prod.approvals": 1.5},
        ("prod.delivery.approvals", "1.5", "a whole number from 1 to 6"),
    ),
    "a number as text": (
        {"prod.approvals": "2"},
        ("prod.delivery.approvals", '"2"', "a whole number from 1 to 6"),
    ),
    "not said how many": (
        {"prod.approvals": MISSING},
        ("prod.delivery.approvals", "nothing", "a whole number from 1 to 6"),
    ),
    "perhaps an owner": (
        {"prod.owner_approves": "yes"},
        ("prod.delivery.owner_approves", '"yes"', "true or false"),
    ),
    "not said whether an owner": (
        {"prod.owner_approves": MISSING},
        ("prod.delivery.owner_approves", "nothing", "true or false"),
    ),
    "prod without an owner": (
        {"prod.owner_approves": False},
        ("prod.delivery.owner_approves", "false", "true"),
    ),
    "test without the owner that dev asks for": (
        {"dev.owner_approves": True},
        ("test.delivery.owner_approves", "false", "true as in dev, or stricter"),
    ),
    "fewer approve for prod than for test": (
        {"test.approvals": 3, "prod.approvals": 2},
        ("prod.delivery.approvals", "2", "3 as in test, or stricter"),
    ),
    "a field that there is not": (
        {"prod.reviewers": 2},
        ("prod.delivery.reviewers", "2", "follows, approvals, owner_approves"),
    ),
    "the old place": (
        {"prod:follows": "test"},
        ("prod.follows", '"test"', "name, account, region, delivery"),
    ),
    "a name instead of a delivery": ({"prod": "test"}, ("prod.delivery", '"test"', FIELDS)),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_delivery_is_refused_with_the_field(broken: str, tmp_path: Path) -> None:
    changes, (field, given, allowed) = BROKEN[broken]
    fleet = {document["name"]: document for document in good_fleet()}
    for where, value in changes.items():
        name, separator, inner = where.partition(".")
        if ":" in where:
            name, _, top = where.partition(":")
            put(fleet[name], top, value)
        else:
            put(fleet[name], f"delivery{separator}{inner}", value)
    assert_refused(check(list(fleet.values()), tmp_path), field, given=given, allowed=allowed)


def test_a_gap_is_refused(tmp_path: Path) -> None:
    local, dev, test, prod = good_fleet()
    without_test = [local, dev, prod]
    assert_refused(check(without_test, tmp_path), "prod.delivery.follows", given="test", allowed="one of dev")
    assert_refused(check([test, prod], tmp_path), "test.delivery.follows", given="dev", allowed="one of prod")
    assert_refused(check([test], tmp_path), "test.delivery.follows", given="dev", allowed="nothing: no other")


def test_one_environment_alone_is_checked_in_the_order_of_the_others(tmp_path: Path) -> None:
    document = good("prod")
    assert check(document, tmp_path).exit_code == 0
    put(document, FOLLOWS, "dev")
    assert_refused(
        check(document, tmp_path), "prod.delivery.follows", given="dev", allowed="an environment that no"
    )


def test_approvals_may_grow_from_one_environment_to_the_next(tmp_path: Path) -> None:
    fleet = good_fleet()
    for document, (approvals, owner) in zip(fleet[1:], ((1, False), (2, True), (6, True)), strict=True):
        put(document, "delivery.approvals", approvals)
        put(document, "delivery.owner_approves", owner)
    result = check(fleet, tmp_path)
    assert result.exit_code == 0, result.stderr
