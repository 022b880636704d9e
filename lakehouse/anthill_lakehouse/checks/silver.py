"""What must hold of each dataset in silver."""

from collections.abc import Iterator
from typing import Final

from anthill_lakehouse.checks.check import Check, none_of
from anthill_lakehouse.datasets import DATASETS, Dataset

ONE_FATE: Final = (
    "(CASE WHEN version IS NOT NULL AND NOT is_duplicate THEN 1 ELSE 0 END)"
    " + (CASE WHEN is_duplicate THEN 1 ELSE 0 END)"
    " + (CASE WHEN size(problems) > 0 THEN 1 ELSE 0 END)"
)


def checks_of(dataset: Dataset) -> Iterator[Check]:
    """Return the checks of a dataset."""
    key = ", ".join(dataset.key)
    same_key = " AND ".join(f"r.{name} = s.{name}" for name in dataset.key)
    told_key = ", ".join(f"{name} {{{name}}}" for name in dataset.key)
    yield none_of(
        f"{dataset.silver} has one row per key",
        dataset.silver,
        question=f"SELECT {key}, count(*) AS copies FROM {dataset.silver} GROUP BY {key} HAVING count(*) > 1",
        fault=f"{told_key}: {{copies}} rows",
    )
    yield none_of(
        f"every record of {dataset.bronze} is in silver",
        dataset.bronze,
        dataset.records,
        question=f"SELECT b.n AS received, r.n AS checked FROM (SELECT count(*) AS n FROM {dataset.bronze}) b "
        f"CROSS JOIN (SELECT count(*) AS n FROM {dataset.records}) r WHERE b.n <> r.n",
        fault="{received} received, {checked} checked",
    )
    yield none_of(
        f"every record of {dataset.name} is a valid version, a duplicate or in quarantine",
        dataset.records,
        question=f"SELECT source_file, line FROM {dataset.records} WHERE {ONE_FATE} <> 1",
        fault="{source_file} line {line} is none of them, or several",
    )
    yield none_of(
        f"{dataset.silver} has only records that hold",
        dataset.silver,
        dataset.records,
        question=f"SELECT {', '.join(f's.{name} AS {name}' for name in dataset.key)} FROM {dataset.silver} s "
        f"WHERE NOT EXISTS (SELECT 1 FROM {dataset.records} r WHERE {same_key} AND r.version = s.version "
        "AND r.is_current AND size(r.problems) = 0)",
        fault=f"{told_key}: no record says so",
    )
    yield none_of(
        f"nothing in quarantine of {dataset.name} holds",
        dataset.quarantine,
        dataset.records,
        question=f"SELECT q.source_file AS source_file, q.line AS line FROM {dataset.quarantine} q "
        f"JOIN {dataset.records} r ON q.source_file = r.source_file AND q.line = r.line "
        "AND q.batch_id = r.batch_id WHERE r.is_current",
        fault="{source_file} line {line} is in quarantine and in silver",
    )
    yield none_of(
        f"every record in quarantine of {dataset.name} has a reason",
        dataset.quarantine,
        question=f"SELECT source_file, line FROM {dataset.quarantine} "
        "WHERE reasons IS NULL OR size(reasons) = 0",
        fault="{source_file} line {line} has none",
    )
    yield none_of(
        f"what is wrong in {dataset.name} is in quarantine",
        dataset.quarantine,
        dataset.records,
        question=f"SELECT q.n AS kept, r.n AS wrong FROM (SELECT count(*) AS n FROM {dataset.quarantine}) q "
        f"CROSS JOIN (SELECT count(*) AS n FROM {dataset.records} WHERE size(problems) > 0) r WHERE q.n <> r.n",
        fault="{wrong} records are wrong, {kept} in quarantine",
    )


SILVER_CHECKS: Final = tuple(check for dataset in DATASETS for check in checks_of(dataset))
