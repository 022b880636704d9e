"""The feed against an API that behaves, and one crash at every step."""

import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.api_feed.client import ApiError, Client
from functions.api_feed.handler import ONLY_CONNECT, Tools, connect, handle, run
from functions.api_feed.settings import Settings
from tests.functions.conftest import BUCKET, TABLE, Cloud, Waits, feed_document, feed_settings, tools
from tests.functions.faults import CrashError, Faults
from tests.functions.misbehaving_api import KEY, served

PAGES = 3
PER_PAGE = 2
DAYS = ("2026-01-01", "2026-01-02", "2026-01-03")


def three_pages(asked: Mapping[str, str]) -> dict[str, Any]:
    """Three pages of two records for each window."""
    page = int(asked.get("cursor", "0"))
    data = [{"day": asked["from"][:10], "page": page, "row": row} for row in range(PER_PAGE)]
    return {"data": data, "next": str(page + 1) if page + 1 < PAGES else None}


def expected() -> list[dict[str, Any]]:
    return [
        {"day": day, "page": page, "row": row}
        for day in DAYS
        for page in range(PAGES)
        for row in range(PER_PAGE)
    ]


def test_every_closed_window_lands_once(cloud: Cloud) -> None:
    with served(three_pages) as api:
        settings = feed_settings(api.url, kms_key_arn=cloud.kms_key_arn)
        assert run(settings, tools(cloud, settings, Waits())) == {
            "windows": 3,
            "records": 18,
            "behind_windows": 0,
        }
    assert list(cloud.objects()) == [
        f"market/daily-prices/date=2026-01-0{day}/2026010{day}T000000Z--2026010{day + 1}T000000Z.jsonl.gz"
        for day in (1, 2, 3)
    ]
    assert cloud.records() == expected()
    assert cloud.mark() == "2026-01-04T00:00:00Z"
    assert set(api.keys) == {KEY}


def test_an_object_is_encrypted_and_tagged(cloud: Cloud) -> None:
    with served(three_pages) as api:
        settings = feed_settings(api.url, kms_key_arn=cloud.kms_key_arn)
        run(settings, tools(cloud, settings, Waits()))
    key = next(iter(cloud.objects()))
    head = cloud.s3.head_object(Bucket=BUCKET, Key=key)
    assert head["ServerSideEncryption"] == "aws:kms"
    assert head["SSEKMSKeyId"] == cloud.kms_key_arn
    tags = cloud.s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"source": "daily-prices", "domain": "market"}


def test_a_second_run_without_new_windows_asks_nothing(cloud: Cloud) -> None:
    with served(three_pages) as api:
        settings = feed_settings(api.url)
        run(settings, tools(cloud, settings, Waits()))
        before = len(api.asked)
        assert run(settings, tools(cloud, settings, Waits()))["windows"] == 0
        assert len(api.asked) == before


def test_a_window_is_left_alone_until_its_lag_is_over(cloud: Cloud) -> None:
    with served(three_pages) as api:
        settings = feed_settings(api.url, lag_minutes=61)
        assert run(settings, tools(cloud, settings, Waits()))["windows"] == 2


def test_an_empty_window_writes_nothing_and_moves_on(cloud: Cloud) -> None:
    with served(lambda _: {"data": []}) as api:
        settings = feed_settings(api.url)
        assert run(settings, tools(cloud, settings, Waits()))["windows"] == 3
    assert cloud.objects() == {}
    assert cloud.mark() == "2026-01-04T00:00:00Z"


def test_no_window_is_begun_without_time_to_finish_it(cloud: Cloud) -> None:
    # Asked before each window and each of its pages.
    left = iter([900_000] * 2 * (1 + PAGES) + [60_000])
    with served(three_pages) as api:
        settings = feed_settings(api.url)
        done = run(settings, tools(cloud, settings, Waits(), milliseconds_left=lambda: next(left)))
    assert done == {"windows": 2, "records": 12, "behind_windows": 1}


def attempt(cloud: Cloud, settings: Settings, crash_at: int) -> Faults:
    faults = Faults(crash_at)
    wrapped = tools(
        cloud,
        settings,
        Waits(),
        s3=faults.wrap(cloud.s3),
        dynamodb=faults.wrap(cloud.dynamodb),
        client=faults.wrap(Client(settings, KEY, sleep=Waits())),
    )
    with contextlib.suppress(CrashError):
        run(settings, wrapped)
    return faults


