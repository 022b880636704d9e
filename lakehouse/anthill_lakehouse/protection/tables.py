"""The tables whose values are not for everyone: each column that is protected, by the contracts' classification."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from anthill_lakehouse.datasets import DATASETS, SPARK_TYPES, Dataset
from contracts.model import Classification
from contracts.product import Product, products

CONFIDENTIAL = Classification.CONFIDENTIAL
TEXTS = "array<string>"

ARRIVAL = (("source_file", "string"), ("line", "bigint"), ("arrived_at", "timestamp"), ("batch_id", "string"))
"""What every record says of the delivery that brought it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A column of a table: its type in Spark, what it says, and its classification."""

    name: str
    kind: str
    comment: str = ""
    classification: Classification | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with all its columns, in order."""

    name: str
    columns: tuple[Shown, ...]

    @property
    def confidential(self) -> tuple[Shown, ...]:
        """The columns whose values are masked."""
        return tuple(each for each in self.columns if each.classification is CONFIDENTIAL)

    @property
    def restricted(self) -> str | None:
        """The column by which rows are shown or not; None if all are."""
        found = (each.name for each in self.columns if each.classification is Classification.RESTRICTED)
        return next(found, None)


@cache
def protected() -> dict[str, Table]:
    """Return each table with a classified column, by name.

    A dataset's records as received hold the classified values too, and so do the reasons for which some were
    refused, which quote them: all text of such a dataset is confidential.
    """
    found = [table for each in DATASETS if is_classified(each) for table in _of_dataset(each)]
    found += [_of_product(each) for each in products().values() if is_classified(each)]
    return {each.name: each for each in found}


def is_classified(contract: Dataset | Product) -> bool:
    """Return whether a column of a contract is classified."""
    return any(column.classification for column in contract.columns)


def _of_dataset(dataset: Dataset) -> Iterator[Table]:
    def own(kind: str | None = None) -> Iterator[Shown]:
        for column in dataset.columns:
            yield Shown(
                name=column.name,
                kind=kind or SPARK_TYPES[column.logical_type],
                comment=column.description,
                classification=column.classification,
            )

    def plain(*columns: tuple[str, str]) -> Iterator[Shown]:
        return (Shown(name=name, kind=kind) for name, kind in columns)

    def hidden(*columns: tuple[str, str]) -> Iterator[Shown]:
        return (Shown(name=name, kind=kind, classification=CONFIDENTIAL) for name, kind in columns)

    received = (
        *own("string"),
        *plain(("_operation", "string"), ("_captured_at", "string")),
        *hidden(("_rescued", "string"), ("_record", "string"), ("_problem", "string")),
        *plain(*((f"_{name}", kind) for name, kind in ARRIVAL)),
    )
    all_records = (
        *own(),
        *plain(("operation", "string"), ("known_at", "timestamp")),
        *hidden(("problems", TEXTS), ("warnings", TEXTS)),
        *plain(("version", "int"), ("is_duplicate", "boolean"), ("superseded_at", "timestamp")),
        *plain(("is_current", "boolean")),
        *hidden(("record", "string")),
        *plain(*ARRIVAL),
    )
    yield Table(name=dataset.bronze, columns=received)
    yield Table(name=dataset.records, columns=all_records)
    yield Table(name=dataset.silver, columns=(*own(), *plain(("known_at", "timestamp"), ("version", "int"))))
    yield Table(
        name=dataset.quarantine,
        columns=(*hidden(("reasons", TEXTS), ("record", "string")), *plain(*ARRIVAL)),
    )


def _of_product(product: Product) -> Table:
    return Table(
        name=product.full_name,
        columns=tuple(
            Shown(
                name=each.name,
                kind=each.physical_type,
                comment=each.description,
                classification=each.classification,
            )
            for each in product.columns
        ),
    )
