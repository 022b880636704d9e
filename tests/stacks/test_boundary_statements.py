"""Each statement of the boundary for itself: what it alone refuses, and what it has nothing against."""

from collections.abc import Mapping
from typing import Any

import pytest

from environments.catalogue import ENVIRONMENTS
from tests.support.pipeline import ANYTHING, Pipeline
from tests.support.policy_evaluator import decide
from tests.support.template import Template

DEV = next(config for config in ENVIRONMENTS if config.name.value == "dev")
ROLE_ACTIONS = (
    *("AttachRolePolicy", "CreateRole", "DeleteRole", "DeleteRolePolicy", "DetachRolePolicy", "PassRole"),
    *(
        "PutRolePermissionsBoundary",
        "PutRolePolicy",
        "TagRole",
        "UntagRole",
        "UpdateAssumeRolePolicy",
        "UpdateRole",
    ),
    "UpdateRoleDescription",
)
OF_PROVIDERS = (
    *("AddClientIDToOpenIDConnectProvider", "CreateOpenIDConnectProvider", "DeleteOpenIDConnectProvider"),
    *("RemoveClientIDFromOpenIDConnectProvider", "UpdateOpenIDConnectProviderThumbprint"),
)
OF_POLICIES = (
    "CreatePolicyVersion",
    "DeletePolicy",
    "DeletePolicyVersion",
    "SetDefaultPolicyVersion",
    "TagPolicy",
)
OF_PEOPLE = (
    *(
        "AddUserToGroup",
        "AddRoleToInstanceProfile",
        "AddClientIDToOpenIDConnectProvider",
        "AttachGroupPolicy",
    ),
    *("AttachUserPolicy", "CreateAccessKey", "CreateGroup", "CreateInstanceProfile", "CreateLoginProfile"),
    *("CreateOpenIDConnectProvider", "CreatePolicy", "CreatePolicyVersion", "CreateSAMLProvider"),
    *("CreateServiceSpecificCredential", "CreateUser", "DeleteUserPermissionsBoundary", "PutGroupPolicy"),
    *(
        "PutUserPermissionsBoundary",
        "PutUserPolicy",
        "ResetServiceSpecificCredential",
        "SetDefaultPolicyVersion",
    ),
    *(
        "UpdateAccessKey",
        "UpdateLoginProfile",
        "UpdateSAMLProvider",
        "UploadSigningCertificate",
        "UploadSSHPublicKey",
    ),
)
OF_STATE = (
    *("DeleteBucket", "DeleteBucketPolicy", "DeleteObjectVersion", "PutBucketPolicy", "PutBucketVersioning"),
    "PutLifecycleConfiguration",
)
OF_STATE_KEY = ("CreateGrant", "DisableKey", "PutKeyPolicy", "RevokeGrant", "ScheduleKeyDeletion")
OF_TRAILS = ("DeleteTrail", "PutEventSelectors", "UpdateTrail")
OF_FUNCTIONS = (
    *("AddPermission", "CreateFunction", "InvokeFunction", "PublishVersion", "PutFunctionConcurrency"),
    *("RemovePermission", "UpdateFunctionCode"),
)
OF_MACHINES = (
    *(
        "AssociateIamInstanceProfile",
        "ReplaceIamInstanceProfileAssociation",
        "CreateLaunchTemplate",
        "CreateFleet",
    ),
    *("RequestSpotInstances", "RequestSpotFleet", "RunInstances", "StartInstances"),
)


@pytest.fixture
def pipeline(stacks: Mapping[str, Template]) -> Pipeline:
    return Pipeline.of(stacks, DEV)


def refuses(
    pipeline: Pipeline, sid: str, action: str, resource: str, *, who: str = "deploy", **context: str
) -> bool:
    """Return whether one statement refuses what everything else would allow."""
    (statement,) = [each for each in pipeline.boundary["Statement"] if each["Sid"] == sid]
    said = decide(
        {"Statement": [*ANYTHING["Statement"], statement]},
        action=action,
        resource=resource,
        caller={},
        context={
            "aws:PrincipalArn": pipeline.role(f"{pipeline.prefix}-{who}"),
            **{name.replace("__", ":"): value for name, value in context.items()},
        },
    )
    return said == "Deny"


def test_every_statement_is_one_that_iam_takes(pipeline: Pipeline) -> None:
    statements = pipeline.boundary["Statement"]
    assert len({each["Sid"] for each in statements}) == len(statements) == 14
    for each in statements:
        # IAM user guide, "Grammar of the IAM JSON policy language": the case of an effect counts.
        assert each["Effect"] == ("Allow" if each["Sid"].startswith("Allow") else "Deny")
        assert each["Action"]
        assert bool(each.get("Resource")) != bool(each.get("NotResource")), each["Sid"]
        assert each.keys() <= {"Sid", "Effect", "Action", "Resource", "NotResource", "Condition"}


def test_the_pipelines_own_identity_is_out_of_reach(pipeline: Pipeline) -> None:
    sid = "DenyPipelineIdentity"
    own: dict[str, tuple[str, ...]] = {
        pipeline.role(f"{pipeline.prefix}-{name}"): ROLE_ACTIONS for name in ("deploy", "plan", "notify")
    }
    own[pipeline.arn("iam", f"policy/{pipeline.prefix}-boundary", regional=False)] = OF_POLICIES
    own[pipeline.arn("iam", "oidc-provider/token.actions.githubusercontent.com", regional=False)] = (
        OF_PROVIDERS
    )
    for resource, actions in own.items():
        assert [name for name in actions if not refuses(pipeline, sid, f"iam:{name}", resource)] == []
    for name in ("deploy", "plan", "notify"):
        assert refuses(pipeline, sid, "sts:AssumeRole", pipeline.role(f"{pipeline.prefix}-{name}"))
    assert not refuses(pipeline, sid, "iam:GetRole", pipeline.role(f"{pipeline.prefix}-deploy"))
    assert not refuses(pipeline, sid, "iam:PutRolePolicy", pipeline.role(f"{pipeline.prefix}-feed"))


