"""The datasets: what their contracts say, and the tables that are made of each."""

from functools import cache
from typing import Final

from contracts.contract import contract, names_of_contracts
from contracts.dataset import Contract

SPARK_TYPES: Final = {
    "string": "string",
    "number": "decimal(18,6)",
    "integer": "bigint",
    "date": "date",
    "timestamp": "timestamp",
}
"""Types of a contract as Spark's. Eighteen digits are the most that Spark computes with as one machine word."""


class Dataset(Contract):
    """A dataset: its contract, and the tables that are made of it."""

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


DATASETS: Final = tuple(Dataset.model_construct(**dict(contract(name))) for name in names_of_contracts())
"""Every dataset that has a contract."""


@cache
def dataset(name: str) -> Dataset:
    """Return the dataset of a name. Raises LookupError that says where it belongs if there is none."""
    known = {each.name: each for each in DATASETS}
    if name not in known:
        raise LookupError(
            f"no dataset {name!r}: add contracts/datasets/{name}.json; known are {', '.join(known)}"
        )
    return known[name]
