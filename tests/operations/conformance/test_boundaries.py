"""What a boundary takes away from a role is found; what both allow is not."""

from typing import Any

import pytest

from operations.conformance.boundaries import boundaries
from tests.operations.conformance.conftest import Made
from tests.operations.conformance.policies import allow, policy

CONFIG = "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole"
BOUNDARY = allow(["s3:*", "kms:Decrypt", "kms:Generate*"])


def role(
    *given: dict[str, Any], boundary: dict[str, Any] = BOUNDARY, name: str = "boundary", attached: str = ""
) -> dict[str, Any]:
    bounded = {"name": "anthill-dev-a", "permissions_boundary": f"arn:aws:iam::111111111111:policy/{name}"}
    held = {"name": "p", "role": "${aws_iam_role.it.name}", "policy": policy(*given)}
    more = {
        "aws_iam_role_policy_attachment": {"it": {"role": "${aws_iam_role.it.name}", "policy_arn": attached}}
    }
    return {
        "aws_iam_role": {"it": bounded | {"assume_role_policy": "{}"}},
        "aws_iam_role_policy": {"it": held},
        "aws_iam_policy": {"boundary": {"name": "boundary", "policy": policy(boundary)}},
        **(more if attached else {}),
    }


@pytest.mark.parametrize(
    "resources",
    [
        role(allow(["s3:GetObject", "kms:Decrypt", "kms:GenerateDataKey"])),
        role(allow("kms:*")),
        role({"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}),
        role(allow("ec2:RunInstances"), boundary=allow("*")),
        role(allow("ec2:RunInstances"), boundary={"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
        role(allow("ec2:RunInstances"), name="of-another-stack"),
        role(allow("s3:GetObject"), boundary=allow("*"), attached=CONFIG),
        role(
            allow("s3:GetObject"), attached="arn:aws:iam::aws:policy/service-role/AmazonDMSVPCManagementRole"
        ),
    ],
)
def test_what_both_allow_passes(made: Made, resources: dict[str, Any]) -> None:
    assert boundaries(made(resources)) == []


@pytest.mark.parametrize(
    ("resources", "shown"),
    [
        (role(allow("ec2:RunInstances")), "ec2:RunInstances, under"),
        (
            role(allow(["s3:GetObject", "route53:AssociateVPCWithHostedZone"])),
            "route53:AssociateVPCWithHostedZone",
        ),
        (role(allow("kms:Encrypt*")), "kms:Encrypt*"),
        (role(allow("s3:GetObject"), boundary=allow("sqs:*")), "s3:GetObject"),
        # Row B13.
        (role(allow("s3:GetObject"), attached=CONFIG), "service-role/AWS_ConfigRole"),
    ],
)
def test_what_a_boundary_takes_away_is_found(made: Made, resources: dict[str, Any], shown: str) -> None:
    (found,) = boundaries(made(resources))
    assert found.check == "statements.boundary"
    assert shown in found.given
    assert "aws_iam_policy.boundary of anthill-dev" in found.allowed
