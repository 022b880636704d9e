"""The dated price table: what a resource costs by being there."""

import tomllib
from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, PositiveFloat, StringConstraints, model_validator

PRICES_FILE = Path(__file__).with_name("prices.toml")

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Price(BaseModel):
    """What one unit of a type costs, by the hour or by the month.

    `count` names the argument that says how many units are paid for, one if there is none; `when` are arguments
    that must have a value, else the resource is paid by use. `beside` says what the sum leaves out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Text
    hourly: PositiveFloat | None = None
    monthly: PositiveFloat | None = None
    unit: Text
    count: Text | None = None
    when: Mapping[str, str | bool] = Field(default_factory=dict)
    source: HttpUrl
    beside: Text | None = None

    @model_validator(mode="after")
    def _one_period(self) -> "Price":
        if (self.hourly is None) == (self.monthly is None):
            raise ValueError(f"{self.type}: give either hourly or monthly")
        return self


class PriceTable(BaseModel):
    """The prices of one region on one day, what is paid by use, and what has no charge of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: Text
    region: Text
    as_of: date
    hours_per_month: PositiveFloat
    price: tuple[Price, ...]
    by_use: Mapping[str, Text]
    free: tuple[Text, ...]

    def knows(self, type_: str) -> bool:
        """Return whether the table says anything of a type, be it that it costs nothing."""
        priced = type_ in self.by_use or any(price.type == type_ for price in self.price)
        return priced or any(fnmatchcase(type_, pattern) for pattern in self.free)

    def monthly(self, price: Price) -> float:
        """Return what one unit costs in a month."""
        return price.monthly if price.monthly is not None else (price.hourly or 0.0) * self.hours_per_month


def load_prices(file: Path = PRICES_FILE) -> PriceTable:
    """Return the table of a TOML file. Raises pydantic.ValidationError for a price without unit or source."""
    return PriceTable.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
