"""What must hold of gold."""

import math
from typing import Final

from anthill_lakehouse.checks.check import SHOWN, Ask, Check, Row, none_of

FILLED: Final = (
    "gold.daily_returns",
    "gold.data_quality",
    "gold.intraday_summary",
    "gold.portfolio_positions",
    "gold.portfolio_value",
    "gold.yearly_results",
)
"""The tables that have rows once every source has delivered."""

MAY_BE_EMPTY: Final = ("gold.missing_prices", "gold.quality_by_rule")
"""The tables of faults: without faults they have no rows."""

INSTRUMENTS: Final = 3
"""How many instruments' returns are worked out again."""

CENT: Final = 0.01
"""By how much sums of money may differ: they are made of rounded binary fractions."""


def _filled(table: str) -> Check:
    return none_of(
        f"{table} has rows",
        table,
        question=f"SELECT n FROM (SELECT count(*) AS n FROM {table}) counted WHERE n = 0",
        fault="it has {n}",
    )


PORTFOLIO_VALUE: Final = none_of(
    "gold.portfolio_value is the sum of its positions",
    "gold.portfolio_value",
    "gold.portfolio_positions",
    question="SELECT coalesce(v.portfolio_id, p.portfolio_id) AS portfolio_id, coalesce(v.date, p.date) AS day, "
    "v.market_value AS told, p.total AS total FROM gold.portfolio_value v FULL OUTER JOIN "
    "(SELECT portfolio_id, date, currency, sum(market_value) AS total, "
    "sum(CASE WHEN quantity <> 0 THEN 1 ELSE 0 END) AS held "
    "FROM gold.portfolio_positions GROUP BY portfolio_id, date, currency) p "
    "ON v.portfolio_id = p.portfolio_id AND v.date = p.date AND v.currency = p.currency "
    "WHERE v.portfolio_id IS NULL OR p.portfolio_id IS NULL "
    f"OR abs(v.market_value - p.total) > {CENT} OR v.positions <> p.held",
    fault="{portfolio_id} on {day}: value {told}, positions are worth {total}",
)

DATA_QUALITY: Final = none_of(
    "gold.data_quality accounts for every record",
    "gold.data_quality",
    question="SELECT dataset, received, valid_versions, duplicates, quarantined FROM gold.data_quality "
    "WHERE received <> valid_versions + duplicates + quarantined",
    fault="{dataset}: {received} received, {valid_versions} + {duplicates} + {quarantined} accounted for",
)

_SAMPLE: Final = (
    "(SELECT isin, exchange FROM silver.adjusted_prices "
    f"GROUP BY isin, exchange ORDER BY isin, exchange LIMIT {INSTRUMENTS})"
)


def _wrong_returns(ask: Ask) -> list[str]:
    prices = ask(
        "SELECT p.isin AS isin, p.exchange AS exchange, CAST(p.trade_date AS STRING) AS day, "
        f"p.adjusted_close AS price, p.total_return_close AS total FROM silver.adjusted_prices p JOIN {_SAMPLE} s "
        "ON p.isin = s.isin AND p.exchange = s.exchange ORDER BY p.isin, p.exchange, p.trade_date"
    )
    returns = ask(
        "SELECT r.isin AS isin, r.exchange AS exchange, CAST(r.trade_date AS STRING) AS day, "
        f"r.price_return AS price, r.total_return AS total FROM gold.daily_returns r JOIN {_SAMPLE} s "
        "ON r.isin = s.isin AND r.exchange = s.exchange"
    )
    told = {(row["isin"], row["exchange"], row["day"]): row for row in returns}
    faults: list[str] = []
    before: Row = {}
    for row in prices:
        key = (row["isin"], row["exchange"], row["day"])
        follows = (before.get("isin"), before.get("exchange")) == key[:2]
        found = told.pop(key, None)
        for name in ("price", "total"):
            wanted = float(row[name]) / float(before[name]) - 1 if follows else None
            given = None if found is None or found[name] is None else float(found[name])
            if found is None or not _same(wanted, given):
                faults.append(f"{' '.join(key)}: {name} return {given}, prices say {wanted}")
        before = row
    faults += [f"{' '.join(key)}: a return without a price" for key in told]
    return faults[:SHOWN]


def _same(wanted: float | None, given: float | None) -> bool:
    if wanted is None or given is None:
        return wanted is given
    return math.isclose(wanted, given, rel_tol=1e-9, abs_tol=1e-12)


DAILY_RETURNS: Final = Check(
    name="gold.daily_returns follows from silver.adjusted_prices",
    tables=("gold.daily_returns", "silver.adjusted_prices"),
    faults=_wrong_returns,
)

GOLD_CHECKS: Final = (
    *(_filled(table) for table in FILLED),
    DATA_QUALITY,
    DAILY_RETURNS,
    PORTFOLIO_VALUE,
)
