"""Sources that are asked over HTTP."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Final

from pydantic import AwareDatetime, Field

from configuration.addresses import host_problem
from configuration.errors import Problem
from configuration.sources.schedule import Schedule, longest_wait, shortest_wait
from configuration.sources.source import Mode, SecretSource, SourceKind
from contracts.arrival import Format
from contracts.dataset import Contract

SHORTEST_BATCH_MINUTES: Final = 15
"""A function that runs more often than this serves data in real time."""

FIRST_YEAR, LAST_YEAR = 1970, 2100

RESERVED_HEADERS: Final = frozenset(
    {
        *(
            "accept",
            "accept-encoding",
            "connection",
            "content-length",
            "content-type",
            "cookie",
            "date",
            "expect",
        ),
        *(
            "host",
            "keep-alive",
            "origin",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "via",
        ),
    }
)
"""Headers that the client or HTTP itself sets (fetch.spec.whatwg.org, "forbidden request-header"; RFC 9110)."""

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
        is_short = shortest_wait(self.schedule) < timedelta(minutes=SHORTEST_BATCH_MINUTES)
        if is_short != (self.mode is Mode.REAL_TIME):
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
        if not FIRST_YEAR <= self.start.year <= LAST_YEAR:
            yield Problem(
                field="start",
                what="is no time from which an API has data",
                given=self.start.isoformat(),
                allowed=f"from {FIRST_YEAR} to {LAST_YEAR}",
                fix="write the time of the first record",
            )
        if self.key_header.lower() in RESERVED_HEADERS:
            yield Problem(
                field="key_header",
                what="is a header of HTTP itself, which carries no key",
                given=self.key_header,
                allowed=f"any but {', '.join(sorted(RESERVED_HEADERS))}",
                fix="name the header that the API asks for",
            )
        if wrong := host_problem(self.url):
            yield Problem(
                field="url",
                what=wrong,
                given=self.url,
                allowed="a host on the internet, by its name or its public address, and a port from 1 to 65535",
                fix="give the API's own address",
            )

    def contract_problems(self, dataset: Contract) -> Iterator[Problem]:
        """Return what does not fit any source, and runs that are further apart than the dataset promises."""
        yield from super().contract_problems(dataset)
        if longest_wait(self.schedule) > timedelta(minutes=dataset.freshness_minutes):
            yield Problem(
                field="schedule",
                what=f"leaves more time between two runs than {dataset.name} may be old",
                given=self.schedule,
                allowed=f"up to {dataset.freshness_minutes} minutes",
                fix="run more often, or promise less in the contract's slaProperties",
            )


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
