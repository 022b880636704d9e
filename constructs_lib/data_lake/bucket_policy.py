"""The statements that every bucket policy begins with."""

from collections.abc import Mapping, Sequence
from typing import Final

from constructs_lib.iam.policy_document import Principal, Statement

MINIMUM_TLS_VERSION: Final = "1.2"


def transport_statements(bucket_arn: str) -> list[Statement]:
    """Return the denial of plain HTTP and of TLS below 1.2, for everyone.

    Source: AWS Config rule s3-bucket-ssl-requests-only; S3 condition key s3:TlsVersion.
    """
    everything = (bucket_arn, f"{bucket_arn}/*")
    return [
        _denied("DenyPlainHttp", ("s3:*",), everything, {"Bool": {"aws:SecureTransport": ["false"]}}),
        _denied(
            "DenyOldTls", ("s3:*",), everything, {"NumericLessThan": {"s3:TlsVersion": [MINIMUM_TLS_VERSION]}}
        ),
    ]


def encryption_statements(bucket_arn: str, key_arns: Sequence[str]) -> list[Statement]:
    """Return the denial of writes that ask for any encryption but the bucket's own key.

    `key_arns` are the names under which a writer may ask for it: the key's ARN and its alias'.
    A write that asks for nothing gets the bucket's default, which is that key. It is allowed because Spark,
    Firehose and SFTP writers send no encryption header. `Null` is needed because a negated operator alone
    also matches an absent header (IAM guide, "Condition operators", negated matching).
    """
    objects = (f"{bucket_arn}/*",)
    algorithm = "s3:x-amz-server-side-encryption"
    key_id = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    return [
        _denied(
            "DenyOtherEncryption",
            ("s3:PutObject",),
            objects,
            {"Null": {algorithm: ["false"]}, "StringNotEquals": {algorithm: ["aws:kms"]}},
        ),
        _denied(
            "DenyOtherKey",
            ("s3:PutObject",),
            objects,
            {"Null": {key_id: ["false"]}, "StringNotEquals": {key_id: list(key_arns)}},
        ),
        *own_key_statements(bucket_arn),
    ]


def own_key_statements(bucket_arn: str) -> list[Statement]:
    """Return the denial of writes under a key that S3 does not keep, and that its owner may withhold."""
    return [
        _denied(
            "DenyCustomerProvidedKey",
            ("s3:PutObject",),
            (f"{bucket_arn}/*",),
            {"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": ["false"]}},
        )
    ]


def _denied(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str],
    conditions: Mapping[str, Mapping[str, Sequence[str]]],
) -> Statement:
    return Statement(
        sid=sid,
        effect="Deny",
        principal=Principal(anyone=True),
        actions=tuple(actions),
        resources=tuple(resources),
        conditions=conditions,
    )