def test_roles_of_others_are_out_of_reach_and_those_that_are_made_are_not(pipeline: Pipeline) -> None:
    actions = [*(f"iam:{name}" for name in ROLE_ACTIONS), "sts:AssumeRole"]
    for foreign in ("administrator", "anthill-prod-feed", f"team/{pipeline.prefix}-feed"):
        assert [
            each
            for each in actions
            if not refuses(pipeline, "DenyForeignRoles", each, pipeline.role(foreign))
        ] == []
    recorder = "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    for made in (f"{pipeline.prefix}-feed", "dms-vpc-role", "dms-cloudwatch-logs-role", recorder):
        assert [
            each for each in actions if refuses(pipeline, "DenyForeignRoles", each, pipeline.role(made))
        ] == []


@pytest.mark.parametrize(
    "action", ["AttachRolePolicy", "CreateRole", "PutRolePermissionsBoundary", "PutRolePolicy"]
)
def test_a_role_gets_permissions_only_under_this_boundary(pipeline: Pipeline, action: str) -> None:
    role = pipeline.role(f"{pipeline.prefix}-feed")
    own, other = (
        pipeline.arn("iam", f"policy/{name}", regional=False)
        for name in (f"{pipeline.prefix}-boundary", "wide")
    )
    asked = ("DenyUnboundedRoles", f"iam:{action}", role)
    assert refuses(pipeline, *asked)
    assert refuses(pipeline, *asked, iam__PermissionsBoundary=other)
    assert not refuses(pipeline, *asked, iam__PermissionsBoundary=own)


@pytest.mark.parametrize(
    ("sid", "service", "actions", "resource"),
    [
        ("DenyUnbinding", "iam", ("DeleteRolePermissionsBoundary",), "role/anthill-dev-feed"),
        ("DenyUsers", "iam", OF_PEOPLE, "user/somebody"),
        (
            "DenyTampering",
            "cloudtrail",
            ("StopLogging", "StopEventDataStoreIngestion"),
            "trail/anthill-dev-audit",
        ),
        ("DenyTampering", "ec2", ("ModifyInstanceAttribute",), "instance/i-1"),
        ("DenyForeignTrails", "cloudtrail", OF_TRAILS, "trail/another"),
        ("DenyForeignFunctions", "lambda", OF_FUNCTIONS, "function:another"),
        ("DenyMachines", "ec2", OF_MACHINES, "instance/i-1"),
    ],
)
def test_it_alone_refuses_each_of_these(
    pipeline: Pipeline, sid: str, service: str, actions: tuple[str, ...], resource: str
) -> None:
    arn = pipeline.arn(service, resource, regional=service != "iam")
    assert [name for name in actions if not refuses(pipeline, sid, f"{service}:{name}", arn)] == []


def test_what_is_lost_of_the_state_is_lost_to_nobody(pipeline: Pipeline) -> None:
    def resources(sid: str) -> list[str]:
        (statement,) = [each for each in pipeline.boundary["Statement"] if each["Sid"] == sid]
        found: Any = statement["Resource"]
        return [found] if isinstance(found, str) else found

    bucket, objects = resources("DenyStateLoss")
    assert objects == f"{bucket}/*"
    for resource in (bucket, f"{bucket}/anthill-dev/terraform.tfstate"):
        lost = [name for name in OF_STATE if not refuses(pipeline, "DenyStateLoss", f"s3:{name}", resource)]
        assert lost == []
        assert not refuses(pipeline, "DenyStateLoss", "s3:PutObject", resource)
    (key,) = resources("DenyStateKeyLoss")
    assert [
        name for name in OF_STATE_KEY if not refuses(pipeline, "DenyStateKeyLoss", f"kms:{name}", key)
    ] == []
    assert not refuses(pipeline, "DenyStateKeyLoss", "kms:Decrypt", key)
    for action, resource in (
        ("s3:GetObject", f"{bucket}/x"),
        ("s3:ListBucket", bucket),
        ("kms:Decrypt", key),
    ):
        assert refuses(pipeline, "DenyStateToOthers", action, resource, who="feed")
        assert not refuses(pipeline, "DenyStateToOthers", action, resource)


def test_what_is_the_deployments_own_is_not_refused(pipeline: Pipeline) -> None:
    trail = pipeline.arn("cloudtrail", f"trail/{pipeline.prefix}-audit")
    function = pipeline.arn("lambda", f"function:{pipeline.prefix}-feed")
    for name in OF_TRAILS:
        assert not refuses(pipeline, "DenyForeignTrails", f"cloudtrail:{name}", trail)
        assert refuses(pipeline, "DenySteering", f"cloudtrail:{name}", trail, who="feed")
    for name in OF_FUNCTIONS:
        assert not refuses(pipeline, "DenyForeignFunctions", f"lambda:{name}", function)
    for name in OF_MACHINES:
        assert not refuses(pipeline, "DenyMachines", f"ec2:{name}", "*", who="databricks-compute")
        assert refuses(pipeline, "DenyMachines", f"ec2:{name}", "*", who="feed")
