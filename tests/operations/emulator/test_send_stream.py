"""A stream's records reach bronze as its delivery stream is configured to write them, and no more tidily."""

import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from anthill_lakehouse.bronze.decode import as_json_lines
from contracts.contract import contract
from environments.catalogue import ENVIRONMENTS
from operations.common.delivery_prefix import prefix
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import OperationError
from operations.emulator.send.by_stream import send_by_stream
from operations.emulator.send.firehose_delivery import FOLLOWED, UNUSED, processed, require_known
from operations.emulator.send.platform import Platform
from operations.emulator.send.rows import read_rows
from tests.operations.conftest import Client

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "samples" / "intraday-trades.jsonl"
(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]
(SOURCE,) = LOCAL.sources.streams
APPENDS = {
    "Type": "AppendDelimiterToRecord",
    "Parameters": [{"ParameterName": "Delimiter", "ParameterValue": "\\n"}],
}


def deployed(aws: Client, platform: Platform, **destination: Any) -> str:
    """Create the stream, the bucket and a delivery stream as a deployment would; return the stream's name."""
    stream = platform.names.named("stream", f"stream-{SOURCE.name}")
    delivery = platform.names.named("delivery_stream", f"stream-{SOURCE.name}")
    kinesis, firehose, s3 = aws("kinesis"), aws("firehose"), aws("s3")
    bucket = platform.bucket(SOURCE)
    if bucket not in {each["Name"] for each in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        kinesis.create_stream(StreamName=stream, ShardCount=1)
    if delivery in firehose.list_delivery_streams()["DeliveryStreamNames"]:
        firehose.delete_delivery_stream(DeliveryStreamName=delivery)
    firehose.create_delivery_stream(
        DeliveryStreamName=delivery,
        DeliveryStreamType="KinesisStreamAsSource",
        KinesisStreamSourceConfiguration={
            "KinesisStreamARN": f"arn:aws:kinesis:eu-west-1:123456789012:stream/{stream}",
            "RoleARN": "arn:aws:iam::123456789012:role/delivery",
        },
        ExtendedS3DestinationConfiguration={
            "BucketARN": f"arn:aws:s3:::{bucket}",
            "RoleARN": "arn:aws:iam::123456789012:role/delivery",
            "Prefix": f"{SOURCE.prefix}date=!{{timestamp:yyyy-MM-dd}}/hour=!{{timestamp:HH}}/",
            "CompressionFormat": "GZIP",
            **destination,
        },
    )
    return stream


def sent(aws: Client, engine: EngineRecord, **destination: Any) -> bytes:
    """Send the sample and return what lies in bronze, unpacked."""
    platform = Platform(engine, LOCAL)
    deployed(aws, platform, **destination)
    delivery = send_by_stream(platform, SOURCE, [SAMPLE])
    (stored,) = delivery.stored
    assert delivery.records == len(SAMPLE.read_text().splitlines())
    assert stored.key.startswith(f"{SOURCE.prefix}date={datetime.now(UTC):%Y-%m-}")
    assert stored.key.endswith(".gz")
    answer = aws("s3").get_object(Bucket=stored.bucket, Key=stored.key)
    return gzip.decompress(answer["Body"].read())


@pytest.mark.parametrize(
    ("processing", "between"),
    [
        ({"ProcessingConfiguration": {"Enabled": True, "Processors": [APPENDS]}}, b"\n"),
        (
            {"ProcessingConfiguration": {"Enabled": True, "Processors": [{"Type": APPENDS["Type"]}]}},
            b"\n",
        ),
        ({"ProcessingConfiguration": {"Enabled": False, "Processors": [APPENDS]}}, b""),
        ({}, b""),
    ],
)
def test_a_newline_follows_a_record_only_if_the_delivery_stream_appends_it(
    aws: Client, engine: EngineRecord, processing: Mapping[str, Any], between: bytes
) -> None:
    given = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    content = sent(aws, engine, **processing)
    assert content == b"".join(
        json.dumps(record, separators=(",", ":")).encode() + between for record in given
    )
    # Whatever the configuration: bronze has every record.
    read = [json.loads(line) for line in as_json_lines("jsonl", content).split("\n") if line]
    assert read == given


def in_stream(aws: Client, stream: str) -> list[bytes]:
    kinesis = aws("kinesis")
    (shard,) = kinesis.list_shards(StreamName=stream)["Shards"]
    position = kinesis.get_shard_iterator(
        StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    records = kinesis.get_records(ShardIterator=position["ShardIterator"], Limit=1000)["Records"]
    return [record["Data"] for record in records]


def test_producers_send_no_newline(aws: Client, engine: EngineRecord) -> None:
    sent(aws, engine)
    stream = Platform(engine, LOCAL).names.named("stream", f"stream-{SOURCE.name}")
    assert {record[-1:] for record in in_stream(aws, stream)} == {b"}"}


def test_the_key_is_that_of_the_configuration(aws: Client, engine: EngineRecord) -> None:
    key = "arn:aws:kms:eu-west-1:123456789012:key/lake"
    platform = Platform(engine, LOCAL)
    deployed(aws, platform, EncryptionConfiguration={"KMSEncryptionConfig": {"AWSKMSKeyARN": key}})
    (stored,) = send_by_stream(platform, SOURCE, [SAMPLE]).stored
    assert (stored.encryption, stored.kms_key_arn) == ("aws:kms", key)


@pytest.mark.parametrize(
    ("destination", "named"),
    [
        ({"ProcessingConfiguration": {"Enabled": True, "Processors": [{"Type": "Lambda"}]}}, "processor 'Lambda'"),
        ({"CompressionFormat": "Snappy"}, "compression 'Snappy'"),
        ({"Prefix": "!{partitionKeyFromQuery:isin}/"}, "expression '!{partitionKeyFromQuery:isin}'"),
        ({"CustomTimeZone": "Europe/Paris"}, "CustomTimeZone 'Europe/Paris'"),
        ({"FileExtension": ".json.gz"}, "FileExtension '.json.gz'"),
        ({"DynamicPartitioningConfiguration": {"Enabled": True}}, "DynamicPartitioningConfiguration {'Enabled': True}"),
        ({"DataFormatConversionConfiguration": {"Enabled": True}}, "DataFormatConversionConfiguration {'Enabled'"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_said_and_nothing_is_written(
    aws: Client, engine: EngineRecord, destination: Mapping[str, Any], named: str
) -> None:
    platform = Platform(engine, LOCAL)
    stream = deployed(aws, platform, **destination)
    records = in_stream(aws, stream)
    before = platform.versions(platform.bucket(SOURCE), "")
    with pytest.raises(OperationError, match="can't be followed here; known: ") as refused:
        send_by_stream(platform, SOURCE, [SAMPLE])
    assert named in str(refused.value)
    assert platform.versions(platform.bucket(SOURCE), "") == before
    assert in_stream(aws, stream) == records


def test_every_setting_of_a_destination_is_followed_or_refused_by_its_name() -> None:
    """A new setting of the API is refused until somebody says what it does."""
    model = boto3.client("firehose", region_name="eu-west-1").meta.service_model
    settings = set(model.shape_for("ExtendedS3DestinationDescription").members)
    assert {*FOLLOWED, *UNUSED} <= settings, "the API has no other"
    for setting in settings - FOLLOWED:
        with pytest.raises(OperationError, match=setting):
            require_known("s", {setting: "another"})


@pytest.mark.parametrize(
    ("parameters", "appended"),
    [([], b"\n"), ([{"ParameterName": "Delimiter", "ParameterValue": "\\n"}], b"\n")],
)
def test_the_delimiter_is_written_as_an_escape(
    parameters: Sequence[Mapping[str, str]], appended: bytes
) -> None:
    processor = {"Type": APPENDS["Type"], "Parameters": parameters}
    destination = {"ProcessingConfiguration": {"Enabled": True, "Processors": [processor]}}
    assert processed("s", destination, [b"{}", b"{}"]) == [b"{}" + appended] * 2


def test_a_delimiter_that_is_the_character_itself_is_refused() -> None:
    processor = {
        "Type": APPENDS["Type"],
        "Parameters": [{"ParameterName": "Delimiter", "ParameterValue": "\n"}],
    }
    destination = {"ProcessingConfiguration": {"Enabled": True, "Processors": [processor]}}
    with pytest.raises(OperationError, match="delimiter"):
        processed("s", destination, [b"{}"])


def test_a_prefix_is_of_the_time_of_delivery() -> None:
    at = datetime(2026, 1, 5, 7, 8, 9, tzinfo=UTC)
    assert prefix("s", "a/!{timestamp:yyyy-MM-dd}/!{timestamp:HH}%/", at) == "a/2026-01-05/07%/"
    with pytest.raises(OperationError, match="part of a time 'DDD'"):
        prefix("s", "!{timestamp:DDD}", at)


def test_a_line_separator_in_a_value_ends_no_line(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    row = json.loads(SAMPLE.read_text().split("\n")[0]) | {"trade_id": "a\u2028b"}
    file.write_text(json.dumps(row, ensure_ascii=False) + "\r\n", encoding="utf-8", newline="")
    assert read_rows(file, contract(SOURCE.contract)) == [row]
