"""Releases go through the environments one after another; an order that lets one be skipped is refused."""

from pathlib import Path

import pytest

from environments.catalogue import ENVIRONMENTS
from environments.delivery_order import delivery_order, in_order
from tests.environments.documents import assert_refused, check, good, good_fleet, put


def test_the_configured_order_is_the_one_of_the_pages() -> None:
    assert [config.name.value for config in delivery_order(ENVIRONMENTS)] == ["dev", "test", "prod"]
    assert in_order(tuple(reversed(ENVIRONMENTS))) == ENVIRONMENTS


BROKEN = {
    "two starts": ({"test": None}, "test.follows", "nothing", "one of dev, prod"),
    "the last is a start": ({"prod": None}, "prod.follows", "nothing", "one of dev, test"),
    "two ends": ({"prod": "dev"}, "prod.follows", "dev", "an environment that no other follows"),
    "a circle": (
        {"test": "prod"},
        "test.follows",
        "test after prod after test",
        "a chain that begins with dev",
    ),
    "itself": ({"prod": "prod"}, "prod.follows", "prod after prod", "a chain that begins with dev"),
    "dev follows": ({"dev": "prod"}, "dev.follows", "prod", "none"),
    "the emulator": ({"prod": "local"}, "prod.follows", "local", "one of dev, test"),
    "local follows": ({"local": "dev"}, "local.follows", "dev", "none"),
    "an unknown name": ({"prod": "stage"}, "prod.follows", '"stage"', "local, dev, test, prod"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_order_is_refused_with_the_field(broken: str, tmp_path: Path) -> None:
    changes, field, given, allowed = BROKEN[broken]
    fleet = good_fleet()
    for document in fleet:
        if document["name"] in changes:
            put(document, "follows", changes[document["name"]])
    assert_refused(check(fleet, tmp_path), field, given=given, allowed=allowed)


def test_a_gap_is_refused(tmp_path: Path) -> None:
    fleet = [good(name) for name in ("local", "dev", "prod")]
    assert_refused(check(fleet, tmp_path), "prod.follows", given="test", allowed="one of dev")
    without_dev = [good(name) for name in ("test", "prod")]
    assert_refused(check(without_dev, tmp_path), "test.follows", given="dev", allowed="one of prod")


def test_one_environment_alone_is_checked_in_the_order_of_the_others(tmp_path: Path) -> None:
    document = good("prod")
    assert check(document, tmp_path).exit_code == 0
    put(document, "follows", "dev")
    assert_refused(
        check(document, tmp_path), "prod.follows", given="dev", allowed="an environment that no other"
    )
