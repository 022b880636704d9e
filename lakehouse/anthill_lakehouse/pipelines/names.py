"""The names of the tables that the pipeline makes, for who has no Spark to ask it for its plans."""

from functools import cache
from typing import Final

from anthill_lakehouse.datasets import DATASETS
from contracts.product import products

DERIVED_IN_SILVER: Final = ("silver.adjusted_prices", "silver.intraday_bars", "silver.trading_sessions")
"""What `derived` makes that no contract names."""


@cache
def table_names() -> tuple[str, ...]:
    """Return every table as `schema.name`: those of each dataset, and those that are made of others."""
    of_datasets = (
        name for each in DATASETS for name in (each.bronze, each.records, each.silver, each.quarantine)
    )
    made = (each.full_name for each in products().values())
    return tuple(sorted({*of_datasets, *made, *DERIVED_IN_SILVER}))
