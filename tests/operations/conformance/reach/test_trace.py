"""The provider's log says which calls each type makes."""

import json
from typing import Any

from operations.conformance.reach.trace import calls_in


def entry(**fields: Any) -> str:
    return json.dumps(
        {
            "@message": "HTTP Request Sent",
            "rpc.service": "S3 Control",
            "rpc.method": "GetPublicAccessBlock",
            "tf_resource_type": "aws_s3_account_public_access_block",
            "tf_rpc": "ReadResource",
        }
        | {name.replace("__", "."): value for name, value in fields.items()}
    )


def test_calls_are_named_by_botocores_service_and_filed_by_what_they_are_for() -> None:
    reading, writing = calls_in(
        [
            entry(),
            entry(),
            entry(tf_rpc="PlanResourceChange", rpc__method="ListTagsForResource"),
            entry(tf_rpc="ApplyResourceChange", rpc__method="PutPublicAccessBlock"),
            entry(
                tf_rpc="ApplyResourceChange",
                rpc__service="Database Migration Service",
                rpc__method="CreateEndpoint",
                tf_resource_type="aws_dms_endpoint",
            ),
        ]
    )
    assert reading == {
        "aws_s3_account_public_access_block": {
            "s3-control:GetPublicAccessBlock",
            "s3-control:ListTagsForResource",
        }
    }
    assert writing == {
        "aws_s3_account_public_access_block": {"s3-control:PutPublicAccessBlock"},
        "aws_dms_endpoint": {"database-migration-service:CreateEndpoint"},
    }


def test_what_is_no_request_for_a_resource_is_left_out() -> None:
    of_the_provider = json.loads(entry(tf_rpc="ConfigureProvider"))
    del of_the_provider["tf_resource_type"]
    lines = [
        entry(**{"@message": "HTTP Response Received"}),
        json.dumps(of_the_provider),
        '{"@message": "a text that quotes HTTP Request Sent"}',
        "Terraform's own words, which are no JSON",
        "",
    ]
    assert calls_in(lines) == ({}, {})
