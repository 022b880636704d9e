"""The role that registers environments with the Databricks account: who takes it, and what it reaches."""

import pytest
from cdktf import TerraformStack

from constructs_lib.delivery_identity.deployment_roles import DeploymentRoles
from constructs_lib.delivery_identity.state_access import StateAccess
from tests.constructs_lib.conftest import Synth
from tests.constructs_lib.delivery_identity.github_claims import DEPLOY, DRIFT, MAIN, PLAN, TELL
from tests.constructs_lib.delivery_identity.test_github_trust import REPOSITORY, assume
from tests.support.place import ACCOUNT, sample_place
from tests.support.policy_evaluator import decide
from tests.support.template import Template

STATE = "arn:aws:s3:::state"
KEY = "arn:aws:kms:::key/1"
OWN = "anthill-dev-registration"
FILE = "acme/anthill/.github/workflows/registration.yml"
REGISTER = {
    **DEPLOY,
    "sub": "repo:acme/anthill:environment:registration",
    "environment": "registration",
    "job_workflow_ref": f"{FILE}@{MAIN}",
}


def states(*stacks: str) -> StateAccess:
    return StateAccess(
        bucket_arn=STATE, key_arn=KEY, object_keys=tuple(f"{each}/terraform.tfstate" for each in stacks)
    )


def roles(stack: TerraformStack) -> DeploymentRoles:
    return DeploymentRoles(
        stack,
        "pipeline",
        environment="prod",
        fixed_role_names=(),
        machine_role="databricks-compute",
        repository=REPOSITORY,
        deploy_workflow=".github/workflows/_stage.yml",
        branch="main",
        state=states("anthill-prod"),
        create_provider=False,
        registrations=states(OWN),
    )


@pytest.fixture
def template(synth: Synth) -> Template:
    return synth(roles, sample_place("prod"))


CLAIMS = {
    # what the run is: (claims, whether it may register)
    "registration on main": (REGISTER, True),
    "registration on main, new subject": (
        {**REGISTER, "sub": "repo:acme@11/anthill@22:environment:registration"},
        True,
    ),
    "another branch": ({**REGISTER, "ref": "refs/heads/feature"}, False),
    "a tag called main": ({**REGISTER, "ref": "refs/tags/main"}, False),
    "the workflow of another branch": ({**REGISTER, "job_workflow_ref": f"{FILE}@refs/heads/x"}, False),
    "another workflow there": (
        {**REGISTER, "job_workflow_ref": DEPLOY["job_workflow_ref"]},
        False,
    ),
    "a pull request": (
        {**REGISTER, "ref": "refs/pull/7/merge", "job_workflow_ref": f"{FILE}@refs/pull/7/merge"},
        False,
    ),
    "where dev is deployed": ({**REGISTER, "sub": DEPLOY["sub"], "environment": "dev"}, False),
    "where prod is deployed": (
        {**REGISTER, "sub": "repo:acme/anthill:environment:prod", "environment": "prod"},
        False,
    ),
    "a fork": ({**REGISTER, "repository_id": "99"}, False),
    "another audience": ({**REGISTER, "aud": "https://github.com/acme"}, False),
    "a deployment": (DEPLOY, False),
    "a plan": (PLAN, False),
    "a look for drift": (DRIFT, False),
    "a notification": (TELL, False),
}


def test_who_may_register(template: Template) -> None:
    trust = template.by_path("aws_iam_role", "/registration")["assume_role_policy"]
    assert {case: assume(trust, claims) for case, (claims, _) in CLAIMS.items()} == {
        case: may for case, (_, may) in CLAIMS.items()
    }


def test_who_registers_does_nothing_else_for_this_environment(template: Template) -> None:
    for role in ("plan", "deploy", "notify"):
        assert not assume(template.by_path("aws_iam_role", f"/{role}")["assume_role_policy"], REGISTER)


REACHED = {
    ("s3:GetObject", f"{STATE}/{OWN}/terraform.tfstate"): True,
    ("s3:PutObject", f"{STATE}/{OWN}/terraform.tfstate"): True,
    ("s3:PutObject", f"{STATE}/{OWN}/terraform.tfstate.tflock"): True,
    ("s3:DeleteObject", f"{STATE}/{OWN}/terraform.tfstate.tflock"): True,
    ("s3:PutObject", f"{STATE}/{OWN}/deployments/1.json"): True,
    ("s3:PutObject", f"{STATE}/{OWN}/releases/1.zip"): True,
    ("s3:PutObject", f"{STATE}/{OWN}/backups/1.tfstate"): True,
    ("s3:ListBucket", STATE): True,
    ("s3:DeleteObject", f"{STATE}/{OWN}/deployments/1.json"): False,
    ("s3:DeleteObjectVersion", f"{STATE}/{OWN}/terraform.tfstate"): False,
    ("s3:GetObject", f"{STATE}/anthill-prod/terraform.tfstate"): False,
    ("s3:PutObject", f"{STATE}/anthill-prod/releases/1.zip"): False,
    ("s3:PutObject", f"{STATE}/anthill-test-registration/terraform.tfstate"): False,
    ("s3:GetObject", "arn:aws:s3:::anthill-prod-landing/market/1.json"): False,
    ("s3:PutBucketPolicy", STATE): False,
    ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/lake"): False,
    ("kms:ScheduleKeyDeletion", KEY): False,
    ("sns:Publish", f"arn:aws:sns:eu-west-1:{ACCOUNT}:anthill-prod-pipeline"): False,
    ("iam:CreateRole", "*"): False,
    ("ec2:DescribeVpcs", "*"): False,
    ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/anthill-prod-deploy"): False,
}


def may(template: Template, action: str, resource: str, **context: str) -> bool:
    policy = template.by_path("aws_iam_role_policy", "/registration_permissions")["policy"]
    return decide(policy, action=action, resource=resource, caller={}, context=context) == "Allow"


def test_it_reaches_the_states_of_registrations_and_nothing_else(template: Template) -> None:
    assert {case: may(template, *case) for case in REACHED} == REACHED


@pytest.mark.parametrize("action", ["kms:Decrypt", "kms:GenerateDataKey"])
def test_it_uses_the_key_of_the_states_through_s3_alone(template: Template, action: str) -> None:
    through = {
        service: may(template, action, KEY, **{"kms:ViaService": f"{service}.eu-west-1.amazonaws.com"})
        for service in ("s3", "sns", "secretsmanager")
    }
    assert through == {"s3": True, "sns": False, "secretsmanager": False}
    assert not may(template, action, KEY)


def test_a_session_lasts_as_long_as_the_job(template: Template) -> None:
    assert template.by_path("aws_iam_role", "/registration")["max_session_duration"] == 5400


@pytest.mark.parametrize("action", ["iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:DeleteRole"])
def test_no_deployment_touches_it(template: Template, action: str) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/anthill-prod-registration"
    boundary = template.one("aws_iam_policy")["policy"]
    assert decide(boundary, action=action, resource=role, caller={}, context={}) == "Deny"
