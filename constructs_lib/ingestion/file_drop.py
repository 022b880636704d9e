"""Files that others send."""

import json
from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_aws.cloudwatch_event_target import (
    CloudwatchEventTarget,
    CloudwatchEventTargetDeadLetterConfig,
    CloudwatchEventTargetRetryPolicy,
)
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
from constructs import Construct

from constructs_lib.iam.policy_document import Statement
from constructs_lib.ingestion.landing_events import LandingEvents
from constructs_lib.ingestion.object_events import arrivals, object_created_rule
from constructs_lib.ingestion.source_alarms import source_alarm, source_unhealthy
from constructs_lib.ingestion.source_function import FunctionCode, FunctionNetwork, SourceFunction
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings, Target
from constructs_lib.monitoring.alarm import Condition
from constructs_lib.monitoring.alarm_kind import FILE_QUARANTINED
from constructs_lib.place import Place
from contracts.smoke_record import FIELD, FILE_PREFIX

MEMORY_MB: Final = 512
TIMEOUT_SECONDS: Final = 900
MEBIBYTE: Final = 2**20
RETRY_SECONDS: Final = 3600
RETRIES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSpec:
    """Which files are good: a pattern of their whole name, and their largest size."""

    incoming_prefix: str
    """Where they are put, before anybody has looked at them."""
    name_pattern: str
    """A regular expression for the whole name, without its folders."""
    maximum_mb: int
    """The largest size, in MiB."""


class FileDrop(Construct):
    """The way of a partner's files: incoming, checked on arrival, then landing or quarantine.

    Always on: a function and a role of its own, encryption, dead letters, an alarm for each file that goes to
    quarantine, a queue of arrivals in landing. Who may write to the incoming prefix is defined elsewhere
    (`SftpPartner`, `DropWriter`).

    Attributes:
        events: The announcements of what has landed.
        arrival: The function that checks.
        alarm: The composite alarm.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        source: SourceSpec,
        file: FileSpec,
        surroundings: Surroundings,
        code: FunctionCode,
        network: FunctionNetwork,
    ) -> None:
        super().__init__(scope, id_)
        place, landing = Place.of(scope), surroundings.landing
        incoming = place.name_of("event_rule", f"incoming-{source.name}")
        quarantined = place.name_of("event_rule", f"quarantine-{source.name}")
        quarantine_prefix = f"quarantine/{source.prefix}"
        self.events = LandingEvents(
            self,
            "events",
            source=source,
            surroundings=surroundings,
            target=landing,
            other_rules=(incoming,),
        )
        dead_letters_arn = self.events.dead_letters.arn
        self.arrival = SourceFunction(
            self,
            "arrival",
            purpose="arrival",
            description=f"Checks the files of source {source.name}",
            source=source,
            surroundings=surroundings,
            code=code,
            network=network,
            variable="ARRIVAL",
            setting=json.dumps(
                {
                    "source": source.name,
                    "bucket": landing.bucket_name,
                    "incoming_prefix": file.incoming_prefix,
                    "landing_prefix": source.prefix,
                    "quarantine_prefix": quarantine_prefix,
                    "kms_key_arn": landing.key.arn,
                    "format": source.format,
                    "columns": list(source.columns),
                    "name_pattern": f"^(?:{file.name_pattern})$",
                    "maximum_bytes": file.maximum_mb * MEBIBYTE,
                    "smoke_name": FILE_PREFIX,
                    "smoke_column": FIELD,
                    "tags": source.object_tags,
                },
                separators=(",", ":"),
                sort_keys=True,
            ),
            statements=_file_statements(
                source, file, landing, place.bucket_arn(landing.bucket_name), quarantine_prefix
            ),
            dead_letters_arn=dead_letters_arn,
            memory_mb=MEMORY_MB,
            timeout_seconds=TIMEOUT_SECONDS,
        )
        rule = object_created_rule(
            self,
            "incoming_rule",
            name=incoming,
            description=f"Files that source {source.name} has sent",
            bucket=landing.bucket_name,
            prefix=file.incoming_prefix,
            tags=source.tags,
        )
        CloudwatchEventTarget(
            self,
            "incoming_target",
            rule=rule.name,
            target_id="arrival",
            arn=self.arrival.arn,
            retry_policy=CloudwatchEventTargetRetryPolicy(
                maximum_event_age_in_seconds=RETRY_SECONDS, maximum_retry_attempts=RETRIES
            ),
            dead_letter_config=CloudwatchEventTargetDeadLetterConfig(arn=dead_letters_arn),
            depends_on=[self.arrival.function],
        )
        LambdaPermission(
            self,
            "incoming_permission",
            statement_id="AllowIncomingRule",
            action="lambda:InvokeFunction",
            function_name=self.arrival.function.function_name,
            principal="events.amazonaws.com",
            # Never a source account: EventBridge could not invoke the function (EventBridge user guide,
            # "Troubleshooting").
            source_arn=place.arn("events", f"rule/{incoming}"),
        )
        # No target: the rule exists to be counted.
        object_created_rule(
            self,
            "quarantine_rule",
            name=quarantined,
            description=f"Files of source {source.name} that failed their check",
            bucket=landing.bucket_name,
            prefix=quarantine_prefix,
            tags=source.tags,
        )
        bad = source_alarm(
            self,
            "quarantined",
            name="quarantined",
            kind=FILE_QUARANTINED,
            source=source,
            surroundings=surroundings,
            metric=arrivals(quarantined, 300),
            condition=Condition(comparison="above", threshold=0, periods=1, missing="notBreaching"),
        )
        self.alarm = source_unhealthy(
            self,
            source=source,
            surroundings=surroundings,
            alarms=[*self.events.alarms, *self.arrival.alarms, bad],
        )


def _file_statements(
    source: SourceSpec, file: FileSpec, landing: Target, bucket_arn: str, quarantine_prefix: str
) -> list[Statement]:
    moved = (f"{bucket_arn}/{source.prefix}*", f"{bucket_arn}/{quarantine_prefix}*")
    return [
        Statement(
            sid="TakeIncoming",
            actions=(
                "s3:DeleteObject",
                "s3:DeleteObjectVersion",
                "s3:GetObject",
                "s3:GetObjectTagging",
                "s3:GetObjectVersion",
                "s3:GetObjectVersionTagging",
            ),
            resources=(f"{bucket_arn}/{file.incoming_prefix}*",),
        ),
        Statement(
            sid="MoveFiles",
            actions=("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"),
            resources=moved,
        ),
        # Without it S3 answers 403 instead of 404 for an object that is not there.
        Statement(
            sid="FindFiles",
            actions=("s3:ListBucket",),
            resources=(bucket_arn,),
            conditions={
                "StringLike": {
                    "s3:prefix": [
                        f"{prefix}*" for prefix in (file.incoming_prefix, source.prefix, quarantine_prefix)
                    ]
                }
            },
        ),
        Statement(
            sid="EncryptFiles",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            resources=(landing.key.arn,),
        ),
    ]
