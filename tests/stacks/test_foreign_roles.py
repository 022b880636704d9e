"""Who Databricks is to AWS: trusts, permissions, keys and the order in which they come, in every stack."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from configuration.model import EnvironmentConfig
from environments.catalogue import ENVIRONMENTS
from tests.constructs_lib.databricks import address_of, at, waits
from tests.stacks.test_databricks_providers import DATABRICKS_STACKS, REGISTRATION_STACKS, each_stack
from tests.support.policy_evaluator import decide
from tests.support.template import Template

Stacks = Mapping[str, Template]

CONTROL_PLANE = "arn:aws:iam::414351767826:root"
UC_MASTER = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"
LOG_DELIVERY = "arn:aws:iam::414351767826:role/SaasUsageDeliveryRole-prod-IAMRole-3PLHICCRR1TK"

each_config = pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
each_own_role = pytest.mark.parametrize(
    ("path", "credential"),
    [
        ("/governance/lake/role", "databricks_storage_credential"),
        ("/ingestion/stream_reader/role", "databricks_credential"),
    ],
)


def of(stacks: Stacks, config: EnvironmentConfig) -> Template:
    return stacks[f"anthill-{config.name.value}"]


def registration_of(stacks: Stacks, config: EnvironmentConfig) -> Template:
    """The stack that registers the workspace: the environment's own in the embedded AWS alone."""
    return of(stacks, config) if config.is_local else stacks[f"anthill-{config.name.value}-registration"]


def trust(template: Template, path: str) -> dict[str, Any]:
    return json.loads(template.by_path("aws_iam_role", f"{path}/role")["assume_role_policy"])


def permissions(template: Template, path: str) -> dict[str, Any]:
    return json.loads(template.by_path("aws_iam_role_policy", f"{path}/policy")["policy"])


@each_config
@pytest.mark.parametrize(
    ("external_id", "verdict"),
    [("own", "Allow"), ("that of another customer of Databricks", "Implicit"), (None, "Implicit")],
)
def test_the_compute_role_is_taken_by_databricks_for_this_databricks_account_only(
    stacks: Stacks, config: EnvironmentConfig, external_id: str | None, verdict: str
) -> None:
    document = trust(of(stacks, config), "/databricks/compute/role")
    (statement,) = document["Statement"]
    assert statement["Principal"] == {"AWS": CONTROL_PLANE}
    account = str(config.databricks.account_id)
    context = {"sts:ExternalId": account if external_id == "own" else external_id} if external_id else {}
    caller = {"AWS": CONTROL_PLANE}
    assert decide(document, action="sts:AssumeRole", caller=caller, context=context) == verdict


@each_config
@each_own_role
def test_a_role_of_unity_catalog_trusts_its_master_and_itself_with_the_id_of_its_credential(
    stacks: Stacks, config: EnvironmentConfig, path: str, credential: str
) -> None:
    template = of(stacks, config)
    by_sid = {statement["Sid"]: statement for statement in trust(template, path)["Statement"]}
    name = template.by_path("aws_iam_role", f"{path}/role")["name"]
    own = f"arn:aws:iam::{config.account.id}:role/{name}"
    (credential_id,) = template.resources(credential)
    external_id = f"${{{credential}.{credential_id}.aws_iam_role[0].external_id}}"
    assert set(by_sid) == {"TrustDatabricks", "TrustItself"}
    assert by_sid["TrustDatabricks"]["Principal"] == {"AWS": UC_MASTER}
    assert by_sid["TrustItself"]["Principal"] == {"AWS": f"arn:aws:iam::{config.account.id}:root"}
    assert by_sid["TrustItself"]["Condition"]["ArnLike"] == {"aws:PrincipalArn": own}
    for statement in by_sid.values():
        assert statement["Condition"]["StringEquals"] == {"sts:ExternalId": external_id}


@each_config
@each_own_role
def test_a_role_of_unity_catalog_may_take_itself_and_no_other_role(
    stacks: Stacks, config: EnvironmentConfig, path: str, credential: str
) -> None:
    template = of(stacks, config)
    assert template.resources(credential)
    name = template.by_path("aws_iam_role", f"{path}/role")["name"]
    arn = f"arn:aws:iam::{config.account.id}:role/{name}"
    policy = permissions(template, path)
    for role, verdict in ((arn, "Allow"), (f"{arn}-other", "Implicit")):
        assert decide(policy, action="sts:AssumeRole", resource=role, caller={}, context={}) == verdict


