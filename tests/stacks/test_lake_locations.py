"""The places of every environment's lake: what marks them, and what Databricks may do there."""

import json
from collections.abc import Mapping

from configuration.lake import TABLE_LAYERS
from configuration.model import EnvironmentConfig
from configuration.names import Names
from tests.constructs_lib.databricks import waits
from tests.stacks.test_foreign_roles import each_config, of
from tests.support.policy_evaluator import decide
from tests.support.template import Template

Stacks = Mapping[str, Template]


@each_config
def test_the_role_of_the_lake_cannot_set_file_events_up(stacks: Stacks, config: EnvironmentConfig) -> None:
    # The locations say that they are off; the role could not use them either.
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


@each_config
def test_compute_asks_for_the_encryption_that_the_buckets_of_tables_admit(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    asked = {
        each["url"]: each["encryption_details"]["sse_encryption_details"]
        for each in template.resources("databricks_external_location").values()
        if not each["read_only"]
    }
    assert len(asked) == len(TABLE_LAYERS) + 1  # and the artifacts
    for url, given in asked.items():
        layer = url.removesuffix("/tables").removeprefix("s3://").split("-")[2]
        policy = template.by_path("aws_s3_bucket_policy", f"/lake/{layer}/policy")["policy"]
        asks = {
            "s3:x-amz-server-side-encryption": "aws:kms",
            "s3:x-amz-server-side-encryption-aws-kms-key-id": given["aws_kms_key_arn"],
        }
        assert verdict(policy, f"{url.replace('s3://', 'arn:aws:s3:::')}/x", asks) == "Implicit"
        assert verdict(policy, f"{url.replace('s3://', 'arn:aws:s3:::')}/x", OTHER) == "Deny"


@each_config
def test_databricks_itself_may_ask_for_any_encryption_that_s3_keeps_the_key_of(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    policy = of(stacks, config).by_path("aws_s3_bucket_policy", "/databricks/root/bucket/policy")["policy"]
    arn = f"arn:aws:s3:::{Names.of(config).s3_bucket('workspace')}/x"
    customers = {"s3:x-amz-server-side-encryption-customer-algorithm": "AES256"}
    assert verdict(policy, arn, OTHER) == "Implicit"
    assert verdict(policy, arn, customers) == "Deny"


def test_so_may_the_delivery_of_audit_logs(stacks: Stacks) -> None:
    policy = stacks["anthill-account"].by_path("aws_s3_bucket_policy", "/audit/logs/bucket/policy")["policy"]
    bucket = json.loads(policy)["Statement"][0]["Resource"][0]
    assert verdict(policy, f"{bucket}/x", OTHER) == "Implicit"
    assert verdict(policy, f"{bucket}/x", {"aws:SecureTransport": "false"}) == "Deny"


OTHER = {"s3:x-amz-server-side-encryption": "AES256"}
SECURE = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}


def verdict(policy: str, resource: str, context: dict[str, str]) -> str:
    caller = {"AWS": "arn:aws:iam::999999999999:role/writer"}
    return decide(policy, action="s3:PutObject", resource=resource, caller=caller, context=SECURE | context)
