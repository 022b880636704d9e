"""Sources run once they are said to be started, and databases by the function that looks at their state."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from configuration.sources.database import InstanceReplication
from environments.catalogue import ENVIRONMENTS
from main import build_app
from tests.stacks.choices import DEV, databases
from tests.support.template import Template


@pytest.mark.parametrize("on_instance", [False, True], ids=["serverless", "instance"])
def test_a_replication_of_each_capacity_is_started_by_its_function(tmp_path: Path, on_instance: bool) -> None:
    fields: dict[str, Any] = {"started": True}
    if on_instance:
        fields |= {"serverless": None, "instance": InstanceReplication(instance_class="dms.t3.medium")}
    build_app((databases(**fields),), outdir=str(tmp_path), stacks=["anthill-dev"]).synth()
    template = Template.read(tmp_path, "anthill-dev")
    what = "ReplicationTask" if on_instance else "Replication"
    for source in DEV.sources.databases:
        path = f"/ingestion/{source.identifier}"
        schedule = template.by_path("aws_scheduler_schedule", f"{path}/schedule/schedule")
        assert schedule["state"] == "ENABLED"
        assert schedule["schedule_expression"] == (source.schedule or "rate(15 minutes)")
        assert schedule["target"]["arn"].endswith(f"function:anthill-dev-replicate-{source.name}")
        policy = template.by_path("aws_iam_role_policy", f"{path}/start/function/role/policy")["policy"]
        assert f'"dms:Start{what}"' in policy
        assert f'"dms:Describe{what}s"' in policy
    assert len(template.resources("aws_dms_replication_task")) == 2 * on_instance


def test_nothing_runs_before_it_is_said_to_be_started(stacks: Mapping[str, Template]) -> None:
    for config in ENVIRONMENTS:
        template = stacks[f"anthill-{config.name.value}"]
        schedules = template.resources("aws_scheduler_schedule").values()
        assert {schedule["state"] for schedule in schedules} == {"DISABLED"}