@each_config
@each_own_role
def test_a_credential_names_its_role_by_a_literal_arn_and_waits_for_no_role(
    stacks: Stacks, config: EnvironmentConfig, path: str, credential: str
) -> None:
    template = of(stacks, config)
    name = template.by_path("aws_iam_role", f"{path}/role")["name"]
    (address,) = [f"{credential}.{id_}" for id_ in template.resources(credential)]
    given = at(template, address)["aws_iam_role"]
    assert given == {"role_arn": f"arn:aws:iam::{config.account.id}:role/{name}"}
    assert not waits(template, address, "aws_iam_role", f"{path}/role")
    assert waits(template, address_of(template, "aws_iam_role", f"{path}/role"), credential, "/credential")


@each_stack
def test_what_databricks_tries_at_once_waits_until_the_policy_of_the_role_is_known(
    stacks: Stacks, stack: str
) -> None:
    template = stacks[stack]
    eager = ("databricks_mws_credentials", "databricks_external_location")
    # The role of another stack was there long before.
    tried = [
        f"{type_}.{id_}"
        for type_ in eager
        for id_, each in template.resources(type_).items()
        if stack not in REGISTRATION_STACKS or "depends_on" in each
    ]
    expected = {"anthill-account": 1, "anthill-local": 7} | dict.fromkeys(REGISTRATION_STACKS, 0)
    assert len(tried) == expected.get(stack, 6)
    for address in tried:
        sleeps = [each for each in at(template, address)["depends_on"] if "propagation" in each]
        assert len(sleeps) == 1, address
        (policy,) = at(template, sleeps[0])["depends_on"]
        assert policy.startswith("aws_iam_role_policy."), address


@each_stack
def test_every_settling_time_comes_after_something_and_something_comes_after_it(
    stacks: Stacks, stack: str
) -> None:
    template = stacks[stack]
    named = json.dumps([each.get("depends_on", []) for each in _all(template)])
    sleeping = template.resources("terraform_data")
    assert sleeping
    for id_, wait in sleeping.items():
        assert wait["depends_on"], id_
        assert wait["triggers_replace"], id_
        # The credential of the streams is tried by readers, the role of compute by another stack: long after.
        later = ("stream_reader", *(["databricks_compute_role"] if stack != "anthill-local" else []))
        assert f"terraform_data.{id_}" in named or any(each in id_ for each in later)
        commands = [each["local-exec"]["command"] for each in wait.get("provisioner", [])]
        assert commands == ([] if stack == "anthill-local" else ["sleep 30"])


def _all(template: Template) -> list[dict[str, Any]]:
    return [each for ids in template.json["resource"].values() for each in ids.values()]


@pytest.mark.parametrize("stack", DATABRICKS_STACKS)
def test_no_policy_attachment_takes_a_policy_from_others(stacks: Stacks, stack: str) -> None:
    exclusive = {"aws_iam_policy_attachment", "aws_iam_role_policies_exclusive"}
    assert exclusive.isdisjoint(stacks[stack].json["resource"])


def test_audit_logs_are_delivered_by_the_log_role_for_this_account_only(stacks: Stacks) -> None:
    (statement,) = trust(stacks["anthill-account"], "/audit/logs/role")["Statement"]
    assert statement["Principal"] == {"AWS": LOG_DELIVERY}
    assert re.fullmatch(r"[0-9a-f-]{36}", statement["Condition"]["StringEquals"]["sts:ExternalId"])


@each_config
def test_unity_catalog_writes_tables_and_only_reads_what_arrived(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    policy = permissions(template, "/governance/lake/role")
    buckets = {
        layer.name.value: template.by_path("aws_s3_bucket", f"/lake/{layer.name.value}/bucket")["bucket"]
        for layer in config.lake.layers
    }

    def may(action: str, layer: str) -> bool:
        arn = f"arn:aws:s3:::{buckets[layer]}/tables/x"
        return decide(policy, action=action, resource=arn, caller={}, context={}) == "Allow"

    multipart = ("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts")
    for layer in ("bronze", "silver", "gold", "artifacts"):
        assert all(may(action, layer) for action in ("s3:GetObject", "s3:PutObject", *multipart))
    assert may("s3:GetObject", "landing")
    assert not may("s3:PutObject", "landing")
    assert not may("s3:DeleteObject", "landing")
    assert not may("s3:GetObject", "logs")
    actions = json.dumps(policy)
    assert all(f"kms:{use}" in actions for use in ("Decrypt", "Encrypt", "GenerateDataKey*"))
    # Managed file events would make a second notification of a bucket: the layers have theirs.
    assert "sqs:" not in actions
    assert "sns:" not in actions
    assert "s3:PutBucketNotification" not in actions
