"""What a smoke test sends and runs, after a deployment."""

from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place
from contracts.smoke_record import DROPS, FILE_PREFIX


def smoke_statements(place: Place) -> list[Statement]:
    """Return the rights to send marked records and to run feeds, beside the services that a deployment manages.

    A file is encrypted by the right to encrypt markers, and records are put by that to manage streams. Feeds answer
    with counts, never with what they read; no other function can be run.
    """
    feeds = place.arn("lambda", f"function:{place.name_prefix}-feed-*")
    return [
        Statement(
            sid="SendMarkedFile",
            actions=("s3:PutObject",),
            resources=(place.bucket_arn(f"{place.name_prefix}-*/{DROPS}*/{FILE_PREFIX}*"),),
        ),
        # Who puts a record is who encrypts it; the stream is the context of the encryption (Kinesis Data Streams
        # developer guide, "Permissions to use user-generated KMS keys"; Firehose developer guide, "Grant Firehose
        # access to a Kinesis data stream").
        Statement(
            sid="EncryptMarkedRecord",
            actions=("kms:GenerateDataKey",),
            resources=(place.arn("kms", "key/*"),),
            conditions={
                "StringEquals": {"kms:ViaService": [place.regional_service("kinesis")]},
                "StringLike": {
                    "kms:EncryptionContext:aws:kinesis:arn": [
                        place.arn("kinesis", f"stream/{place.name_prefix}-*")
                    ]
                },
            },
        ),
        Statement(sid="DenyOtherRuns", effect="Deny", actions=("lambda:Invoke*",), not_resources=(feeds,)),
    ]
