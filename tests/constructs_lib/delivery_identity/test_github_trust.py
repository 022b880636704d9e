"""Which GitHub runs may assume which role: a truth table of claims."""

from collections.abc import Callable

import pytest
from cdktf import TerraformStack

from constructs_lib.delivery_identity.deployment_roles import DeploymentRoles
from constructs_lib.delivery_identity.github_trust import GitHubRepository, github_trust
from constructs_lib.delivery_identity.state_access import StateAccess
from tests.constructs_lib.conftest import Build
from tests.constructs_lib.delivery_identity.github_claims import CASES, DEPLOY, DRIFT, NEW_TELL_SUBJECT, TELL
from tests.support.place import ACCOUNT
from tests.support.policy_evaluator import decide
from tests.support.template import Template

PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
REPOSITORY = GitHubRepository(owner="acme", owner_id=11, name="anthill", id=22)
STATE = StateAccess(
    bucket_arn="arn:aws:s3:::state", key_arn="arn:aws:kms:::key/1", object_keys=("anthill-dev/t",)
)


def roles(stack: TerraformStack) -> DeploymentRoles:
    return DeploymentRoles(
        stack,
        "pipeline",
        environment="dev",
        fixed_role_names=("dms-vpc-role",),
        machine_role="databricks-compute",
        repository=REPOSITORY,
        deploy_workflow=".github/workflows/_stage.yml",
        branch="main",
        state=STATE,
        create_provider=False,
    )


@pytest.fixture
def template(synth: Callable[[Build], Template]) -> Template:
    return synth(roles)


def assume(policy: str, claims: dict[str, str], provider: str = PROVIDER) -> bool:
    context = {f"token.actions.githubusercontent.com:{claim}": value for claim, value in claims.items()}
    caller = {"Federated": provider}
    return decide(policy, action="sts:AssumeRoleWithWebIdentity", caller=caller, context=context) == "Allow"


def test_truth_table(template: Template) -> None:
    deploy = template.by_path("aws_iam_role", "/deploy")["assume_role_policy"]
    plan = template.by_path("aws_iam_role", "/plan")["assume_role_policy"]
    decided = {case: (assume(deploy, claims), assume(plan, claims)) for case, (claims, _, _) in CASES.items()}
    assert decided == {case: (may_deploy, may_plan) for case, (_, may_deploy, may_plan) in CASES.items()}


@pytest.mark.parametrize(
    ("claims", "may"),
    [
        (TELL, True),
        ({**TELL, "sub": NEW_TELL_SUBJECT}, True),
        (DEPLOY, False),
        (DRIFT, False),
        # Whoever waits for the reviewers of a deployment tells nothing in time.
        ({**TELL, "sub": DEPLOY["sub"], "environment": DEPLOY["environment"]}, False),
        ({**TELL, "ref": "refs/heads/feature"}, False),
        ({**TELL, "repository_id": "99"}, False),
        ({**TELL, "environment": "prod-notify", "sub": "repo:acme/anthill:environment:prod-notify"}, False),
        (
            {
                **TELL,
                "ref": "refs/pull/7/merge",
                "job_workflow_ref": "acme/anthill/.github/workflows/notify.yml@refs/pull/7/merge",
            },
            False,
        ),
    ],
)
def test_who_may_tell(template: Template, claims: dict[str, str], *, may: bool) -> None:
    assert assume(template.by_path("aws_iam_role", "/notify")["assume_role_policy"], claims) is may


def test_who_tells_can_do_nothing_else(template: Template) -> None:
    policy = template.by_path("aws_iam_role_policy", "/notify_permissions")["policy"]
    topic, told = (
        f"arn:aws:sns:eu-west-1:{ACCOUNT}:anthill-dev-pipeline",
        "anthill-dev/notifications/1",
    )
    expected = {
        ("sns:Publish", topic): "Allow",
        ("s3:PutObject", f"{STATE.bucket_arn}/{told}"): "Allow",
        ("sns:Publish", topic.replace("pipeline", "alarms")): "Implicit",
        ("s3:GetObject", f"{STATE.bucket_arn}/anthill-dev/t"): "Implicit",
        ("s3:PutObject", f"{STATE.bucket_arn}/anthill-dev/deployments/1"): "Implicit",
        ("iam:CreateRole", "*"): "Implicit",
    }
    decided = {
        (action, resource): decide(policy, action=action, resource=resource, caller={}, context={})
        for action, resource in expected
    }
    assert decided == expected


