"""When the lakehouse's tables were made, by what the engine writes to its log."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

EVENT: Final = re.compile(
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?): Flow (?:\w+\.)?(\w+\.\w+) (?:is|has) (RUNNING|COMPLETED)",
    re.MULTILINE,
)
LAYERS: Final = ("bronze", "silver", "gold")


def table_times(log: str) -> dict[str, tuple[datetime, datetime]]:
    """Return by table when the last attempt at it began and when it was done.

    Sail writes microseconds, Spark seconds.
    """
    begun: dict[str, datetime] = {}
    times: dict[str, tuple[datetime, datetime]] = {}
    for at, table, event in EVENT.findall(log):
        moment = datetime.fromisoformat(at)
        if event == "RUNNING":
            begun[table] = moment
        elif table in begun:
            times[table] = (begun[table], moment)
    return times


def stage_seconds(times: Mapping[str, tuple[datetime, datetime]], whole: float) -> dict[str, float]:
    """Return the seconds of a run by stage; together they are the whole.

    Tables of several layers are made side by side: a second belongs to the lowest layer with a table that is not
    done. `start` is all before the first table, and what comes after the last.
    """
    stages: dict[str, float] = {}
    reached = first = min((begun for begun, _ in times.values()), default=None)
    for layer in LAYERS:
        ends = [end for table, (_, end) in times.items() if table.startswith(f"{layer}.")]
        done = max([end for end in (reached, *ends) if end], default=None)
        stages[layer] = (done - reached).total_seconds() if done and reached else 0.0
        reached = done
    made = (reached - first).total_seconds() if reached and first else 0.0
    return {"start": round(whole - made, 1), **stages}
