"""The rules of each dataset, beyond what its contract says of columns and types."""

from typing import Final

from anthill_lakehouse.datasets import Dataset
from anthill_lakehouse.exchanges import EXCHANGES
from anthill_lakehouse.quality.currencies import CURRENCIES
from anthill_lakehouse.quality.rule import Reference, Rule, Severity

LETTERS_AND_DIGITS: Final = "^[A-Z]{2}[A-Z0-9]{9}[0-9]$"

ISIN_DIGITS: Final = (
    "regexp_replace(concat_ws('', transform(split(isin, ''), c -> conv(c, 36, 10))), '[^0-9]', '')"
)
"""Letters count as two digits: A is 10, Z is 35 (ISO 6166, annex on the check digit)."""

ISIN_SUM: Final = (
    f"aggregate(transform(split(reverse({ISIN_DIGITS}), ''), (d, i) -> "
    "IF(i % 2 = 1, (try_cast(d AS INT) * 2) DIV 10 + (try_cast(d AS INT) * 2) % 10, try_cast(d AS INT))), "
    "0L, (total, d) -> total + coalesce(d, 0))"
)
"""The sum of Luhn's formula: every second digit from the right is doubled."""


def _is_in(column: str, values: frozenset[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in sorted(values))})"


ISIN_FORM: Final = Rule(
    name="isin.form",
    severity=Severity.DROP,
    holds=f"isin RLIKE '{LETTERS_AND_DIGITS}'",
    why="has an ISIN of another form than ISO 6166's",
)
ISIN_CHECK_DIGIT: Final = Rule(
    name="isin.check_digit",
    severity=Severity.DROP,
    holds=f"NOT isin RLIKE '{LETTERS_AND_DIGITS}' OR {ISIN_SUM} % 10 = 0",
    why="has an ISIN with a wrong check digit",
)
CURRENCY: Final = Rule(
    name="currency.known",
    severity=Severity.DROP,
    holds=_is_in("currency", CURRENCIES),
    why="has a currency that is not in ISO 4217",
)
EXCHANGE: Final = Rule(
    name="exchange.known",
    severity=Severity.DROP,
    holds=_is_in("exchange", frozenset(EXCHANGES)),
    why="names an exchange without a known time zone",
)
OPERATION: Final = Rule(
    name="operation.known",
    severity=Severity.FAIL,
    holds="operation IS NOT NULL AND operation IN ('I', 'U', 'D')",
    why="is a change of unknown kind, so the order of changes can't be trusted",
)
KNOWN_INSTRUMENT: Final = Reference(
    name="isin.known",
    severity=Severity.WARN,
    other="instruments",
    columns=(("isin", "isin"),),
    must_exist=True,
    why="is of an instrument that the book of record doesn't know",
)


def _positive(column: str) -> Rule:
    return Rule(
        name=f"{column}.positive",
        severity=Severity.DROP,
        holds=f"{column} > 0",
        why=f"has a {column.replace('_', ' ')} that is not above zero",
    )


RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "daily_prices": (
        ISIN_FORM,
        ISIN_CHECK_DIGIT,
        EXCHANGE,
        CURRENCY,
        *(_positive(column) for column in ("open", "high", "low", "close")),
        Rule(
            name="volume.not_negative",
            severity=Severity.DROP,
            holds="volume >= 0",
            why="has a negative volume",
        ),
        Rule(
            name="price.range",
            severity=Severity.DROP,
            holds="low <= high AND low <= coalesce(least(open, close), close) "
            "AND high >= coalesce(greatest(open, close), close)",
            why="has an open or a close outside of low and high",
        ),
        Rule(
            name="trade_date.weekday",
            severity=Severity.DROP,
            holds="weekday(trade_date) < 5",
            why="is of a Saturday or Sunday",
        ),
        Rule(
            name="published_at.after_trading",
            severity=Severity.WARN,
            holds="to_date(published_at) >= trade_date",
            why="was published before its day",
        ),
    ),
    "splits": (
        ISIN_FORM,
        ISIN_CHECK_DIGIT,
        _positive("ratio_from"),
        _positive("ratio_to"),
        Rule(
            name="ratio.usual",
            severity=Severity.WARN,
            holds="try_divide(ratio_to, ratio_from) BETWEEN 0.001 AND 100",
            why="multiplies units by more than 100 or by less than a thousandth",
        ),
    ),
    "intraday_trades": (
        # Not the check digit: to compute it costs more than all else, and daily prices have it.
        ISIN_FORM,
        EXCHANGE,
        CURRENCY,
        _positive("price"),
        _positive("quantity"),
    ),
    "positions": (ISIN_FORM, ISIN_CHECK_DIGIT),
    "instruments": (ISIN_FORM, ISIN_CHECK_DIGIT, CURRENCY, EXCHANGE),
    "dividends": (
        ISIN_FORM,
        ISIN_CHECK_DIGIT,
        CURRENCY,
        _positive("amount"),
        Rule(
            name="pay_date.after_ex_date",
            severity=Severity.WARN,
            holds="pay_date >= ex_date",
            why="is paid before its ex-date",
        ),
    ),
    "market_holidays": (
        EXCHANGE,
        Rule(
            name="early_close.time",
            severity=Severity.DROP,
            holds="early_close = '' OR early_close RLIKE '^([01][0-9]|2[0-3]):[0-5][0-9]$'",
            why="has an early close that is no time of day such as 13:00",
        ),
    ),
}
"""The rules by dataset, of those that have some; `rules_of` adds what follows from the kind of a source.

Prices of a day are checked against each other only where all of them are given.
"""

REFERENCES: Final[dict[str, tuple[Reference, ...]]] = {
    "daily_prices": (
        KNOWN_INSTRUMENT,
        Reference(
            name="trade_date.open",
            severity=Severity.DROP,
            other="market_holidays",
            columns=(("exchange", "exchange"), ("trade_date", "holiday_date")),
            must_exist=False,
            only="early_close IS NULL OR early_close = ''",
            why="is of a day on which the exchange was closed",
        ),
    ),
    "intraday_trades": (KNOWN_INSTRUMENT,),
    "positions": (KNOWN_INSTRUMENT,),
    "dividends": (KNOWN_INSTRUMENT,),
    "splits": (KNOWN_INSTRUMENT,),
}
"""The rules between datasets, of those that have some. None may lead back to its own: they follow that order."""


def rules_of(dataset: Dataset) -> tuple[Rule, ...]:
    """Return the rules on single records of a dataset: its own, if any, and that of changes for a database's."""
    return (*RULES.get(dataset.name, ()), *((OPERATION,) if dataset.changes else ()))


def references_of(dataset: Dataset) -> tuple[Reference, ...]:
    """Return the rules between a dataset and others, if any."""
    return REFERENCES.get(dataset.name, ())
