"""How a dataset arrives: where, in which format, how fresh."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from contracts.model import Part

MINUTES: Final = {"min": 1, "h": 60, "d": 1440}


class Volume(StrEnum):
    """The volume in which a dataset's files arrive."""

    LANDING = "landing"
    ARRIVALS = "arrivals"


class Format(StrEnum):
    """The format of these files."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"


class Server(Part):
    """Where a dataset's files arrive: the volume, the folder in it, and their format."""

    server: Volume
    type: Literal["custom"]
    path: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_=-]*(/[a-z0-9][a-z0-9_=-]*)*$", max_length=199)]
    format: Format


class Freshness(Part):
    """How old the newest file may be."""

    property: Literal["freshness"]
    value: Annotated[int, Field(ge=1)]
    unit: Literal["min", "h", "d"]
    description: str = ""
