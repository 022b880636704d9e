"""The AWS that functions speak to: moto in this process, repaired by nothing and needing nothing."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.api_feed.client import Client
from functions.api_feed.handler import Tools
from functions.api_feed.settings import Settings, parse
from tests.functions.misbehaving_api import KEY

BUCKET, TABLE = "landing", "marks"
NOW = datetime(2026, 1, 4, 1, 0, tzinfo=UTC)


@dataclass
class Cloud:
    """The clients, and readers of what is there."""

    s3: Any
    dynamodb: Any
    secrets: Any
    kms_key_arn: str

    def objects(self) -> dict[str, bytes]:
        """Every current object by its key."""
        listed = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {
            each["Key"]: self.s3.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read() for each in listed
        }

    def records(self) -> list[dict[str, Any]]:
        """Every record in landing, in the order of the keys."""
        return [
            json.loads(line)
            for _, content in sorted(self.objects().items())
            for line in gzip.decompress(content).splitlines()
        ]

    def mark(self) -> str | None:
        item = self.dynamodb.get_item(TableName=TABLE, Key={"source": {"S": "daily-prices"}}).get("Item")
        return item["mark"]["S"] if item else None


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        s3, dynamodb = boto3.client("s3"), boto3.client("dynamodb")
        key = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        dynamodb.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "source", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "source", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield Cloud(s3, dynamodb, boto3.client("secretsmanager"), key)


def feed_document(url: str, **changes: Any) -> dict[str, Any]:
    return {
        "source": "daily-prices",
        "url": url,
        "secret_arn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:daily-prices",
        "key_header": "X-Api-Key",
        "records_field": "data",
        "next_field": "next",
        "cursor_parameter": "cursor",
        "from_parameter": "from",
        "until_parameter": "until",
        "start": "2026-01-01T00:00:00Z",
        "window_minutes": 1440,
        "lag_minutes": 30,
        "requests_per_second": 1000.0,
        "attempts": 4,
        "timeout_seconds": 0.3,
        "bucket": BUCKET,
        "prefix": "market/daily-prices/",
        "kms_key_arn": "arn:aws:kms:eu-west-1:123456789012:key/lake",
        "table": TABLE,
        "tags": {"source": "daily-prices", "domain": "market"},
    } | changes


def feed_settings(url: str, **changes: Any) -> Settings:
    return parse(json.dumps(feed_document(url, **changes)))


class Waits(list[float]):
    """Takes the place of sleep: what was asked for, and no time lost."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def tools(cloud: Cloud, settings: Settings, waits: Waits, **changes: Any) -> Tools:
    given: dict[str, Any] = {
        "s3": cloud.s3,
        "dynamodb": cloud.dynamodb,
        "client": Client(settings, KEY, sleep=waits),
        "now": lambda: NOW,
        "milliseconds_left": lambda: 900_000,
    }
    return Tools(**(given | changes))
