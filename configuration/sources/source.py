"""What every source is, whatever its kind."""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import Field

from configuration.base import Model
from configuration.errors import Problem
from configuration.lake import Days
from configuration.tagging import DataClassification, TagValue
from contracts.arrival import Format, Volume
from contracts.contract import contract, names_of_contracts
from contracts.dataset import Contract
from contracts.errors import ContractError

Name = Annotated[str, Field(pattern=r"^[a-z](-?[a-z0-9])*$", min_length=2, max_length=32)]
"""Short enough for every physical name made of it: IAM roles, event rules and functions take 64 characters."""

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


class Source(Model):
    """What the kinds of source have in common."""

    kind: ClassVar[SourceKind]
    """How its data reaches the platform."""
    volume: ClassVar[Volume] = Volume.LANDING
    """Where this kind delivers."""
    formats: ClassVar[tuple[Format, ...]] = tuple(Format)
    """What this kind delivers."""
    changes: ClassVar[bool] = False
    """Whether this kind delivers changes of rows."""

    name: Name
    """Unique in the environment; physical names and logical ids are made of it, so it never changes."""
    owner: TagValue
    """The team that is notified when it fails."""
    classification: DataClassification
    mode: Mode
    contract: str
    """The dataset it delivers: the name of a file in `contracts/datasets`, without its ending. It says the domain,
    the format, the folder and how late the data may be."""
    retention_days: Days | None = None
    """Days that its objects are kept; by default as long as the layer keeps them."""

    @property
    def identifier(self) -> str:
        """Its name as SQL and Terraform ids write it."""
        return self.name.replace("-", "_")

    @property
    def dataset(self) -> Contract:
        """What it delivers."""
        return contract(self.contract)

    @property
    def prefix(self) -> str:
        """Where its objects lie in their bucket, with a slash at the end."""
        return f"{self.dataset.folder}/"

    @property
    def freshness_period_minutes(self) -> int:
        """The period in which arrivals are counted."""
        return FINE_PERIOD_MINUTES if self.dataset.freshness_minutes <= DAY_MINUTES else COARSE_PERIOD_MINUTES

    def problems(self) -> Iterator[Problem]:
        """Return a contract that is not there or is wrong, else what of it does not fit this kind of source."""
        known = names_of_contracts()
        if self.contract not in known:
            yield Problem(
                field="contract",
                what="is not a known dataset",
                given=self.contract,
                allowed=", ".join(known),
                fix="choose one of them, or add contracts/datasets/<name>.json",
            )
            return
        try:
            dataset = self.dataset
        except ContractError as error:
            yield Problem(
                field="contract",
                what=f"is {self.contract}, whose {error.where} is wrong",
                given=error.given,
                allowed=error.allowed,
                fix=f"change {error.file}",
            )
        else:
            yield from self.contract_problems(dataset)

    def contract_problems(self, dataset: Contract) -> Iterator[Problem]:
        """Return a promise that no alarm can watch, a place or a form in which this source does not deliver."""
        period, minutes = self.freshness_period_minutes, dataset.freshness_minutes
        longest = LONGEST_FRESHNESS_MINUTES
        kind = f"of {self.kind} sources"
        facts = (
            # field of the contract, whether it fits, what it says, what is allowed
            (
                "slaProperties",
                minutes % period == 0 and period <= minutes <= longest,
                f"{minutes} minutes",
                f"what an alarm can watch: a multiple of {period} minutes, up to {longest}",
            ),
            (
                "servers[0].path",
                not f"{dataset.folder}/".startswith(RESERVED_PREFIXES),
                dataset.folder,
                f"any but {', '.join(RESERVED_PREFIXES)}, which the platform uses",
            ),
            ("servers[0].server", dataset.volume is self.volume, dataset.volume, f"{self.volume}, {kind}"),
            (
                "servers[0].format",
                dataset.format in self.formats,
                dataset.format,
                f"{', '.join(self.formats)}, {kind}",
            ),
            (
                "schema[0].customProperties, changes",
                dataset.changes is self.changes,
                json.dumps(dataset.changes),
                f"{json.dumps(self.changes)}, {kind}",
            ),
        )
        for field, fits, given, allowed in facts:
            if not fits:
                yield Problem(
                    field="contract",
                    what=f"is {dataset.name}, whose {field} does not fit",
                    given=given,
                    allowed=allowed,
                    fix=f"change contracts/datasets/{dataset.name}.json, or choose another kind of source",
                )


class SecretSource(Source):
    """What sources have in common that are opened with a secret."""

    started: bool = False
    """Whether it runs. Off until a person has put a value into its secret, which the first deployment makes empty:
    what starts before fails. To stop a database's replication, switch this off, then stop it by hand."""
