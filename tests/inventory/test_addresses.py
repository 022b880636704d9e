"""Ids are a contract: a changed address of a stateful resource is a data loss."""

from collections.abc import Mapping

import pytest

from guards.protection import STATEFUL_TYPES
from tests.inventory.rewrite import STACKS, read
from tests.support.template import Template


@pytest.mark.parametrize("stack", STACKS)
def test_addresses_are_as_recorded(stacks: Mapping[str, Template], stack: str) -> None:
    recorded, built = set(read(stack)), set(stacks[stack].addresses)
    gone = sorted(recorded - built)
    lost = [address for address in gone if address.split(".")[0] in STATEFUL_TYPES]
    assert not lost, f"STATEFUL addresses removed from {stack}, their data would be lost: {lost}"
    assert not gone, f"addresses removed from {stack}: {gone}; run 'make inventory' if that is intended"
    new = sorted(built - recorded)
    assert not new, f"addresses added to {stack}: {new}; run 'make inventory' if that is intended"


def test_every_stack_has_an_inventory(stacks: Mapping[str, Template]) -> None:
    assert set(stacks) == set(STACKS)
