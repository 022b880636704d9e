"""Sources that send records all the time."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final

from pydantic import Field

from configuration.errors import Problem
from configuration.sources.source import ARRIVALS, Mode, Source, SourceKind
from contracts.arrival import Format, Volume

LONGEST_REAL_TIME_BUFFER_SECONDS: Final = 300


class StreamSource(Source):
    """A Kinesis data stream and its delivery to bronze, compressed and partitioned by hour."""

    kind: ClassVar[SourceKind] = SourceKind.STREAM
    volume: ClassVar[Volume] = Volume.ARRIVALS
    formats: ClassVar[tuple[Format, ...]] = (Format.JSON_LINES,)

    shards: Annotated[int, Field(ge=1, le=500)] | None = None
    """Provisioned shards, of 1 MiB or 1,000 records a second each; None is on demand."""
    stream_retention_hours: Annotated[int, Field(ge=24, le=8760)] = 24
    """How long records can be read again (Kinesis API, IncreaseStreamRetentionPeriod)."""
    buffer_seconds: Annotated[int, Field(ge=60, le=900)]
    """The longest that a record waits for its delivery (Firehose API, BufferingHints)."""
    buffer_mb: Annotated[int, Field(ge=1, le=128)] = 64
    """The size, in MiB, at which records are delivered without waiting longer."""
    iterator_age_seconds: Annotated[int, Field(ge=60, le=86400)] = 600
    """How far a reader may fall behind before an alarm is raised."""

    @property
    def prefix(self) -> str:
        """Where its objects lie, with a slash at the end."""
        return f"{ARRIVALS}{super().prefix}"

    def problems(self) -> Iterator[Problem]:
        """Return the rules of any source, and buffering that does not fit."""
        yield from super().problems()
        if self.mode is Mode.REAL_TIME and self.buffer_seconds > LONGEST_REAL_TIME_BUFFER_SECONDS:
            yield Problem(
                field="buffer_seconds",
                what="is too long for mode real_time",
                given=str(self.buffer_seconds),
                allowed=f"from 60 to {LONGEST_REAL_TIME_BUFFER_SECONDS}",
                fix="shorten it, or choose mode batch",
            )
