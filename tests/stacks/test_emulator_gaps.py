"""What the embedded AWS cannot hold is left out of its stack, and of no other."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue

from configuration.security import EmulatorGap
from environments.catalogue import ENVIRONMENTS
from environments.market_data import MARKET_DATA
from stacks.emulator_gaps import leave_out
from stacks.source_specs import capture_spec
from tests.support.template import Template, synthesise

REASON = "the emulator does not know it at all"
GAPS = {gap.resource_type for config in ENVIRONMENTS if config.is_local for gap in config.emulator_gaps}


def built(folder: Path, *gaps: EmulatorGap) -> Template:
    def build(stack: TerraformStack) -> None:
        SqsQueue(stack, "queue", name="q", delay_seconds=5)
        SnsTopic(stack, "topic", name="t")
        leave_out(stack, gaps)

    return synthesise(folder, build)


def test_a_type_is_left_out_whole(tmp_path: Path) -> None:
    found = built(tmp_path, EmulatorGap(resource_type="aws_sns_topic", reason=REASON))
    assert found.addresses == ["aws_sqs_queue.queue"]


def test_an_argument_is_left_out_alone(tmp_path: Path) -> None:
    gap = EmulatorGap(resource_type="aws_sqs_queue", argument="delay_seconds", reason=REASON)
    queue = built(tmp_path, gap).one("aws_sqs_queue")
    assert queue["name"] == "q"
    assert queue.get("delay_seconds") is None


def test_without_gaps_nothing_is(tmp_path: Path) -> None:
    assert built(tmp_path).addresses == ["aws_sns_topic.topic", "aws_sqs_queue.queue"]


def test_real_environments_have_what_the_local_one_lacks(stacks: Mapping[str, Template]) -> None:
    types = {name: set(stack.json["resource"]) for name, stack in stacks.items()}
    assert types["anthill-local"] & GAPS == set()
    assert types["anthill-prod"] >= GAPS
    # Nothing that is left may refer to what is left out.
    text = json.dumps(stacks["anthill-local"].json)
    assert [gap for gap in GAPS if f"${{{gap}." in text] == []


def test_a_capture_without_capacity_is_refused() -> None:
    source = MARKET_DATA.databases[0].model_copy(update={"serverless": None})
    with pytest.raises(ValueError, match="neither a serverless replication nor an instance"):
        capture_spec(source)
