"""Sends records through the API feed: its real function asks a server on this machine."""

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from configuration.sources.api import ApiSource
from functions.api_feed.windows import STAMP, Window
from operations.common.errors import InputError
from operations.emulator.send.delivery import Delivery
from operations.emulator.send.function_run import DeployedFunction
from operations.emulator.send.platform import Platform
from operations.emulator.send.rows import Row, existing, moment, read_rows
from operations.emulator.send.sample_api import SampleApi, serving
from operations.emulator.send.source_secret import value_of

REQUESTS_PER_SECOND: Final = 1000
MINUTE: Final = timedelta(minutes=1)
NOT_MOVED: Final = (
    "the schedule: EventBridge Scheduler runs nothing here, this command took its place",
    "the function's place: it ran on this machine with its deployed package and settings, not in Lambda",
)


def send_by_api(platform: Platform, source: ApiSource, files: Sequence[Path]) -> Delivery:
    """Serve the records of the files on this machine and let the feed's function fetch their windows.

    The function's mark is set to the first of those windows, and the windows after the last are left for
    later. Raises InputError for records of a time that the feed has not reached or never asks for.
    """
    dataset = source.dataset
    if dataset.time_column is None:
        raise InputError(
            f"dataset {dataset.name} does not say by `knownAt` when a record became known, so a record has no window"
        )
    time_column = dataset.time_column
    rows = [row for file in existing(files) for row in read_rows(file, dataset)]
    function = DeployedFunction(
        platform, code="api_feed", physical_name=platform.names.named("function", f"feed-{source.name}")
    )
    setting = function.setting("FEED")
    now = datetime.now(UTC)
    first, end = _windows(rows, time_column, setting, now)
    key = value_of(platform, setting["secret_arn"], otherwise=secrets.token_urlsafe(24))
    platform.client("dynamodb").put_item(
        TableName=setting["table"],
        Item={"source": {"S": source.name}, "mark": {"S": first.strftime(STAMP)}},
    )
    with serving(SampleApi(rows, setting, time_column=time_column, key=key)) as api:
        told = setting | {
            "url": api.url,
            "requests_per_second": REQUESTS_PER_SECOND,
            "lag_minutes": (now - end) // MINUTE,
        }
        answer = function.run({}, FEED=json.dumps(told))
    keys = [key for key, _ in platform.versions(setting["bucket"], setting["prefix"])]
    wanted = _keys(rows, time_column, setting)
    return Delivery(
        source=source.name,
        kind=source.kind.value,
        records=answer["records"],
        steps=(
            f"set the feed's mark to {first.strftime(STAMP)}",
            f"ran {function.name}: {api.requests_served} requests, {answer['windows']} windows",
        ),
        stored=tuple(platform.stored(setting["bucket"], key) for key in sorted(keys) if key in wanted),
        announced=0,
        not_moved=NOT_MOVED,
    )


def _start_of(time: datetime, setting: dict[str, Any]) -> datetime:
    start = datetime.strptime(setting["start"], STAMP).replace(tzinfo=UTC)
    length = setting["window_minutes"] * MINUTE
    if time < start:
        raise InputError(f"a record of {time:{STAMP}} is before the feed's start, {setting['start']}")
    return start + (time - start) // length * length


def _windows(
    rows: Sequence[Row], time_column: str, setting: dict[str, Any], now: datetime
) -> tuple[datetime, datetime]:
    """Return the start of the first window and the end of the last."""
    times = [moment(row, time_column) for row in rows]
    end = _start_of(max(times), setting) + setting["window_minutes"] * MINUTE
    if end + setting["lag_minutes"] * MINUTE > now:
        raise InputError(
            f"a record of {max(times):{STAMP}} is in a window that is fetched only after {end:{STAMP}} and "
            f"{setting['lag_minutes']} minutes: give older records"
        )
    return _start_of(min(times), setting), end


def _keys(rows: Sequence[Row], time_column: str, setting: dict[str, Any]) -> set[str]:
    length = setting["window_minutes"] * MINUTE
    starts = {_start_of(moment(row, time_column), setting) for row in rows}
    return {Window(start, start + length).key(setting["prefix"]) for start in starts}
