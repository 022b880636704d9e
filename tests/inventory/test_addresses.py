"""Ids are a contract: a changed address of a stateful resource is a data loss."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from operations.synthesis.inventory import holds_data, record, recorded_addresses
from operations.synthesis.stacks import Synthesised
from tests.support.template import Template

RECORDED = recorded_addresses(Path(__file__).resolve().parents[2])


@pytest.mark.parametrize("stack", RECORDED)
def test_addresses_are_as_recorded(stacks: Mapping[str, Template], stack: str) -> None:
    recorded, built = set(RECORDED[stack]), set(stacks[stack].addresses)
    gone = sorted(recorded - built)
    lost = [address for address in gone if holds_data(address)]
    assert not lost, f"STATEFUL addresses removed from {stack}, their data would be lost: {lost}"
    assert not gone, f"addresses removed from {stack}: {gone}; run 'make inventory' if that is intended"
    new = sorted(built - recorded)
    assert not new, f"addresses added to {stack}: {new}; run 'make inventory' if that is intended"


def test_every_stack_has_an_inventory(stacks: Mapping[str, Template]) -> None:
    assert set(stacks) == set(RECORDED)


def test_recording_says_what_is_new_and_which_data_went(tmp_path: Path) -> None:
    folder = tmp_path / "tests/inventory"
    folder.mkdir(parents=True)
    (folder / "anthill-dev.txt").write_text("aws_s3_bucket.lake\naws_sns_topic.alerts\n")
    (folder / "anthill-old.txt").write_text("aws_sns_topic.alerts\n")
    document = {"resource": {"aws_sns_topic": {"alerts": {}, "alarms": {}}}}
    dev, old = record(tmp_path, {"anthill-dev": Synthesised.of("anthill-dev", document)})
    assert (dev.addresses, dev.added, dev.removed) == (2, ("aws_sns_topic.alarms",), ("aws_s3_bucket.lake",))
    assert dev.lost == ("aws_s3_bucket.lake",)
    assert (old.addresses, old.removed, old.lost) == (0, ("aws_sns_topic.alerts",), ())
    assert recorded_addresses(tmp_path) == {"anthill-dev": ["aws_sns_topic.alarms", "aws_sns_topic.alerts"]}
