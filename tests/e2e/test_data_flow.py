"""Samples go into every kind of source of the deployed platform, and are found where its readers look."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from configuration.names import Names
from contracts.contract import contract
from environments.catalogue import ENVIRONMENTS
from tests.e2e.conftest import ROOT, Deployment

pytestmark = pytest.mark.e2e

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]
NAMES = Names.of(LOCAL)
LANDING = NAMES.s3_bucket("landing")
BRONZE = NAMES.s3_bucket("bronze")
SAMPLES = ROOT / "samples"


def send(deployment: Deployment, source: str, *files: Path, code: int = 0) -> dict[str, Any]:
    """Run the command as a person would, and return what it says."""
    done = deployment.anthill("local", "send", source, *map(str, files), "--json", code=code)
    return dict(json.loads(done.stdout)) if code < 2 else {"error": done.stderr}


def announced(deployment: Deployment, source: str, bucket: str = LANDING) -> list[str]:
    """Receive and delete every announcement in a source's queue, and return the keys."""
    sqs = deployment.client("sqs")
    url = sqs.get_queue_url(QueueName=NAMES.named("sqs_queue", f"landing-{source}"))["QueueUrl"]
    keys: list[str] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            event = json.loads(message["Body"])
            assert event["detail"]["bucket"]["name"] == bucket
            keys.append(event["detail"]["object"]["key"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return sorted(keys)


def content(deployment: Deployment, key: str, bucket: str = LANDING) -> bytes:
    return deployment.content(bucket, key)


def check_stored(
    deployment: Deployment, sent: dict[str, Any], prefix: str, bucket: str = LANDING
) -> list[str]:
    """Every object lies under the prefix, encrypted with the lake's key; return their keys."""
    kms = deployment.client("kms")
    lake_key = kms.describe_key(KeyId=NAMES.kms_alias("lake"))["KeyMetadata"]["Arn"]
    assert sent["stored"]
    for stored in sent["stored"]:
        head = deployment.client("s3").head_object(Bucket=bucket, Key=stored["key"])
        assert stored["key"].startswith(prefix)
        assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", lake_key)
    return sorted(stored["key"] for stored in sent["stored"])


def tags(deployment: Deployment, key: str) -> dict[str, str]:
    found = deployment.client("s3").get_object_tagging(Bucket=LANDING, Key=key)["TagSet"]
    return {tag["Key"]: tag["Value"] for tag in found}


@pytest.mark.parametrize("source", ["daily-prices", "splits"])
def test_records_of_an_api_land(deployment: Deployment, source: str) -> None:
    sample = SAMPLES / f"{source}.jsonl"
    keys = check_stored(deployment, send(deployment, source, sample), f"market/{source}/date=")
    assert announced(deployment, source) == keys
    landed = [
        json.loads(line) for key in keys for line in gzip.decompress(content(deployment, key)).splitlines()
    ]
    given = [json.loads(line) for line in sample.read_text().splitlines()]
    assert sorted(map(str, landed)) == sorted(map(str, given))
    assert tags(deployment, keys[0]) == {
        "data-classification": "internal",
        "domain": "market",
        "source": source,
    }


def test_the_same_records_again_change_nothing(deployment: Deployment) -> None:
    before = send(deployment, "splits", SAMPLES / "splits.jsonl")["stored"]
    held = {stored["key"]: content(deployment, stored["key"]) for stored in before}
    again = send(deployment, "splits", SAMPLES / "splits.jsonl")["stored"]
    assert {stored["key"]: content(deployment, stored["key"]) for stored in again} == held
    announced(deployment, "splits")


def test_records_of_a_stream_can_be_read_from_it_and_are_delivered(deployment: Deployment) -> None:
    sample = SAMPLES / "intraday-trades.jsonl"
    sent = send(deployment, "intraday-trades", sample)
    kinesis = deployment.client("kinesis")
    name = NAMES.named("stream", "stream-intraday-trades")
    found: list[dict[str, Any]] = []
    for shard in kinesis.list_shards(StreamName=name)["Shards"]:
        position = kinesis.get_shard_iterator(
            StreamName=name, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        records = kinesis.get_records(ShardIterator=position["ShardIterator"], Limit=1000)["Records"]
        found += [json.loads(record["Data"]) for record in records]
        assert not any(record["Data"].endswith(b"\n") for record in records), "producers send no newline"
    assert found == [json.loads(line) for line in sample.read_text().splitlines()]
    assert kinesis.describe_stream(StreamName=name)["StreamDescription"]["EncryptionType"] == "KMS"
    (key,) = check_stored(deployment, sent, "arrivals/market/intraday-trades/date=", BRONZE)
    assert announced(deployment, "intraday-trades", BRONZE) == [key]
    lines = gzip.decompress(content(deployment, key, BRONZE)).decode().removesuffix("\n").split("\n")
    assert [json.loads(line) for line in lines] == found
    assert "Firehose" in sent["not_moved"][0]


def test_tables_of_a_database_land_as_dms_writes_them(deployment: Deployment) -> None:
    first = send(deployment, "positions", SAMPLES / "positions.jsonl")
    then = send(deployment, "positions", SAMPLES / "positions-changes.jsonl")
    assert "ran anthill-local-replicate-positions: the replication was " in first["steps"][1]
    assert then["steps"][1].endswith("the replication was running, at work")
    (load,) = check_stored(deployment, first, "portfolio/positions/public/positions/LOAD00000001.parquet")
    (change,) = check_stored(deployment, then, "portfolio/positions/public/positions/20")
    assert announced(deployment, "positions") == sorted([load, change])
    rows = pq.read_table(io.BytesIO(content(deployment, load)))
    names = ["Op", *(column.name for column in contract("positions").columns), "_captured_at"]
    assert rows.column_names == names
    assert set(rows["Op"].to_pylist()) == {"I"}
    assert rows.num_rows == len((SAMPLES / "positions.jsonl").read_text().splitlines())
    assert pq.read_table(io.BytesIO(content(deployment, change)))["Op"].to_pylist() == ["U", "I", "D"]


@pytest.mark.parametrize(
    ("source", "sample", "classification"),
    [("dividends", "dividends-20260105.csv", "internal"), ("holidays", "holidays-2026.csv", "public")],
)
def test_a_good_file_lands(deployment: Deployment, source: str, sample: str, classification: str) -> None:
    sent = send(deployment, source, SAMPLES / sample)
    (key,) = check_stored(deployment, sent, f"market/{source}/arrived=")
    assert content(deployment, key) == (SAMPLES / sample).read_bytes()
    assert announced(deployment, source) == [key]
    assert tags(deployment, key) == {
        "data-classification": classification,
        "domain": "market",
        "source": source,
    }
    waiting = deployment.client("s3").list_objects_v2(Bucket=LANDING, Prefix="incoming/")
    assert waiting["KeyCount"] == 0


def test_a_bad_file_goes_to_quarantine_and_is_announced_to_nobody(
    deployment: Deployment, tmp_path: Path
) -> None:
    bad = tmp_path / "dividends-20260105.csv"
    bad.write_text("isin,ex_date\nUS0378331005,2026-02-09\n")
    sent = send(deployment, "dividends", bad, code=1)
    (key,) = check_stored(deployment, sent, "quarantine/market/dividends/arrived=")
    assert "lacks the columns amount, currency" in sent["refused"][0]
    head = deployment.client("s3").head_object(Bucket=LANDING, Key=key)
    assert "lacks the columns" in head["Metadata"]["quarantine-reason"]
    assert tags(deployment, key)["quarantined"] == "true"
    assert announced(deployment, "dividends") == []


def test_what_nobody_can_read_goes_to_the_dead_letters(deployment: Deployment) -> None:
    """A message that is received five times without being deleted is set aside, and can be brought back."""
    sqs = deployment.client("sqs")
    send(deployment, "holidays", SAMPLES / "holidays-2026.csv")
    url = sqs.get_queue_url(QueueName=NAMES.named("sqs_queue", "landing-holidays"))["QueueUrl"]
    dead = sqs.get_queue_url(QueueName=NAMES.named("sqs_queue", "dead-holidays"))["QueueUrl"]
    reads = 0
    while sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages"):
        reads += 1
        assert reads <= 5
    assert reads == 5
    (message,) = sqs.receive_message(QueueUrl=dead)["Messages"]
    assert json.loads(message["Body"])["detail"]["object"]["key"].startswith("market/holidays/")
    sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])


@pytest.mark.parametrize(
    ("source", "text", "said"),
    [
        ("nothing", "{}", "known are daily-prices"),
        ("splits", "[1]", "instead of an object"),
        ("splits", '{"isin": "X"}', "lacks"),
        ("splits", "", "has no record"),
        (
            "splits",
            '{"isin":"X","effective_date":"2025-01-01","ratio_from":1,"ratio_to":2,'
            '"published_at":"2025-01-01T00:00:00Z"}',
            "before the feed's start",
        ),
        (
            "splits",
            '{"isin":"X","effective_date":"2099-01-01","ratio_from":1,"ratio_to":2,'
            '"published_at":"2099-01-01T00:00:00Z"}',
            "give older records",
        ),
        (
            "instruments",
            '{"isin":"X","name":"N","kind":"k","currency":"c","updated_at":"soon"}',
            "give a time",
        ),
    ],
)
def test_bad_samples_change_nothing(
    deployment: Deployment, tmp_path: Path, source: str, text: str, said: str
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(text)
    s3 = deployment.client("s3")
    before = s3.list_objects_v2(Bucket=LANDING)["KeyCount"]
    assert said in send(deployment, source, file, code=2)["error"]
    assert s3.list_objects_v2(Bucket=LANDING)["KeyCount"] == before
