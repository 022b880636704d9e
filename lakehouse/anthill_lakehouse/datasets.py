"""The datasets: what each is called, how its records arrive and where, what its columns are."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from contracts.contract import Column, Contract, contract


class Encoding(StrEnum):
    """How records lie in a delivered file."""

    JSON_LINES = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Root(StrEnum):
    """The volume in which a dataset's files arrive."""

    LANDING = "landing"
    ARRIVALS = "arrivals"


DAY: Final = 1440
"""Minutes."""
SPARK_TYPES: Final = {
    "string": "string",
    "number": "decimal(18,6)",
    "integer": "bigint",
    "date": "date",
    "timestamp": "timestamp",
}
"""Types of a contract as Spark's. Eighteen digits are the most that Spark computes with as one machine word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Defines a dataset: `name` is its contract's, `folder` the place of its files below the root.

    `freshness_minutes` is how old the newest file may be, as its source promises. `changes` says that each record
    is a change of a database row: inserted, updated or deleted, in order.
    """

    name: str
    encoding: Encoding
    root: Root
    folder: str
    freshness_minutes: int
    changes: bool = False

    @property
    def contract(self) -> Contract:
        """What its records hold."""
        return contract(self.name)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its contract."""
        return self.contract.columns

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of these columns."""
        return tuple(column.name for column in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a record."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def bronze(self) -> str:
        """The table of its records as received."""
        return f"bronze.{self.name}"

    @property
    def records(self) -> str:
        """The table of all its records, typed, with what is wrong with each."""
        return f"silver.{self.name}_records"

    @property
    def silver(self) -> str:
        """The table of its current records."""
        return f"silver.{self.name}"

    @property
    def quarantine(self) -> str:
        """The table of the records that broke a rule, with the reasons."""
        return f"silver.{self.name}_quarantine"


DATASETS: Final = (
    Dataset(
        name="daily_prices",
        encoding=Encoding.JSON_LINES,
        root=Root.LANDING,
        folder="market/daily-prices",
        freshness_minutes=4 * DAY,
    ),
    Dataset(
        name="splits",
        encoding=Encoding.JSON_LINES,
        root=Root.LANDING,
        folder="market/splits",
        freshness_minutes=7 * DAY,
    ),
    Dataset(
        name="intraday_trades",
        encoding=Encoding.JSON_LINES,
        root=Root.ARRIVALS,
        folder="market/intraday-trades",
        freshness_minutes=4 * DAY,
    ),
    Dataset(
        name="positions",
        encoding=Encoding.PARQUET,
        root=Root.LANDING,
        folder="portfolio/positions",
        freshness_minutes=4 * DAY,
        changes=True,
    ),
    Dataset(
        name="instruments",
        encoding=Encoding.PARQUET,
        root=Root.LANDING,
        folder="portfolio/instruments",
        freshness_minutes=2 * DAY,
        changes=True,
    ),
    Dataset(
        name="dividends",
        encoding=Encoding.CSV,
        root=Root.LANDING,
        folder="market/dividends",
        freshness_minutes=4 * DAY,
    ),
    Dataset(
        name="market_holidays",
        encoding=Encoding.CSV,
        root=Root.LANDING,
        folder="market/holidays",
        freshness_minutes=7 * DAY,
    ),
)
"""Every dataset of the use case; `environments/market_data.py` names the same contracts, places and promises."""


@cache
def dataset(name: str) -> Dataset:
    """Return the dataset of a name. Raises LookupError that says where it belongs if there is none."""
    known = {each.name: each for each in DATASETS}
    if name not in known:
        raise LookupError(
            f"no dataset {name!r}: add it to DATASETS in lakehouse/anthill_lakehouse/datasets.py; "
            f"known are {', '.join(known)}"
        )
    return known[name]
