"""Everything at rest is encrypted, with a customer key where AWS allows one."""

from collections.abc import Iterator
from typing import Final

from guards.rule import Violation, violation
from guards.synthesized import Json, resources

ENCRYPTION_ARGUMENTS: Final = {
    "aws_backup_vault": "kms_key_arn",
    "aws_cloudtrail": "kms_key_id",
    "aws_cloudwatch_log_group": "kms_key_id",
    "aws_db_instance": "storage_encrypted",
    "aws_dms_replication_instance": "kms_key_arn",
    "aws_dynamodb_table": "server_side_encryption",
    "aws_ebs_volume": "encrypted",
    "aws_efs_file_system": "encrypted",
    "aws_kinesis_firehose_delivery_stream": "server_side_encryption",
    "aws_kinesis_stream": "kms_key_id",
    "aws_lambda_function": "kms_key_arn",
    "aws_secretsmanager_secret": "kms_key_id",
    "aws_scheduler_schedule": "kms_key_arn",
    "aws_sns_topic": "kms_master_key_id",
    "aws_sqs_queue": "kms_master_key_id",
}
"""The argument by which a type is encrypted (AWS provider documentation of each resource)."""


def encrypted_by_argument(stack: Json) -> Iterator[Violation]:
    """ANT-ENC-01: a type with an encryption argument sets it."""
    for resource in resources(stack, ENCRYPTION_ARGUMENTS):
        argument = ENCRYPTION_ARGUMENTS[resource.type]
        if "kinesis_source_configuration" in resource.arguments:
            # Firehose keeps nothing of its own then: the data stream encrypts (Firehose API, CreateDeliveryStream).
            continue
        if not resource.arguments.get(argument):
            yield violation("ANT-ENC-01", resource, f"sets no {argument}", "pass a customer key")


def encrypted_buckets(stack: Json) -> Iterator[Violation]:
    """ANT-ENC-02: a bucket has a default encryption; a KMS one uses the bucket key."""
    every = list(resources(stack, {"aws_s3_bucket_server_side_encryption_configuration"}))
    for bucket in resources(stack, {"aws_s3_bucket"}):
        configurations = [each for each in every if each.refers_to("bucket", bucket)]
        if not configurations:
            yield violation("ANT-ENC-02", bucket, "has no default encryption", "build it as EncryptedBucket")
        for configuration in configurations:
            for rule in configuration.blocks("rule"):
                default = rule.get("apply_server_side_encryption_by_default", {})
                by_kms = default.get("sse_algorithm") == "aws:kms"
                if by_kms and not (default.get("kms_master_key_id") and rule.get("bucket_key_enabled")):
                    yield violation(
                        "ANT-ENC-02", configuration, "lacks a customer key or the bucket key", "set both"
                    )


def rotated_keys(stack: Json) -> Iterator[Violation]:
    """ANT-ENC-03: a symmetric KMS key rotates."""
    for resource in resources(stack, {"aws_kms_key"}):
        symmetric = (
            resource.arguments.get("customer_master_key_spec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
        )
        if symmetric and not resource.arguments.get("enable_key_rotation"):
            yield violation("ANT-ENC-03", resource, "does not rotate", "build it as CustomerKey")
