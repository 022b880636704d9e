"""Condition keys that no service lists: those of every request, and those of tokens."""

from typing import Final

GLOBAL_SOURCE: Final = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"
)
GLOBAL: Final = frozenset(
    each.lower()
    for each in (
        "aws:AssumedRoot",
        "aws:CalledVia",
        "aws:CalledViaFirst",
        "aws:CalledViaLast",
        "aws:ChatbotSourceArn",
        "aws:CurrentTime",
        "aws:Ec2InstanceSourcePrivateIPv4",
        "aws:Ec2InstanceSourceVpc",
        "aws:EpochTime",
        "aws:FederatedProvider",
        "aws:IsMcpServiceAction",
        "aws:MultiFactorAuthAge",
        "aws:MultiFactorAuthPresent",
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalServiceName",
        "aws:PrincipalServiceNamesList",
        "aws:PrincipalType",
        "aws:Referer",
        "aws:RequestedRegion",
        "aws:ResourceAccount",
        "aws:ResourceOrgID",
        "aws:ResourceOrgPaths",
        "aws:SecureTransport",
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceIdentity",
        "aws:SourceIp",
        "aws:SourceOrgID",
        "aws:SourceOrgPaths",
        "aws:SourceOwner",
        "aws:SourceVpc",
        "aws:SourceVpcArn",
        "aws:SourceVpce",
        "aws:TokenIssueTime",
        "aws:UserAgent",
        "aws:userid",
        "aws:username",
        "aws:ViaAWSService",
        "aws:ViaAWSMCPService",
        "aws:VpceAccount",
        "aws:VpceOrgID",
        "aws:VpceOrgPaths",
        "aws:VpcSourceIp",
        # Of one service in requests to others.
        "ec2:RoleDelivery",
        "ec2:SourceInstanceArn",
        "glue:CredentialIssuingService",
        "glue:RoleAssumedBy",
        "identitystore:UserId",
        "lambda:SourceFunctionArn",
        "ssm:SourceInstanceArn",
    )
)
"""Keys that a request to any service may have."""

PRINCIPAL_TAG: Final = "aws:principaltag/"

GITHUB: Final = "token.actions.githubusercontent.com"
CLAIMS_SOURCE: Final = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html"
    "#condition-keys-wif"
)
CLAIMS: Final = {
    GITHUB: frozenset(
        {
            "actor",
            "actor_id",
            "aud",
            "enterprise_id",
            "environment",
            "job_workflow_ref",
            "ref",
            "repository",
            "repository_id",
            "sub",
            "workflow",
        }
    )
}
"""Claims of a token that are condition keys, by its issuer."""

COMMON_CLAIMS: Final = frozenset({"amr", "aud", "email", "oaud", "sub"})
"""Those of any issuer."""