def test_a_crash_at_any_step_loses_and_doubles_nothing(cloud: Cloud) -> None:
    with served(three_pages) as api:
        settings = feed_settings(api.url)
        whole = len(attempt(cloud, settings, -1).steps)
        assert whole == 2 * (1 + len(DAYS) * (PAGES + 2))
        for crash_at in range(whole):
            _empty(cloud)
            crashed = attempt(cloud, settings, crash_at)
            assert len(crashed.steps) == crash_at + 1, "it went on after the crash"
            attempt(cloud, settings, -1)
            assert cloud.records() == expected(), crashed.steps[-1]
            assert len(cloud.objects()) == len(DAYS), crashed.steps[-1]
            assert cloud.mark() == "2026-01-04T00:00:00Z", crashed.steps[-1]


def _empty(cloud: Cloud) -> None:
    for key in cloud.objects():
        cloud.s3.delete_object(Bucket=BUCKET, Key=key)
    cloud.dynamodb.delete_item(TableName=TABLE, Key={"source": {"S": "daily-prices"}})


def test_two_runs_at_once_do_no_harm(cloud: Cloud) -> None:
    """The slower run finds the mark moved, after both wrote the same object."""
    with served(three_pages) as api:
        settings = feed_settings(api.url)
        slower = _Overtaken(cloud, settings)
        assert run(settings, slower.tools)["windows"] == 0
    assert slower.happened
    assert cloud.records() == expected()
    assert cloud.mark() == "2026-01-04T00:00:00Z"


class _Overtaken:
    """Lets another run do all the work just before the first window of this one is committed."""

    def __init__(self, cloud: Cloud, settings: Settings) -> None:
        self.happened = False
        self._cloud, self._settings = cloud, settings
        self.tools: Tools = tools(cloud, settings, Waits(), dynamodb=self)
        self.exceptions = cloud.dynamodb.exceptions

    def get_item(self, **given: Any) -> Any:
        return self._cloud.dynamodb.get_item(**given)

    def update_item(self, **given: Any) -> Any:
        if not self.happened:
            self.happened = True
            run(self._settings, tools(self._cloud, self._settings, Waits()))
        return self._cloud.dynamodb.update_item(**given)


class _Context:
    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 900_000


def test_lambda_enters_with_its_secret(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    arn = cloud.secrets.create_secret(Name="daily-prices", SecretString=KEY)["ARN"]
    yesterday = (datetime.now(UTC) - timedelta(days=1, hours=2)).strftime("%Y-%m-%dT%H:%M:00Z")
    with served(three_pages) as api:
        document = feed_document(api.url, secret_arn=arn, start=yesterday, kms_key_arn=cloud.kms_key_arn)
        monkeypatch.setenv("FEED", json.dumps(document))
        assert handle({}, _Context())["windows"] == 1
        assert set(api.keys) == {KEY}


def test_to_connect_asks_for_what_was_fetched_before_and_keeps_nothing(cloud: Cloud) -> None:
    with served(three_pages) as api:
        settings = feed_settings(api.url, kms_key_arn=cloud.kms_key_arn)
        assert connect(settings, tools(cloud, settings, Waits())) == {"answered": 1, "with_records": 1}
        assert [(each["from"], each["until"]) for each in api.asked] == [
            ("2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z")
        ]
        assert (cloud.objects(), cloud.mark()) == ({}, None)
        run(settings, tools(cloud, settings, Waits()))
        held, asked = cloud.objects(), len(api.asked)
        assert connect(settings, tools(cloud, settings, Waits()))["answered"] == 1
        assert api.asked[asked]["from"] == "2026-01-03T00:00:00Z"
        assert (cloud.objects(), cloud.mark()) == (held, "2026-01-04T00:00:00Z")
    with served(lambda _: {"data": []}) as api:
        settings = feed_settings(api.url)
        assert connect(settings, tools(cloud, settings, Waits())) == {"answered": 1, "with_records": 0}


def test_an_api_that_gives_no_usable_answer_does_not_connect(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    arn = cloud.secrets.create_secret(Name="daily-prices", SecretString=KEY)["ARN"]
    with served(lambda _: {"rows": []}) as api:
        monkeypatch.setenv("FEED", json.dumps(feed_document(api.url, secret_arn=arn)))
        with pytest.raises(ApiError, match="'data' of a page is no list"):
            handle(ONLY_CONNECT, _Context())
    # Nobody listens there any more; whoever asked waits for one attempt, not for all of them.
    with pytest.raises(ApiError, match="gave up after 1 attempts: no answer"):
        handle(ONLY_CONNECT, _Context())
    assert (cloud.objects(), cloud.mark()) == ({}, None)
