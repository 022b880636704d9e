"""What arrives is announced: new objects of a source become messages that a reader can follow."""

import json
from collections.abc import Sequence
from typing import Final

from cdktf_cdktf_provider_aws.cloudwatch_event_target import (
    CloudwatchEventTarget,
    CloudwatchEventTargetDeadLetterConfig,
    CloudwatchEventTargetRetryPolicy,
)
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct

from constructs_lib.iam.policy_document import policy_document
from constructs_lib.ingestion.dead_letters import DeadLetters
from constructs_lib.ingestion.object_events import arrivals, object_created_rule
from constructs_lib.ingestion.queue_policy import events_may_send, over_tls_only
from constructs_lib.ingestion.source_alarms import source_alarm
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings, Target
from constructs_lib.monitoring.alarm import Condition
from constructs_lib.monitoring.alarm_kind import SOURCE_LATE
from constructs_lib.place import Place

RETRY_HOURS: Final = 24
RETRIES: Final = 185
"""EventBridge's own defaults, written down (user guide, "Retry policy")."""
READS_BEFORE_DEAD: Final = 5
RETENTION_SECONDS: Final = 1_209_600
VISIBILITY_SECONDS: Final = 900
"""The longest that a batch of a reader takes."""


class LandingEvents(Construct):
    """The rule, the queue and the dead letters of one source, and the alarm that says it is late.

    Always on: encryption, TLS, retries for a day, redrive after five failed reads. `other_rules` are further
    event rules of the source that share its dead letters.

    Attributes:
        queue: The queue that Auto Loader or a job follows.
        queue_arn: Its ARN, known at synthesis.
        dead_letters: The dead letters.
        alarms: The alarms of this part of the source.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        source: SourceSpec,
        surroundings: Surroundings,
        target: Target,
        other_rules: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        rule_name = place.name_of("event_rule", f"landing-{source.name}")
        queue_name = place.name_of("sqs_queue", f"landing-{source.name}")
        self.queue_arn = place.arn("sqs", queue_name)
        self.dead_letters = DeadLetters(
            self,
            "dead_letters",
            source=source,
            surroundings=surroundings,
            rules=(rule_name, *other_rules),
            source_queue=queue_name,
        )
        self.queue = SqsQueue(
            self,
            "queue",
            name=queue_name,
            kms_master_key_id=surroundings.ingestion_key.arn,
            message_retention_seconds=RETENTION_SECONDS,
            visibility_timeout_seconds=VISIBILITY_SECONDS,
            redrive_policy=json.dumps(
                {"deadLetterTargetArn": self.dead_letters.arn, "maxReceiveCount": READS_BEFORE_DEAD},
                separators=(",", ":"),
            ),
            policy=policy_document(
                [
                    events_may_send(self.queue_arn, [place.arn("events", f"rule/{rule_name}")]),
                    over_tls_only(self.queue_arn),
                ]
            ),
            tags=source.tags,
            # SQS refuses a redrive to a queue that is not there.
            depends_on=[self.dead_letters.queue],
        )
        rule = object_created_rule(
            self,
            "rule",
            name=rule_name,
            description=f"New objects of source {source.name}",
            bucket=target.bucket_name,
            prefix=source.prefix,
            tags=source.tags,
        )
        CloudwatchEventTarget(
            self,
            "target",
            rule=rule.name,
            target_id="queue",
            arn=self.queue_arn,
            retry_policy=CloudwatchEventTargetRetryPolicy(
                maximum_event_age_in_seconds=RETRY_HOURS * 3600, maximum_retry_attempts=RETRIES
            ),
            dead_letter_config=CloudwatchEventTargetDeadLetterConfig(arn=self.dead_letters.arn),
            depends_on=[self.queue],
        )
        late = source_alarm(
            self,
            "late",
            name="late",
            kind=SOURCE_LATE,
            source=source,
            surroundings=surroundings,
            metric=arrivals(rule_name, source.freshness_period_seconds),
            # No arrival gives no data point at all, so missing data is what is watched for.
            condition=Condition(
                comparison="below", threshold=1, periods=source.freshness_periods, missing="breaching"
            ),
        )
        self.alarms = [late, self.dead_letters.alarm]
