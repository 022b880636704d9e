"""What every source is, whatever its kind."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from contracts.contract import ContractError, contract, names_of_contracts
from environments.base import Model
from environments.errors import Problem
from environments.lake import Days
from environments.tagging import DataClassification, TagValue

Name = Annotated[str, Field(pattern=r"^[a-z](-?[a-z0-9])*$", min_length=2, max_length=32)]
"""Short enough for every physical name made of it: IAM roles, event rules and functions take 64 characters."""

Prefix = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9_=-]*/)+$", max_length=200)]

FINE_PERIOD_MINUTES: Final = 5
COARSE_PERIOD_MINUTES: Final = 60
DAY_MINUTES: Final = 1440
LONGEST_FRESHNESS_MINUTES: Final = 7 * DAY_MINUTES
"""An alarm looks back one day, or seven with periods of an hour (CloudWatch API, PutMetricAlarm)."""

ARRIVALS: Final = "arrivals/"
"""Where streams are delivered to in bronze, apart from its tables."""

TABLES: Final = "tables/"
"""Where the catalogue keeps managed tables, in the bucket of their layer."""

RESERVED_PREFIXES: Final = ("incoming/", "quarantine/", ARRIVALS, TABLES)
"""Where files of partners wait for their check, where those that fail it go, and the catalogue's own."""


class SourceKind(StrEnum):
    """How data reaches the platform."""

    API = "api"
    STREAM = "stream"
    DATABASE = "database"
    FILE = "file"


class Mode(StrEnum):
    """Whether data comes in lots or as it happens."""

    BATCH = "batch"
    REAL_TIME = "real_time"


class DataFormat(StrEnum):
    """The format in which objects arrive."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"


class Source(Model):
    """Defines what the kinds of source have in common."""

    name: Name
    """Unique in the environment; physical names and logical ids are made of it, so it never changes."""
    owner: TagValue
    """Who is told when it fails."""
    domain: Name
    """The part of the business it belongs to, such as `market`."""
    classification: DataClassification
    mode: Mode
    format: DataFormat
    contract: str
    """The dataset it delivers: the name of a file in `contracts/datasets`, without its ending."""
    freshness_minutes: Annotated[int, Field(ge=FINE_PERIOD_MINUTES, le=LONGEST_FRESHNESS_MINUTES)]
    """The objective: an alarm is raised when nothing has arrived for so long."""
    landing_prefix: Prefix | None = None
    """Where its objects lie; by default `<domain>/<name>/`."""
    retention_days: Days | None = None
    """Days that its objects are kept; by default as long as the layer keeps them."""

    @property
    def identifier(self) -> str:
        """Its name as SQL and Terraform ids write it."""
        return self.name.replace("-", "_")

    @property
    def own_prefix(self) -> str:
        """What its objects' names begin with below the place of its kind."""
        return self.landing_prefix or f"{self.domain}/{self.name}/"

    @property
    def prefix(self) -> str:
        """Where its objects lie, with a slash at the end."""
        return self.own_prefix

    @property
    def freshness_period_minutes(self) -> int:
        """The period in which arrivals are counted."""
        return FINE_PERIOD_MINUTES if self.freshness_minutes <= DAY_MINUTES else COARSE_PERIOD_MINUTES

    def problems(self) -> Iterator[Problem]:
        """Return an unknown contract, an objective that no alarm can watch, a prefix used by the platform."""
        known = names_of_contracts()
        if self.contract not in known:
            yield Problem(
                field="contract",
                what="is not a known dataset",
                given=self.contract,
                allowed=", ".join(known),
                mend="choose one of them, or add contracts/datasets/<name>.json",
            )
        else:
            try:
                contract(self.contract)
            except ContractError as error:
                yield Problem(
                    field="contract",
                    what="is a dataset whose contract is wrong",
                    given=self.contract,
                    allowed="a contract from which tables can be made",
                    mend=str(error),
                )
        if self.freshness_minutes % self.freshness_period_minutes:
            yield Problem(
                field="freshness_minutes",
                what="is not a whole number of the alarm's periods",
                given=str(self.freshness_minutes),
                allowed=f"a multiple of {self.freshness_period_minutes} minutes",
                mend="round it up",
            )
        if self.own_prefix.startswith(RESERVED_PREFIXES):
            yield Problem(
                field="landing_prefix",
                what="is used by the platform",
                given=self.own_prefix,
                allowed=f"any but {', '.join(RESERVED_PREFIXES)}",
                mend="choose another, or leave it out",
            )


class SecretSource(Source):
    """Defines what sources have in common that are opened with a secret."""

    started: bool = False
    """Whether it runs. Off until a person has put a value into its secret, which the first deployment makes empty:
    what starts before fails. To stop a database's replication, switch this off, then stop it by hand."""
