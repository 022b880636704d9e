"""Turns configured sources into what the constructs take."""

from configuration.sources.api import ApiSource
from configuration.sources.catalogue import AnySource
from configuration.sources.database import DatabaseSource
from configuration.sources.file_transfer import FileSource
from configuration.sources.stream import StreamSource
from constructs_lib.ingestion.api_feed import ApiSpec
from constructs_lib.ingestion.change_capture import CaptureSpec
from constructs_lib.ingestion.event_stream import StreamSpec
from constructs_lib.ingestion.file_drop import FileSpec
from constructs_lib.ingestion.replication import Instance, Serverless
from constructs_lib.ingestion.source_spec import SourceSpec
from constructs_lib.ingestion.stream_delivery import Buffering

SECONDS = 60


def source_spec(source: AnySource) -> SourceSpec:
    """Return what every construct takes of a source."""
    period = source.freshness_period_minutes
    return SourceSpec(
        name=source.name,
        owner=source.owner,
        domain=source.dataset.domain,
        classification=source.classification.value,
        format=source.dataset.format.value,
        prefix=source.prefix,
        columns=source.dataset.required_columns,
        freshness_period_seconds=period * SECONDS,
        freshness_periods=source.dataset.freshness_minutes // period,
    )


def api_spec(source: ApiSource) -> ApiSpec:
    """Return how an API is asked; the settings are those that the function reads."""
    return ApiSpec(
        schedule=source.schedule,
        started=source.started,
        memory_mb=source.memory_mb,
        settings={
            "url": source.url,
            "key_header": source.key_header,
            "records_field": source.records_field,
            "next_field": source.next_field,
            "cursor_parameter": source.cursor_parameter,
            "from_parameter": source.from_parameter,
            "until_parameter": source.until_parameter,
            "start": source.start.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "window_minutes": source.window_minutes,
            "lag_minutes": source.lag_minutes,
            "requests_per_second": source.requests_per_second,
            "attempts": source.attempts,
            "timeout_seconds": source.timeout_seconds,
        },
    )


def stream_spec(source: StreamSource) -> StreamSpec:
    """Return how a stream is dimensioned and delivered."""
    return StreamSpec(
        shards=source.shards,
        retention_hours=source.stream_retention_hours,
        iterator_age_seconds=source.iterator_age_seconds,
        buffering=Buffering(seconds=source.buffer_seconds, mebibytes=source.buffer_mb),
    )


def capture_spec(source: DatabaseSource) -> CaptureSpec:
    """Return what is read of a database, and with what capacity. Raises ValueError if none is configured."""
    if source.serverless is not None:
        capacity = Serverless(
            minimum_units=source.serverless.minimum_units, maximum_units=source.serverless.maximum_units
        )
    elif source.instance is not None:
        capacity = Instance(
            instance_class=source.instance.instance_class,
            storage_gb=source.instance.storage_gb,
            multi_az=source.instance.multi_az,
        )
    else:
        raise ValueError(f"source {source.name!r} has neither a serverless replication nor an instance")
    return CaptureSpec(
        engine=source.engine.value,
        database=source.database,
        server_cidr=str(source.server_cidr),
        server_port=source.server_port,
        tables=tuple((table.database_schema, table.name) for table in source.tables),
        schedule=source.schedule,
        started=source.started,
        certificate_authority=source.certificate_authority,
        capacity=capacity,
    )


def file_spec(source: FileSource) -> FileSpec:
    """Return which files are good."""
    return FileSpec(
        incoming_prefix=source.incoming_prefix,
        name_pattern=source.file_pattern,
        maximum_mb=source.maximum_mb,
    )
