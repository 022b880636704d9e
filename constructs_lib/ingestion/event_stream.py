"""Records that are sent all the time."""

from dataclasses import dataclass

from cdktf_cdktf_provider_aws.kinesis_stream import KinesisStream, KinesisStreamStreamModeDetails
from cdktf_cdktf_provider_aws.kinesis_stream_consumer import KinesisStreamConsumer
from constructs import Construct

from constructs_lib.ingestion.landing_events import LandingEvents
from constructs_lib.ingestion.source_alarms import source_alarm, source_unhealthy
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.ingestion.stream_delivery import Buffering, StreamDelivery
from constructs_lib.monitoring.alarm import Condition, Metric
from constructs_lib.monitoring.alarm_kind import ITERATOR_AGE, SOURCE_THROTTLED
from constructs_lib.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSpec:
    """A stream: provisioned shards or None for on demand, and how far readers may fall behind."""

    shards: int | None
    """Shards, each of 1 MB/s in and 2 MB/s out; None lets Kinesis choose."""
    retention_hours: int
    """Hours that records stay in the stream."""
    iterator_age_seconds: int
    """How old the oldest unread record may be before there is an alarm."""
    buffering: Buffering


class EventStream(Construct):
    """A Kinesis data stream, its delivery to bronze and a consumer for structured streaming.

    Always on: encryption, shard-level metrics of readers, alarms on lag and throttling, a queue of arrivals.

    Attributes:
        stream: The stream resource.
        consumer: The enhanced fan-out consumer for Databricks.
        delivery: The delivery to bronze.
        events: The announcements of what has arrived in bronze.
        alarm: The composite alarm.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        source: SourceSpec,
        stream: StreamSpec,
        surroundings: Surroundings,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        name = place.name_of("stream", f"stream-{source.name}")
        self.stream = KinesisStream(
            self,
            "stream",
            name=name,
            shard_count=stream.shards,
            stream_mode_details=KinesisStreamStreamModeDetails(
                stream_mode="ON_DEMAND" if stream.shards is None else "PROVISIONED"
            ),
            retention_period=stream.retention_hours,
            encryption_type="KMS",
            kms_key_id=surroundings.ingestion_key.arn,
            lifecycle=place.protection.lifecycle,
            tags=source.tags,
        )
        stream_arn = self.stream.arn
        self.consumer = KinesisStreamConsumer(
            self, "consumer", name=place.name_of("stream_consumer", "databricks"), stream_arn=stream_arn
        )
        self.delivery = StreamDelivery(
            self,
            "delivery",
            source=source,
            surroundings=surroundings,
            stream_name=name,
            stream_arn=stream_arn,
            buffering=stream.buffering,
        )
        self.events = LandingEvents(
            self, "events", source=source, surroundings=surroundings, target=surroundings.bronze
        )
        behind = source_alarm(
            self,
            "iterator_age",
            name="iterator-age",
            kind=ITERATOR_AGE,
            source=source,
            surroundings=surroundings,
            metric=Metric(
                namespace="AWS/Kinesis",
                name="GetRecords.IteratorAgeMilliseconds",
                dimensions={"StreamName": name},
                statistic="Maximum",
                period_seconds=300,
            ),
            condition=Condition(
                comparison="above",
                threshold=stream.iterator_age_seconds * 1000,
                periods=2,
                missing="notBreaching",
            ),
        )
        throttled = source_alarm(
            self,
            "throttled",
            name="throttled",
            kind=SOURCE_THROTTLED,
            source=source,
            surroundings=surroundings,
            metric=Metric(
                namespace="AWS/Kinesis",
                name="WriteProvisionedThroughputExceeded",
                dimensions={"StreamName": name},
                statistic="Sum",
                period_seconds=300,
            ),
            condition=Condition(comparison="above", threshold=0, periods=2, missing="notBreaching"),
        )
        self.alarm = source_unhealthy(
            self,
            source=source,
            surroundings=surroundings,
            alarms=[*self.events.alarms, self.delivery.alarm, behind, throttled],
        )
