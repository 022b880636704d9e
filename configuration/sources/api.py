"""Sources that are asked over HTTP."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Final

from pydantic import AwareDatetime, Field

from configuration.errors import Problem
from configuration.sources.schedule import Schedule, interval_minutes
from configuration.sources.source import Mode, SecretSource, SourceKind
from contracts.arrival import Format
from contracts.dataset import Contract

SHORTEST_BATCH_MINUTES: Final = 15
"""A function that runs more often than this serves data in real time."""

FieldName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$", max_length=64)]


class ApiSource(SecretSource):
    """A REST API that a scheduled function pages through, window of time by window.

    The windows lie on a fixed grid from `start`, so that a repeated run writes the same object again.
    """

    kind: ClassVar[SourceKind] = SourceKind.API
    formats: ClassVar[tuple[Format, ...]] = (Format.JSON_LINES,)

    url: Annotated[str, Field(pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/\S*$", max_length=512)]
    """The address that is asked; `https` alone."""
    schedule: Schedule
    """When it is asked, in UTC: a rate, or cron with six fields."""
    start: AwareDatetime
    """The beginning of the first window."""
    window_minutes: Annotated[int, Field(ge=1, le=44640)]
    """The time that one object covers."""
    lag_minutes: Annotated[int, Field(ge=0, le=10080)] = 0
    """How long after its end a window is fetched, for APIs that publish late."""
    requests_per_second: Annotated[float, Field(gt=0, le=100)] = 2.0
    """The most requests in a second."""
    attempts: Annotated[int, Field(ge=1, le=10)] = 6
    """How often one request is tried, with growing waits between."""
    timeout_seconds: Annotated[int, Field(ge=1, le=60)] = 20
    """Seconds that one answer is waited for."""
    memory_mb: Annotated[int, Field(ge=128, le=10240)] = 256
    """Memory of the function, in MiB."""
    key_header: FieldName = "X-Api-Key"
    """The header that carries the key of the source's secret."""
    records_field: FieldName = "data"
    """The field of an answer that holds the records."""
    next_field: FieldName = "next"
    """The field of an answer that holds the cursor of the next page."""
    cursor_parameter: FieldName = "cursor"
    """The parameter that asks for a page by its cursor."""
    from_parameter: FieldName = "from"
    """The parameter for the beginning of a window."""
    until_parameter: FieldName = "until"
    """The parameter for the end of a window."""

    def problems(self) -> Iterator[Problem]:
        """Return the rules of any source, and a schedule or a grid that does not fit."""
        yield from super().problems()
        interval = interval_minutes(self.schedule)
        if interval is not None and (interval < SHORTEST_BATCH_MINUTES) != (self.mode is Mode.REAL_TIME):
            yield Problem(
                field="schedule",
                what=f"does not fit mode {self.mode}",
                given=self.schedule,
                allowed=f"below {SHORTEST_BATCH_MINUTES} minutes for real_time, else {SHORTEST_BATCH_MINUTES} or more",
                fix="change the schedule or the mode",
            )
        if self.start.utcoffset() != timedelta(0) or self.start != _whole_minute(self.start):
            yield Problem(
                field="start",
                what="is not a whole minute of UTC",
                given=self.start.isoformat(),
                allowed="such as 2026-01-01T00:00:00Z",
                fix="write it in UTC, without seconds",
            )

    def contract_problems(self, dataset: Contract) -> Iterator[Problem]:
        """Return what does not fit any source, and runs that are further apart than the dataset promises."""
        yield from super().contract_problems(dataset)
        interval = interval_minutes(self.schedule)
        if interval is not None and interval > dataset.freshness_minutes:
            yield Problem(
                field="schedule",
                what=f"leaves more time between two runs than {dataset.name} may be old",
                given=self.schedule,
                allowed=f"up to {dataset.freshness_minutes} minutes",
                fix="run more often, or promise less in the contract's slaProperties",
            )


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
