"""Checks of a finished lakehouse: the same questions on one machine, in a job and through a warehouse."""

from typing import Final

from anthill_lakehouse.checks.check import Check
from anthill_lakehouse.checks.gold import GOLD_CHECKS
from anthill_lakehouse.checks.silver import SILVER_CHECKS

CHECKS: Final[tuple[Check, ...]] = (*SILVER_CHECKS, *GOLD_CHECKS)
"""All that must hold of the tables, whatever the data and the time; `freshness` also asks what time it is."""
