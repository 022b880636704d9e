"""The places of every environment's lake: what marks them, and what Databricks may do there."""

import json
from collections.abc import Mapping

from environments.model import EnvironmentConfig
from tests.constructs.databricks import waits
from tests.stacks.test_databricks_iam import each_config, of
from tests.support.template import Template

Stacks = Mapping[str, Template]


@each_config
def test_the_role_of_the_lake_cannot_set_file_events_up(stacks: Stacks, config: EnvironmentConfig) -> None:
    # Provider 1.99 does not send that they are off; the role is what keeps them from being.
    policy = of(stacks, config).by_path("aws_iam_role_policy", "/governance/lake/role/policy")
    actions = {action for each in json.loads(policy["policy"])["Statement"] for action in each["Action"]}
    assert not [
        action for action in actions if action.startswith(("sns:", "sqs:")) or "Notification" in action
    ]


@each_config
def test_no_source_takes_a_marker_for_data(stacks: Stacks, config: EnvironmentConfig) -> None:
    markers = of(stacks, config).resources("aws_s3_object").values()
    assert {each["key"] for each in markers} == {"_marker", "arrivals/_marker"}
    prefixes = [source.prefix for source in config.sources.all]
    assert prefixes
    assert not [
        (each["key"], prefix)
        for each in markers
        for prefix in prefixes
        if str(each["key"]).startswith(prefix)
    ]


@each_config
def test_volumes_wait_for_the_marker_of_their_place(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config)
    for id_, volume in template.resources("databricks_volume").items():
        marker = f"/governance/locations/{volume['name']}_marker/object"
        assert waits(template, f"databricks_volume.{id_}", "aws_s3_object", marker)
