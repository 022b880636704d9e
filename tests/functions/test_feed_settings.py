"""Settings and the grid of windows."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.api_feed.settings import SettingsError, parse
from functions.api_feed.windows import closed_windows
from tests.functions.conftest import feed_document

URL = "https://api.example.com/v1/prices"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": "http://api.example.com"}, "url is 'http://api.example.com'; allowed: https"),
        ({"url": "file:///etc/passwd"}, "allowed: https"),
        ({"url": "http://127.0.0.1.example.com/"}, "allowed: https"),
        ({"window_minutes": 0}, "window_minutes is 0; allowed: a number above 0"),
        ({"requests_per_second": -1}, "requests_per_second is -1"),
        ({"attempts": "many"}, "attempts is 'many'"),
        ({"start": "yesterday"}, "start is 'yesterday'; allowed: such as 2026"),
        ({"unknown": 1}, r"has unknown \['unknown'\]"),
    ],
)
def test_wrong_settings_are_told(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        parse(json.dumps(feed_document(URL) | changes))


def test_missing_settings_and_bad_json_are_told() -> None:
    document = feed_document(URL)
    del document["table"]
    with pytest.raises(SettingsError, match=r"lacks \['table'\]"):
        parse(json.dumps(document))
    with pytest.raises(SettingsError, match="is not JSON"):
        parse("{")


moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    start=moments,
    ahead=st.integers(-1000, 20_000),
    minutes=st.integers(1, 3000),
    lag=st.integers(0, 2000),
    cut=st.integers(0, 50),
)
def test_windows_have_no_gap_and_no_overlap_and_stay_the_same(
    start: datetime, ahead: int, minutes: int, lag: int, cut: int
) -> None:
    now = start + timedelta(minutes=ahead)
    windows = list(closed_windows(start, now, minutes=minutes, lag_minutes=lag))
    edges = [start, *(window.end for window in windows)]
    assert [window.start for window in windows] == edges[:-1]
    assert all(window.end - window.start == timedelta(minutes=minutes) for window in windows)
    assert edges[-1] + timedelta(minutes=minutes + lag) > now, "a window that is due was left out"
    assert not windows or edges[-1] + timedelta(minutes=lag) <= now, "a window came too early"
    mark = edges[min(cut, len(windows))]
    assert list(closed_windows(mark, now, minutes=minutes, lag_minutes=lag)) == windows[cut:]
    assert len({window.key("p/") for window in windows}) == len(windows)
