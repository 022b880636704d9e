"""Where Lambda enters."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from .client import Client
from .landing import land
from .log import log
from .marks import Marks, OvertakenError
from .pages import records
from .settings import Settings, parse
from .windows import Window, closed_windows

SAFETY_MILLISECONDS = 120_000
"""No window is begun with less time left: it would be cut off and done again."""

ONLY_CONNECT = {"only": "connect"}
"""The event of a smoke test: the API is asked, and nothing is kept of its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Defines what the feed works with; tests give their own."""

    s3: Any
    dynamodb: Any
    client: Client
    now: Callable[[], datetime]
    milliseconds_left: Callable[[], int]


def handle(event: object, context: Any) -> dict[str, int]:
    """Fetch every window that is due and has time, and say how many; or only see whether the API answers."""
    import boto3  # noqa: PLC0415 - slow to load, and tests that give their own tools do without

    settings = parse(os.environ["FEED"])
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=settings.secret_arn)["SecretString"]
    only_connect = event == ONLY_CONNECT
    if only_connect:
        # Who waits for the answer tries again.
        settings = replace(settings, attempts=1)
    tools = Tools(
        s3=boto3.client("s3"),
        dynamodb=boto3.client("dynamodb"),
        client=Client(settings, secret),
        now=lambda: datetime.now(UTC),
        milliseconds_left=context.get_remaining_time_in_millis,
    )
    return connect(settings, tools) if only_connect else run(settings, tools)


def connect(settings: Settings, tools: Tools) -> dict[str, int]:
    """Ask for the window before the mark, as the feed itself does, as far as its first record; nothing is kept.

    Raises ApiError where the API gives no usable answer.
    """
    end = Marks(tools.dynamodb, settings.table, settings.source).read() or settings.start
    window = Window(end - timedelta(minutes=settings.window_minutes), end)
    found = records(tools.client, settings, window, milliseconds_left=tools.milliseconds_left)
    return {"answered": 1, "with_records": int(next(found, None) is not None)}


def run(settings: Settings, tools: Tools) -> dict[str, int]:
    """Fetch the windows that are due, oldest first: object, then mark, window by window.

    A run that is cut off anywhere is made good by the next: the mark has not moved, and the same window gives
    the same key. Raises ApiError where the API gives no usable answer.
    """
    marks = Marks(tools.dynamodb, settings.table, settings.source)
    mark = marks.read()
    done = {"windows": 0, "records": 0, "behind_windows": 0}
    due = list(
        closed_windows(
            mark or settings.start,
            tools.now(),
            minutes=settings.window_minutes,
            lag_minutes=settings.lag_minutes,
        )
    )
    for window in due:
        if tools.milliseconds_left() < SAFETY_MILLISECONDS:
            break
        count = land(
            tools.s3,
            records(tools.client, settings, window, milliseconds_left=tools.milliseconds_left),
            bucket=settings.bucket,
            key=window.key(settings.prefix),
            kms_key_arn=settings.kms_key_arn,
            tags=settings.tags,
        )
        try:
            marks.move(mark, window.end)
        except OvertakenError as error:
            log("overtaken", source=settings.source, reason=str(error))
            break
        mark = window.end
        done["windows"] += 1
        done["records"] += count
        log("window landed", source=settings.source, start=window.start, records=count)
    done["behind_windows"] = len(due) - done["windows"]
    return done
