"""What Databricks may do in the account to run clusters: no more than in a network that the customer owns."""

from typing import Final

from constructs_lib.iam.databricks_identity import IMAGE_OWNER
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place

LOOKS: Final = (
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeFleetHistory",
    "ec2:DescribeFleetInstances",
    "ec2:DescribeFleets",
    "ec2:DescribeIamInstanceProfileAssociations",
    "ec2:DescribeInstanceStatus",
    "ec2:DescribeInstances",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeNatGateways",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribePrefixLists",
    "ec2:DescribeReservedInstancesOfferings",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSpotInstanceRequests",
    "ec2:DescribeSpotPriceHistory",
    "ec2:DescribeSubnets",
    "ec2:DescribeVolumes",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcs",
    "ec2:GetSpotPlacementScores",
)

FLEETS: Final = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:CancelSpotInstanceRequests",
    "ec2:CreateFleet",
    "ec2:CreateLaunchTemplate",
    "ec2:CreateLaunchTemplateVersion",
    "ec2:CreateTags",
    "ec2:DeleteFleets",
    "ec2:DeleteLaunchTemplate",
    "ec2:DeleteLaunchTemplateVersions",
    "ec2:DeleteTags",
    "ec2:GetLaunchTemplateData",
    "ec2:ModifyFleet",
    "ec2:ModifyLaunchTemplate",
    "ec2:RequestSpotInstances",
)
"""Fleets, spot requests and their templates; they start nothing that `ec2:RunInstances` may not."""

VENDOR: Final = "Databricks"
"""The value of tag `Vendor`, which Databricks puts on all that it makes."""


def compute_permissions(place: Place, *, vpc_id: str) -> list[Statement]:
    """Return the statements of the cross-account role of a workspace in a network of its own.

    Source: Databricks documentation, "Create an IAM role for workspace deployment", policy for a
    customer-managed VPC with custom restrictions; every action on anything is narrowed to the region here.
    """

    def ec2(*kinds: str) -> tuple[str, ...]:
        return tuple(place.arn("ec2", f"{kind}/*") for kind in kinds)

    in_region = {"StringEquals": {"aws:RequestedRegion": [place.region]}}
    made_by_databricks = {"StringEquals": {"aws:ResourceTag/Vendor": [VENDOR]}}
    tagged_by_databricks = {"StringEquals": {"aws:RequestTag/Vendor": [VENDOR]}}
    in_network = {"StringEquals": {"ec2:vpc": [place.arn("ec2", f"vpc/{vpc_id}")]}}
    image = place.arn("ec2", "image/*", account="")
    spot_role = place.arn(
        "iam", "role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot", account="*"
    )
    return [
        Statement(sid="Look", actions=LOOKS, resources=("*",), conditions=in_region),
        Statement(sid="UseFleets", actions=FLEETS, resources=("*",), conditions=in_region),
        Statement(
            sid="RunTaggedInstances",
            actions=("ec2:RunInstances",),
            resources=ec2("instance", "volume"),
            conditions=tagged_by_databricks,
        ),
        Statement(
            sid="RunInTheNetwork",
            actions=("ec2:RunInstances",),
            resources=ec2("network-interface", "security-group", "subnet"),
            conditions=in_network,
        ),
        Statement(sid="RunFromImages", actions=("ec2:RunInstances",), resources=(image,)),
        Statement(
            sid="RunWithTemplates",
            actions=("ec2:RunInstances",),
            resources=ec2("fleet", "launch-template", "placement-group", "spot-instances-request"),
        ),
        Statement(
            sid="DenyImagesOfOthers",
            effect="Deny",
            actions=("ec2:RunInstances",),
            resources=(image,),
            conditions={"StringNotEquals": {"ec2:Owner": [IMAGE_OWNER]}},
        ),
        Statement(
            sid="ManageInstances",
            actions=(
                "ec2:AssociateIamInstanceProfile",
                "ec2:AttachVolume",
                "ec2:DetachVolume",
                "ec2:DisassociateIamInstanceProfile",
                "ec2:ReplaceIamInstanceProfileAssociation",
                "ec2:TerminateInstances",
            ),
            resources=ec2("instance"),
            conditions=made_by_databricks,
        ),
        Statement(
            sid="ManageVolumes",
            actions=("ec2:AttachVolume", "ec2:DeleteVolume", "ec2:DetachVolume"),
            resources=ec2("volume"),
            conditions=made_by_databricks,
        ),
        Statement(
            sid="CreateVolumes",
            actions=("ec2:CreateVolume",),
            resources=ec2("volume"),
            conditions=tagged_by_databricks,
        ),
        Statement(
            sid="ManageSecurityGroupRules",
            actions=(
                "ec2:AuthorizeSecurityGroupEgress",
                "ec2:AuthorizeSecurityGroupIngress",
                "ec2:RevokeSecurityGroupEgress",
                "ec2:RevokeSecurityGroupIngress",
            ),
            resources=ec2("security-group"),
            conditions=in_network,
        ),
        Statement(
            sid="CreateSpotRole",
            actions=("iam:CreateServiceLinkedRole", "iam:PutRolePolicy"),
            resources=(spot_role,),
            conditions={"StringLike": {"iam:AWSServiceName": ["spot.amazonaws.com"]}},
        ),
    ]
