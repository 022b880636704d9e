"""No event is missed by an alert because its row came late: queries look back far enough, at every rhythm."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from configuration.model import EnvironmentConfig
from constructs_lib.consumption.workspace_alerts import DAILY, HOURLY, LATE, Rhythm
from tests.stacks.test_foreign_roles import each_config, of
from tests.support.template import Template

Stacks = Mapping[str, Template]
Sees = Callable[[datetime, datetime], bool]
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 9
HOURS_BACK = re.compile(r">= current_timestamp\(\) - INTERVAL (\d+) HOURS?$", re.MULTILINE)
DAYS_BACK = re.compile(r">= date_sub\(current_date\(\), (\d+)\)\s+AND \S+ < current_date\(\)$", re.MULTILINE)
YESTERDAY = re.compile(r"= date_sub\(current_date\(\), 1\)$", re.MULTILINE)


def moments(quartz: str) -> list[datetime]:
    """Return when a schedule of second, minute and hour runs; other fields must be open."""
    second, minute, hour, *others = quartz.split()
    assert set(others) <= {"*", "?"}, quartz
    minutes = [BEGUN + timedelta(minutes=count) for count in range(DAYS * 24 * 60)]
    assert second == "0"
    return [
        each
        for each in minutes
        if minute in {"*", str(each.minute)} and hour in {"*", str(each.hour)}
    ]  # fmt: skip


def window(query: str) -> Sees:
    """Return what tells whether a query asked at a moment looks at an event."""
    if hours := HOURS_BACK.search(query):
        return lambda at, event: at - timedelta(hours=int(hours[1])) <= event <= at
    if days := DAYS_BACK.search(query):
        return lambda at, event: at.date() - timedelta(days=int(days[1])) <= event.date() < at.date()
    if YESTERDAY.search(query):
        return lambda at, event: event.date() == at.date() - timedelta(days=1)
    raise AssertionError(f"how far this query looks back is not known here:\n{query}")


def missed(quartz: str, query: str, late: timedelta) -> list[datetime]:
    """Return the events that no question sees once their rows are there."""
    asked, sees = moments(quartz), window(query)
    events = [BEGUN + timedelta(days=3, minutes=7 * count) for count in range(2 * 24 * 60 // 7)]
    return [event for event in events if not any(sees(at, event) for at in asked if at >= event + late)]


@each_config
def test_every_alert_sees_every_event_however_late_its_row(stacks: Stacks, config: EnvironmentConfig) -> None:
    alerts = of(stacks, config).resources("databricks_alert_v2").values()
    assert alerts
    for alert in alerts:
        quartz = alert["schedule"]["quartz_cron_schedule"]
        assert alert["schedule"]["timezone_id"] == "UTC"
        for late in (timedelta(0), LATE / 2, LATE):
            assert missed(quartz, alert["query_text"], late) == [], alert["display_name"]
        # A second event while the first still raises it is told too.
        assert 0 < alert["evaluation"]["notification"]["retrigger_seconds"] <= LATE.total_seconds()


@pytest.mark.parametrize("rhythm", [HOURLY, DAILY])
def test_a_rhythm_is_as_often_as_it_says(rhythm: Rhythm) -> None:
    assert {after - before for before, after in pairwise(moments(rhythm.quartz))} == {rhythm.every}
    assert rhythm.window >= rhythm.every + LATE


@pytest.mark.parametrize(
    ("rhythm", "query"),
    [
        (HOURLY, "period_end_time >= current_timestamp() - INTERVAL 1 HOUR"),
        (HOURLY, "period_end_time >= current_timestamp() - INTERVAL 24 HOURS"),
        (DAILY, "usage.usage_date = date_sub(current_date(), 1)"),
    ],
)
def test_windows_that_miss_rows_are_found(rhythm: Rhythm, query: str) -> None:
    assert missed(rhythm.quartz, query, timedelta(0)) == []
    assert missed(rhythm.quartz, query, LATE)


def test_a_window_that_is_not_known_is_no_window() -> None:
    with pytest.raises(AssertionError, match="is not known here"):
        window("SELECT count(*) FROM t")
