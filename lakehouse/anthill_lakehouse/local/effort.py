"""How Spark is set for the size of what it is given: what helps with much costs more than it saves with little."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SHORT: Final = 64 * 1024**2
"""Bytes of input up to which a run is so short that Java's second compiler never earns what it costs."""
FEW: Final = 4 * 1024**2
"""Bytes of input up to which Spark's preparation of a query takes longer than the query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Options of Java, and settings of Spark beside those that always hold."""

    java: str = ""
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


LIGHT_JAVA: Final = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=240m"
"""The first compiler alone; it is given 48 MB for its code by default, which forty tables fill, and then stops."""
LIGHT_QUERIES: Final = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}
"""No Java is written and compiled for a query, none is planned again while it runs, one task sorts all rows."""


def effort(size: int) -> Effort:
    """Return what fits so many bytes of input."""
    if size < FEW:
        return Effort(java=LIGHT_JAVA, settings=LIGHT_QUERIES)
    return Effort(java=LIGHT_JAVA) if size < SHORT else Effort()
