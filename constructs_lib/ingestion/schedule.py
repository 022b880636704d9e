"""Runs something on a schedule, with a role of its own."""

from collections.abc import Sequence
from typing import Final

from cdktf_cdktf_provider_aws.scheduler_schedule import (
    SchedulerSchedule,
    SchedulerScheduleFlexibleTimeWindow,
    SchedulerScheduleTarget,
    SchedulerScheduleTargetDeadLetterConfig,
    SchedulerScheduleTargetRetryPolicy,
)
from constructs import Construct

from constructs_lib.iam.policy_document import Statement
from constructs_lib.iam.service_role import ServiceRole
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.place import Place

RETRY_SECONDS: Final = 3600
RETRIES: Final = 3
WINDOW_MINUTES: Final = 5
"""Sources with the same hour are spread over it."""


class SourceSchedule(Construct):
    """The schedule of one source, in UTC.

    Always on: a role that may do this one thing, encryption, retries for an hour, then dead letters.

    `expression` is one of EventBridge Scheduler; it runs only if it is `enabled`. `target_arn` is what it starts,
    `target_input` the JSON that it gives, None for Scheduler's own. `dead_letters_arn` is the queue of what could
    not be started.

    Attributes:
        schedule: The schedule resource.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        source: SourceSpec,
        surroundings: Surroundings,
        expression: str,
        enabled: bool,
        target_arn: str,
        target_input: str | None,
        statements: Sequence[Statement],
        dead_letters_arn: str,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        role = ServiceRole(
            self,
            "role",
            purpose=f"schedule-{source.name}",
            description=f"Runs source {source.name} on schedule",
            service="scheduler.amazonaws.com",
            statements=[
                *statements,
                Statement(sid="SendDeadLetters", actions=("sqs:SendMessage",), resources=(dead_letters_arn,)),
                Statement(
                    sid="UseIngestionKey",
                    actions=("kms:Decrypt", "kms:GenerateDataKey"),
                    resources=(surroundings.ingestion_key.arn,),
                ),
            ],
            tags=source.tags,
        )
        self.schedule = SchedulerSchedule(
            self,
            "schedule",
            name=place.name_of("schedule", source.name),
            description=f"Source {source.name}, owned by {source.owner}",
            schedule_expression=expression,
            schedule_expression_timezone="UTC",
            state="ENABLED" if enabled else "DISABLED",
            flexible_time_window=SchedulerScheduleFlexibleTimeWindow(
                mode="FLEXIBLE", maximum_window_in_minutes=WINDOW_MINUTES
            )
            if not expression.startswith("rate(1 minute")
            else SchedulerScheduleFlexibleTimeWindow(mode="OFF"),
            kms_key_arn=surroundings.ingestion_key.arn,
            target=SchedulerScheduleTarget(
                arn=target_arn,
                role_arn=role.arn,
                input=target_input,
                retry_policy=SchedulerScheduleTargetRetryPolicy(
                    maximum_event_age_in_seconds=RETRY_SECONDS, maximum_retry_attempts=RETRIES
                ),
                dead_letter_config=SchedulerScheduleTargetDeadLetterConfig(arn=dead_letters_arn),
            ),
            depends_on=[role.policy],
        )
