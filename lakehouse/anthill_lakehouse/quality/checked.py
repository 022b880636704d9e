"""Finds what is wrong with records, by their contract and by rules."""

from collections.abc import Mapping, Sequence
from typing import Final

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from anthill_lakehouse.datasets import SPARK_TYPES, Dataset
from anthill_lakehouse.quality.rule import Reference, Rule
from contracts.quality import OnViolation

RAW: Final = "_raw_"
MARK: Final = "_found_"
REASON: Final = "{name}: {why}"
DELETED: Final = "D"
DAY: Final = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
TIME: Final = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
ZONE: Final = "Z|UTC|[+-][0-9]{2}:?[0-9]{2}"
FORMS: Final = {
    "number": "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?",
    # A whole number that was written as a fraction, as CSV of a column with gaps has it.
    "integer": "[+-]?[0-9]+([.]0+)?",
    # A date that was a moment at midnight. At another time it depends on a zone which day it is.
    "date": f"{DAY}([ T]00:00(:00([.]0+)?)?Z?)?",
    "timestamp": f"{DAY}([ T]{TIME}( ?({ZONE}))?)?",
}
"""How values of a type are written: decimal numbers, and ISO 8601 as in RFC 3339, with a space allowed for the T, UTC
where no zone is given. Casts alone take more, each engine otherwise: `1d`, `epoch`, `today`, 12.7 as an integer."""
WITH_EXPONENT: Final = "[eE]"
WHITE_SPACE: Final = r" \t\n\r\u000b\u000c"
"""What is trimmed from both ends of a value, as SQL writes it: ASCII's white space. SQL's `trim` takes spaces only."""


def keeps(rule: str, reasons: str) -> str:
    """Return as SQL that none of the reasons in an array is of a rule."""
    return f"NOT exists({reasons}, reason -> startswith(reason, '{rule}: '))"


def typed(received: DataFrame, dataset: Dataset) -> DataFrame:
    """Return records with the types of their contract; a value of another type becomes NULL and is kept as text.

    Adds `operation`, `captured_at`, and drops no record. White space is trimmed, and empty text is no value, since
    CSV can't tell them apart.
    """
    kept = ("problem", "record", "source_file", "line", "arrived_at", "batch_id")
    trimmed = received.select(
        *(F.expr(_text(name)).alias(f"{RAW}{name}") for name in (*dataset.column_names, "_captured_at")),
        F.col("_operation").alias("operation"),
        *(F.col(f"_{name}").alias(name) for name in kept),
    )
    return trimmed.select(
        *(
            F.expr(_value(f"{RAW}{column.name}", column.logical_type)).alias(column.name)
            for column in dataset.columns
        ),
        *(f"{RAW}{name}" for name in dataset.column_names),
        "operation",
        F.expr(_value(f"{RAW}_captured_at", "timestamp")).alias("captured_at"),
        *kept,
    )


def _value(text: str, logical_type: str) -> str:
    """Return as SQL the value of a type that a trimmed text says, NULL if it says none."""
    kind, form = SPARK_TYPES[logical_type], FORMS.get(logical_type)
    if form is None:
        return text
    day = f"substring_index(substring_index({text}, ' ', 1), 'T', 1)"
    value = f"try_cast({day if logical_type == 'date' else text} AS {kind})"
    if logical_type == "number":
        # Spark casts 1E-6 to a decimal, Sail 0.7 only to a double.
        by_double = f"try_cast(try_cast({text} AS double) AS {kind})"
        value = f"coalesce({value}, CASE WHEN {text} RLIKE '{WITH_EXPONENT}' THEN {by_double} END)"
    return f"CASE WHEN {text} RLIKE '^({form})\\\\z' THEN {value} END"


def _text(name: str) -> str:
    return f"nullif(trim(BOTH '{WHITE_SPACE}' FROM {name}), '')"


def checked(
    records: DataFrame,
    dataset: Dataset,
    *,
    rules: Sequence[Rule],
    references: Sequence[Reference],
    others: Mapping[str, DataFrame],
) -> DataFrame:
    """Return typed records with `problems` and `warnings`: each "<rule>: <why>", in the order of the rules.

    `others` holds the datasets that references name. No record stops the run, whatever is wrong with it.
    """
    for reference in references:
        records = _marked(records, reference, others[reference.other])
    drops = [F.col("problem"), *_contract_reasons(dataset), *_reasons(rules, references, OnViolation.DROP)]
    problems = F.array_compact(F.array(*drops))
    warnings = F.array_compact(
        F.array(*_reasons(rules, references, OnViolation.WARN), F.lit(None).cast("string"))
    )
    return records.select(
        *dataset.column_names,
        *("operation", "captured_at", "record", "source_file", "line", "arrived_at", "batch_id"),
        problems.alias("problems"),
        warnings.alias("warnings"),
    )


def _contract_reasons(dataset: Dataset) -> list[Column]:
    """Return a reason per column, NULL where it keeps the contract; a deletion needs its key only."""
    reasons: list[Column] = []
    readable = F.col("problem").isNull()
    for column in dataset.columns:
        raw = F.col(f"{RAW}{column.name}")
        if column.logical_type != "string":
            wrong = F.concat(
                F.lit(f"{column.name}.type: '"),
                F.left(raw, F.lit(40)),
                F.lit(f"' is not a {column.logical_type}"),
            )
            reasons.append(F.when(readable & raw.isNotNull() & F.col(column.name).isNull(), wrong))
        if column.required:
            missing = readable & raw.isNull()
            if not column.primary_key:
                missing &= ~F.coalesce(F.col("operation") == DELETED, F.lit(False))
            reasons.append(F.when(missing, F.lit(f"{column.name}.missing: is required and has no value")))
    return reasons


def _reasons(rules: Sequence[Rule], references: Sequence[Reference], severity: OnViolation) -> list[Column]:
    broken: list[tuple[Rule | Reference, Column]] = [
        (rule, F.expr(f"NOT coalesce({rule.holds}, true)")) for rule in rules
    ]
    for reference in references:
        found = F.col(f"`{MARK}{reference.name}`").isNotNull()
        given = F.expr(" AND ".join(f"{own} IS NOT NULL" for own, _ in reference.columns))
        broken.append((reference, given & (~found if reference.must_exist else found)))
    readable = F.col("problem").isNull()
    return [
        F.when(readable & condition, F.lit(REASON.format(name=rule.name, why=rule.why)))
        for rule, condition in broken
        if rule.severity is severity
    ]


def _marked(records: DataFrame, reference: Reference, other: DataFrame) -> DataFrame:
    keys = [(own, f"{MARK}{reference.name}_{name}") for own, name in reference.columns]
    found = (
        other.where(reference.only)
        .select(
            *(F.col(name).alias(key) for (_, name), (_, key) in zip(reference.columns, keys, strict=True))
        )
        .distinct()
        .select("*", F.lit(True).alias(f"{MARK}{reference.name}"))
    )
    matches = [F.col(own) == F.col(f"`{key}`") for own, key in keys]
    condition = matches[0]
    for match in matches[1:]:
        condition &= match
    return records.join(F.broadcast(found), condition, "left")
