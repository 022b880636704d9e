"""The feed against an API that misbehaves in every way it can."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from functions.api_feed import client as client_module
from functions.api_feed import landing as landing_module
from functions.api_feed import pages as pages_module
from functions.api_feed.client import ApiError, Client
from functions.api_feed.handler import run
from functions.api_feed.waiting import FIRST_SECONDS, LONGEST_SECONDS, Pace, back_off, retry_after
from tests.functions.conftest import Cloud, Waits, feed_settings, tools
from tests.functions.misbehaving_api import KEY, Answer, body, reset, served, silence, status


def one_page(asked: Mapping[str, str]) -> dict[str, Any]:
    return {"data": [{"day": asked["from"][:10]}]}


ONCE: dict[str, Answer] = {
    "429 without a word": status(429),
    "429 in a second": status(429, Retry_After="1"),
    "500": status(500),
    "502": status(502),
    "503 with nonsense": status(503, Retry_After="soon"),
    "connection reset": reset,
    "no answer in time": silence,
    "cut off": body(b'{"data": [', length=4000),
    "bad JSON": body(b'{"data": ['),
    "HTML": body(b"<html>try later</html>"),
    "no object": body(b"[]"),
}


@pytest.mark.parametrize("fault", ONCE)
def test_a_passing_fault_is_tried_again(cloud: Cloud, fault: str) -> None:
    waits = Waits()
    with served(one_page) as api:
        api.answers.append(ONCE[fault])
        settings = feed_settings(api.url)
        assert run(settings, tools(cloud, settings, waits))["records"] == 3
        assert len(api.asked) == 4
        assert api.asked[0] == api.asked[1]
    assert cloud.records() == [{"day": f"2026-01-0{day}"} for day in (1, 2, 3)]
    assert max(waits, default=0) <= (1 if "second" in fault else FIRST_SECONDS)


@pytest.mark.parametrize("fault", ONCE)
def test_a_lasting_fault_is_told_and_nothing_is_committed(cloud: Cloud, fault: str) -> None:
    with served(one_page) as api:
        api.answers += [ONCE[fault]] * 4
        settings = feed_settings(api.url)
        with pytest.raises(ApiError, match="gave up after 4 attempts"):
            run(settings, tools(cloud, settings, Waits()))
        assert len(api.asked) == 4
    assert cloud.objects() == {}
    assert cloud.mark() is None


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_tried_again_and_shows_no_key(cloud: Cloud, code: int) -> None:
    with served(one_page) as api:
        api.answers.append(status(code))
        settings = feed_settings(api.url)
        with pytest.raises(ApiError, match=f"the API answers {code}") as error:
            run(settings, tools(cloud, settings, Waits()))
        assert len(api.asked) == 1
    assert KEY not in str(error.value)


def test_a_redirect_is_not_followed(cloud: Cloud) -> None:
    with served(one_page) as other, served(one_page) as api:
        api.answers.append(status(302, Location=other.url))
        settings = feed_settings(api.url)
        with pytest.raises(ApiError, match="the API answers 302"):
            run(settings, tools(cloud, settings, Waits()))
        assert other.asked == []


def test_a_window_that_fails_in_its_middle_leaves_the_ones_before(cloud: Cloud) -> None:
    def fails_on_the_second_day(asked: Mapping[str, str]) -> dict[str, Any]:
        return {"data": "none"} if asked["from"].startswith("2026-01-02") else one_page(asked)

    with served(fails_on_the_second_day) as api:
        settings = feed_settings(api.url)
        with pytest.raises(ApiError, match="'data' of a page is no list of objects"):
            run(settings, tools(cloud, settings, Waits()))
    assert cloud.records() == [{"day": "2026-01-01"}]
    assert cloud.mark() == "2026-01-02T00:00:00Z"


def test_two_equal_pages_both_land(cloud: Cloud) -> None:
    def repeated(asked: Mapping[str, str]) -> dict[str, Any]:
        following = {None: "again", "again": "last", "last": None}[asked.get("cursor")]
        return {"data": [{"last": following is None}], "next": following}

    with served(repeated) as api:
        settings = feed_settings(api.url, start="2026-01-03T00:00:00Z")
        run(settings, tools(cloud, settings, Waits()))
    assert cloud.records() == [{"last": False}, {"last": False}, {"last": True}]


def endless(asked: Mapping[str, str]) -> dict[str, Any]:
    page = int(asked.get("cursor", "0"))
    return {"data": [{"page": page}], "next": page + 1}


def test_pages_without_end_are_an_error(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_module, "MOST_PAGES", 20)
    with served(endless) as api:
        settings = feed_settings(api.url)
        with pytest.raises(ApiError, match="more than 20 pages: make window_minutes smaller"):
            run(settings, tools(cloud, settings, Waits()))
        assert len(api.asked) == 20
    assert (cloud.objects(), cloud.mark()) == ({}, None)


def test_a_window_that_needs_more_time_than_there_is_says_so(cloud: Cloud) -> None:
    left = iter([900_000] * 5 + [20_000])
    with served(endless) as api:
        settings = feed_settings(api.url)
        with pytest.raises(ApiError, match="the time is over after 4 pages of one window"):
            run(settings, tools(cloud, settings, Waits(), milliseconds_left=lambda: next(left)))
    assert (cloud.objects(), cloud.mark()) == ({}, None)


def test_a_window_that_needs_more_room_than_there_is_says_so(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing_module, "LARGEST_WINDOW_BYTES", 5)
    with served(one_page) as api:
        settings = feed_settings(api.url)
        with pytest.raises(ApiError, match="more than 5 bytes"):
            run(settings, tools(cloud, settings, Waits()))
    assert cloud.objects() == {}


@pytest.mark.parametrize("around", ["{}\n", "{}\r\n", "  {}\n\n"])
def test_a_key_from_a_file_is_the_key_without_its_last_newline(cloud: Cloud, around: str) -> None:
    with served(one_page) as api:
        settings = feed_settings(api.url)
        client = Client(settings, around.format(KEY), sleep=Waits())
        assert run(settings, tools(cloud, settings, Waits(), client=client))["records"] == 3
        assert set(api.keys) == {KEY}


@pytest.mark.parametrize("key", ["secret\nsecret", "secret\0", "sécret", "secret\x7f", "secret\ud800"])
def test_a_key_that_no_header_can_hold_is_refused_without_a_word_of_it(key: str) -> None:
    with pytest.raises(ApiError, match="a character that no header can hold, at ") as raised:
        Client(feed_settings("http://127.0.0.1:1"), key)
    assert "cret" not in str(raised.value).replace("the key in the secret", "").replace("into the secret", "")
    with pytest.raises(ApiError, match="the secret holds no key"):
        Client(feed_settings("http://127.0.0.1:1"), " \n")


def test_cursors_in_a_circle_are_an_error(cloud: Cloud) -> None:
    def circle(asked: Mapping[str, str]) -> dict[str, Any]:
        cursor = asked.get("cursor", "a")
        return {"data": [{"at": cursor}], "next": {"a": "b", "b": "a"}[cursor]}

    with served(circle) as api:
        settings = feed_settings(api.url)
        with pytest.raises(ApiError, match="go in a circle"):
            run(settings, tools(cloud, settings, Waits()))
    assert cloud.objects() == {}


@pytest.mark.parametrize("record", [1, "text", None, []])
def test_records_are_objects(cloud: Cloud, record: object) -> None:
    with served(lambda _: {"data": [record]}) as api:
        settings = feed_settings(api.url)
        with pytest.raises(ApiError, match="no list of objects"):
            run(settings, tools(cloud, settings, Waits()))


def test_a_page_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "LARGEST_PAGE_BYTES", 10)
    with served(lambda _: {"data": ["x" * 100]}) as api:
        client = Client(feed_settings(api.url), KEY, sleep=Waits())
        with pytest.raises(ApiError, match="larger than 10 bytes"):
            client.get({})


def test_the_log_tells_of_retries_and_never_of_the_key(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(one_page) as api:
        api.answers.append(status(503))
        settings = feed_settings(api.url)
        run(settings, tools(cloud, settings, Waits()))
    said = capsys.readouterr().out
    assert '"event": "retry"' in said
    assert "the API answers 503" in said
    assert KEY not in said


def test_requests_keep_their_distance() -> None:
    now, waits = [100.0], Waits()

    def sleep(seconds: float) -> None:
        waits(seconds)
        now[0] += seconds

    pace = Pace(4.0, lambda: now[0], sleep)
    for _ in range(5):
        pace.wait()
    assert waits == [0.25] * 4
    now[0] += 60
    pace.wait()
    pace.wait()
    assert waits == [0.25] * 5, "time that was not used is not saved up"


def test_back_off_doubles_up_to_its_limit() -> None:
    for attempt in range(12):
        limit = min(LONGEST_SECONDS, FIRST_SECONDS * 2**attempt)
        drawn = [back_off(attempt) for _ in range(200)]
        assert min(drawn) >= 0
        assert limit / 2 < max(drawn) <= limit


def test_retry_after_in_seconds_or_as_a_date() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after("7", now) == 7
    assert retry_after(format_datetime(now + timedelta(seconds=9), usegmt=True), now) == 9
    assert retry_after(format_datetime(now - timedelta(days=1), usegmt=True), now) == 0
    assert retry_after("86400", now) == LONGEST_SECONDS
    assert [retry_after(text, now) for text in (None, "", "soon", "nan")] == [None] * 4
