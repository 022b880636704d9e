"""What the pipeline's roles may do beside the state: keep records, tell its topic, put a state back; no more."""

from collections.abc import Callable

import pytest

from tests.constructs_lib.conftest import Build
from tests.constructs_lib.delivery_identity.test_github_trust import roles
from tests.support.place import ACCOUNT
from tests.support.policy_evaluator import decide
from tests.support.template import Template

BESIDE = "arn:aws:s3:::state/anthill-dev"
LANDING = "arn:aws:s3:::anthill-dev-landing"
BRONZE = "arn:aws:s3:::anthill-dev-bronze"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:anthill-dev-pipeline"

CASES = {
    # action on resource: (a plan, a deployment)
    ("s3:GetObject", f"{BESIDE}/deployments/1.json"): (True, True),
    ("s3:GetObject", f"{BESIDE}/releases/1.zip"): (True, True),
    ("cloudtrail:LookupEvents", "*"): (True, False),
    ("s3:PutObject", f"{BESIDE}/deployments/1.json"): (False, True),
    ("s3:PutObject", f"{BESIDE}/releases/1.zip"): (False, True),
    ("s3:PutObject", f"{BESIDE}/backups/1.tfstate"): (False, True),
    ("s3:PutObject", f"{BESIDE}/notifications/1.json"): (False, True),
    ("s3:DeleteObject", f"{BESIDE}/notifications/1.json"): (False, True),
    ("s3:DeleteObject", f"{BESIDE}/deployments/1.json"): (False, False),
    ("s3:DeleteObject", f"{BESIDE}/releases/1.zip"): (False, False),
    ("s3:PutObject", "arn:aws:s3:::state/anthill-prod/deployments/1.json"): (False, False),
    ("s3:GetObjectVersion", f"{BESIDE}/t"): (False, True),
    ("s3:ListBucketVersions", "arn:aws:s3:::state"): (False, True),
    ("s3:DeleteObjectVersion", f"{BESIDE}/t"): (False, False),
    # The marker of a place, and nothing else that lies in the lake.
    ("s3:GetObject", f"{LANDING}/_marker"): (True, True),
    ("s3:PutObject", f"{LANDING}/_marker"): (False, True),
    ("s3:PutObjectTagging", f"{BRONZE}/arrivals/_marker"): (False, True),
    ("s3:DeleteObjectVersion", f"{BRONZE}/arrivals/_marker"): (False, True),
    ("s3:ListBucketVersions", BRONZE): (False, True),
    ("s3:GetObject", f"{LANDING}/market/splits/1.json"): (False, False),
    ("s3:PutObject", f"{LANDING}/market/splits/1.json"): (False, False),
    ("s3:DeleteObject", f"{BRONZE}/arrivals/_marker/1"): (False, False),
    ("s3:PutObject", "arn:aws:s3:::anthill-prod-landing/_marker"): (False, False),
    ("sns:Publish", TOPIC): (False, True),
    ("sns:Publish", f"arn:aws:sns:eu-west-1:{ACCOUNT}:anthill-prod-pipeline"): (False, False),
}


@pytest.fixture
def template(synth: Callable[[Build], Template]) -> Template:
    return synth(roles)


def test_truth_table(template: Template) -> None:
    plan, deploy = (
        template.by_path("aws_iam_role_policy", f"/{name}_permissions")["policy"]
        for name in ("plan", "deploy")
    )

    def may(policy: str, action: str, resource: str) -> bool:
        context = {"aws:RequestedRegion": "eu-west-1"}
        return decide(policy, action=action, resource=resource, caller={}, context=context) == "Allow"

    decided = {case: (may(plan, *case), may(deploy, *case)) for case in CASES}
    assert decided == CASES


@pytest.mark.parametrize(
    ("bucket", "service", "allowed"),
    [
        (LANDING, "s3.eu-west-1.amazonaws.com", True),
        ("arn:aws:s3:::anthill-prod-landing", "s3.eu-west-1.amazonaws.com", False),
        (LANDING, "dynamodb.eu-west-1.amazonaws.com", False),
    ],
)
def test_a_deployment_encrypts_markers_through_its_own_buckets(
    template: Template, bucket: str, service: str, *, allowed: bool
) -> None:
    decided = decide(
        template.by_path("aws_iam_role_policy", "/deploy_permissions")["policy"],
        action="kms:GenerateDataKey",
        resource=f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/lake",
        caller={},
        context={"kms:ViaService": service, "kms:EncryptionContext:aws:s3:arn": bucket},
    )
    assert (decided == "Allow") is allowed