def test_a_session_lasts_as_long_as_its_job(template: Template) -> None:
    seconds = {
        name: role["max_session_duration"] for name, role in template.resources("aws_iam_role").items()
    }
    assert {name.split("_")[1]: value for name, value in seconds.items()} == {
        "plan": 3600,
        "deploy": 5400,
        "notify": 3600,
    }


def test_another_identity_provider_is_refused(template: Template) -> None:
    deploy = template.by_path("aws_iam_role", "/deploy")["assume_role_policy"]
    assert not assume(deploy, DEPLOY, f"arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.example")


def test_trust_without_workflow_is_refused() -> None:
    with pytest.raises(ValueError, match="workflow_refs is empty"):
        github_trust(provider_arn=PROVIDER, repository=REPOSITORY, environment="dev", workflow_refs=())


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x"),
        ("ssm:GetParameter", "*"),
        ("logs:GetLogEvents", "*"),
        ("logs:GetLogRecord", "*"),
        ("dynamodb:GetItem", "*"),
        ("dynamodb:GetRecords", "*"),
        ("kinesis:GetRecords", "*"),
        ("cloudtrail:GetQueryResults", "*"),
        ("ec2:GetConsoleOutput", "*"),
        ("ec2:GetPasswordData", "*"),
    ],
)
def test_plan_role_reads_no_values(template: Template, action: str, resource: str) -> None:
    policy = template.by_path("aws_iam_role_policy", "/plan_permissions")["policy"]
    assert decide(policy, action=action, resource=resource, caller={}, context={}) == "Deny"


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:PutObject", "arn:aws:s3:::state/anthill-dev/t"),
        ("s3:GetObject", "arn:aws:s3:::anthill-dev-bronze/secret.parquet"),
        ("ec2:CreateVpc", "*"),
        ("iam:CreateRole", "*"),
        ("kms:GenerateDataKey", "arn:aws:kms:::key/1"),
    ],
)
def test_plan_role_writes_nothing_and_reads_no_lake_object(
    template: Template, action: str, resource: str
) -> None:
    policy = template.by_path("aws_iam_role_policy", "/plan_permissions")["policy"]
    assert decide(policy, action=action, resource=resource, caller={}, context={}) == "Implicit"


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("iam:UpdateAssumeRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/anthill-dev-deploy", {}),
        ("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/anthill-dev-plan", {}),
        ("iam:CreatePolicyVersion", f"arn:aws:iam::{ACCOUNT}:policy/anthill-dev-boundary", {}),
        ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/anthill-dev-x", {}),
        (
            "iam:CreateRole",
            f"arn:aws:iam::{ACCOUNT}:role/anthill-dev-x",
            {"iam:PermissionsBoundary": "other"},
        ),
        ("iam:DeleteRolePermissionsBoundary", f"arn:aws:iam::{ACCOUNT}:role/anthill-dev-x", {}),
        ("iam:CreateAccessKey", "*", {}),
        ("s3:DeleteBucket", STATE.bucket_arn, {}),
        ("s3:DeleteObjectVersion", f"{STATE.bucket_arn}/anthill-dev/t", {}),
        ("kms:ScheduleKeyDeletion", STATE.key_arn, {}),
    ],
)
def test_boundary_keeps_the_pipeline_from_widening_itself(
    template: Template, action: str, resource: str, context: dict[str, str]
) -> None:
    boundary = template.one("aws_iam_policy")["policy"]
    assert decide(boundary, action=action, resource=resource, caller={}, context=context) == "Deny"


@pytest.mark.parametrize(("who", "may"), [("deploy", True), ("flow-logs", False)])
def test_bounded_roles_can_be_created_by_whoever_deploys(template: Template, who: str, *, may: bool) -> None:
    resource = f"arn:aws:iam::{ACCOUNT}:role/anthill-dev-flow-logs"
    context = {
        "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/anthill-dev-{who}",
        "iam:PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/anthill-dev-boundary",
    }
    boundary = template.one("aws_iam_policy")["policy"]
    policy = template.by_path("aws_iam_role_policy", "/deploy_permissions")["policy"]

    def says(document: str) -> str:
        return decide(document, action="iam:CreateRole", resource=resource, caller={}, context=context)

    assert says(policy) == "Allow"
    assert (says(boundary) == "Allow") is may
