"""Where a source's failed events wait for a person."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct

from constructs_lib.iam.policy_document import policy_document
from constructs_lib.ingestion.queue_policy import events_may_send, over_tls_only
from constructs_lib.ingestion.source_alarms import source_alarm
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.monitoring.alarm import Condition, Metric
from constructs_lib.monitoring.alarm_kind import DEAD_LETTERS
from constructs_lib.place import Place

RETENTION_SECONDS = 1_209_600
"""Fourteen days, the longest that SQS keeps a message (SQS quotas)."""


class DeadLetters(Construct):
    """The dead-letter queue of one source, and the alarm that says it is not empty.

    Always on: encryption, TLS, fourteen days of retention. `rules` are the physical names of the event
    rules that may write to it, `source_queue` that of the one queue that may redrive to it.

    Attributes:
        queue: The queue resource.
        arn: The queue's ARN, known at synthesis.
        alarm: The alarm.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        source: SourceSpec,
        surroundings: Surroundings,
        rules: Sequence[str],
        source_queue: str,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        name = place.name_of("sqs_queue", f"dead-{source.name}")
        self.arn = place.arn("sqs", name)
        self.queue = SqsQueue(
            self,
            "queue",
            name=name,
            kms_master_key_id=surroundings.ingestion_key.arn,
            message_retention_seconds=RETENTION_SECONDS,
            redrive_allow_policy=redrive_allow_policy(place.arn("sqs", source_queue)),
            policy=policy_document(
                [
                    events_may_send(self.arn, [place.arn("events", f"rule/{rule}") for rule in rules]),
                    over_tls_only(self.arn),
                ]
            ),
            tags=source.tags,
        )
        self.alarm = source_alarm(
            self,
            "alarm",
            name="dead-letters",
            kind=DEAD_LETTERS,
            source=source,
            surroundings=surroundings,
            metric=Metric(
                namespace="AWS/SQS",
                name="ApproximateNumberOfMessagesVisible",
                dimensions={"QueueName": name},
                statistic="Maximum",
                period_seconds=300,
            ),
            condition=Condition(comparison="above", threshold=0, periods=1, missing="notBreaching"),
        )


def redrive_allow_policy(queue_arn: str) -> str:
    """Return the policy that lets exactly one queue redrive to a dead-letter queue."""
    return f'{{"redrivePermission":"byQueue","sourceQueueArns":["{queue_arn}"]}}'
