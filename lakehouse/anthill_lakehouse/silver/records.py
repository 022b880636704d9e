"""From records as received to records that are typed, checked and in order."""

from collections.abc import Mapping

from pyspark.sql import DataFrame

from anthill_lakehouse.datasets import Dataset
from anthill_lakehouse.quality.checked import checked, keeps, typed
from anthill_lakehouse.quality.rules import OPERATION, references_of, rules_of
from anthill_lakehouse.silver.versions import alone, apart, versioned
from contracts.smoke_record import RULE as SENT_BY_SMOKE_TEST


def records(received: DataFrame, dataset: Dataset, others: Mapping[str, DataFrame]) -> DataFrame:
    """Return every record of a dataset, typed, with what is wrong with it and its place in the history.

    A dataset without rules of its own is checked against its contract: types, and values that must be there.
    `others` holds the current records of the datasets that `needed` names.
    """

    def check(those: DataFrame) -> DataFrame:
        return checked(
            those, dataset, rules=rules_of(dataset), references=references_of(dataset), others=others
        )

    read = typed(received, dataset)
    if dataset.changes:
        # A database's rows have a history each.
        return versioned(check(read), dataset)
    single, several = apart(read, dataset)
    return alone(check(single), dataset).unionAll(versioned(check(several), dataset))


def needed(dataset: Dataset) -> tuple[str, ...]:
    """Return the names of the datasets that the dataset's rules look into."""
    return tuple(sorted({reference.other for reference in references_of(dataset)}))


def published_rules(dataset: Dataset) -> dict[str, str]:
    """Return each rule of a dataset by name, as SQL over its checked records that is true where it is kept.

    Databricks counts them as expectations; they never drop a row, since the quarantine has kept it already.
    """
    changes = [OPERATION.name] if dataset.changes else []
    unread = ("file.unreadable", "record.encoding", "record.malformed", SENT_BY_SMOKE_TEST)
    return {
        name: keeps(name, "concat(problems, warnings)") for name in (*unread, *dataset.rule_names, *changes)
    }
