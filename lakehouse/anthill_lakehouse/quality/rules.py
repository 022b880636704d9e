"""The rules of each dataset: those that its contract names, as SQL."""

from collections.abc import Iterator
from typing import Final

from anthill_lakehouse.datasets import Dataset
from anthill_lakehouse.exchanges import EXCHANGES
from anthill_lakehouse.quality.currencies import CURRENCIES
from anthill_lakehouse.quality.rule import Reference, Rule
from contracts.dataset import Column
from contracts.quality import Check, ColumnQuality, OnViolation

LETTERS_AND_DIGITS: Final = r"^[A-Z]{2}[A-Z0-9]{9}[0-9]\\z"
r"""As SQL writes it. `\z` is the end of the text; `$` also comes before a last newline."""

OPERATION: Final = Rule(
    name="operation.known",
    severity=OnViolation.DROP,
    holds="operation IS NOT NULL AND operation IN ('I', 'U', 'D')",
    why="is a change of unknown kind",
)


def _isin_sum(column: str) -> str:
    """Return the sum of Luhn's formula: every second digit from the right is doubled.

    Letters count as two digits: A is 10, Z is 35 (ISO 6166, annex on the check digit).
    """
    digits = (
        f"regexp_replace(concat_ws('', transform({_characters(column)}, c -> conv(c, 36, 10))), '[^0-9]', '')"
    )
    return (
        f"aggregate(transform({_characters(f'reverse({digits})')}, (d, i) -> "
        "IF(i % 2 = 1, (try_cast(d AS INT) * 2) DIV 10 + (try_cast(d AS INT) * 2) % 10, try_cast(d AS INT))), "
        "0L, (total, d) -> total + coalesce(d, 0))"
    )


def _characters(text: str) -> str:
    # Not every engine leaves out the empty texts at both ends.
    return f"filter(split({text}, ''), each -> each <> '')"


def _is_in(column: str, values: frozenset[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in sorted(values))})"


def checking(column: str, quality: ColumnQuality) -> Rule:
    """Return the rule that a column passes a check that has a name."""
    said = column.replace("_", " ")
    of_form = f"{column} RLIKE '{LETTERS_AND_DIGITS}'"
    match quality.implementation:
        case Check.ISIN_FORM:
            holds, why = of_form, "has an ISIN of another form than ISO 6166's"
        case Check.ISIN_CHECK_DIGIT:
            holds = f"NOT {of_form} OR {_isin_sum(column)} % 10 = 0"
            why = "has an ISIN with a wrong check digit"
        case Check.CURRENCY:
            holds = _is_in(column, CURRENCIES)
            why = f"has a {said} that is not in ISO 4217"
        case Check.EXCHANGE:
            holds = _is_in(column, frozenset(EXCHANGES))
            why = "names an exchange without a known time zone"
        case Check.POSITIVE:
            holds, why = f"{column} > 0", f"has a {said} that is not above zero"
        case Check.NOT_NEGATIVE:
            holds, why = f"{column} >= 0", f"has a negative {said}"
    return Rule(
        name=f"{column}.{quality.implementation.about}", severity=quality.severity, holds=holds, why=why
    )


def rules_of(dataset: Dataset) -> tuple[Rule, ...]:
    """Return the rules on single records: those of the contract, and that of changes for a database's."""
    named = [checking(column.name, check) for column in dataset.columns for check in column.quality]
    own = [
        Rule(name=rule.name, severity=rule.severity, holds=rule.implementation.holds, why=rule.description)
        for rule in dataset.table.quality
        if rule.implementation.holds is not None
    ]
    return (*named, *own, *((OPERATION,) if dataset.changes else ()))


def references_of(dataset: Dataset) -> tuple[Reference, ...]:
    """Return the rules between a dataset and others, if any. None leads back to its own: tables follow that order."""
    known = [reference for column in dataset.columns for reference in _known(column)]
    absent = [
        Reference(
            name=rule.name,
            severity=rule.severity,
            other=rule.implementation.absent_from,
            columns=tuple(rule.implementation.columns.items()),
            must_exist=False,
            only=rule.implementation.only,
            why=rule.description,
        )
        for rule in dataset.table.quality
        if rule.implementation.absent_from is not None
    ]
    return (*known, *absent)


def _known(column: Column) -> Iterator[Reference]:
    """Yield that values are found elsewhere: those that are not may only be late, so their records are kept."""
    for relationship in column.relationships:
        other, _, name = relationship.to.partition(".")
        yield Reference(
            name=f"{column.name}.known",
            severity=OnViolation.WARN,
            other=other,
            columns=((column.name, name),),
            must_exist=True,
            why=f"has a value in {column.name} that {other} does not have",
        )
