"""Checks the tables after an update. Run by jobs as the wheel's entry point `check`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from anthill_lakehouse.checks import CHECKS
from anthill_lakehouse.checks.check import Ask, Row
from anthill_lakehouse.checks.freshness import freshness


def main(arguments: Sequence[str] | None = None) -> None:
    """Check the tables of a catalogue, and end with 1 and every fault if something does not hold."""
    parser = argparse.ArgumentParser(
        prog="check", description="Check that the tables of a catalogue agree with each other and are fresh."
    )
    parser.add_argument("--catalog", required=True, help="the catalogue that holds silver and gold")
    given = parser.parse_args(arguments)
    faults = report(asking(given.catalog), datetime.now(UTC))
    if faults:
        sys.exit(
            f"check: {faults} of {len(CHECKS) + 1} checks found faults in catalogue {given.catalog}, see above"
        )


def report(ask: Ask, now: datetime) -> int:
    """Print a line per check, with the faults below it, and return how many checks found some."""
    count = 0
    for check in (*CHECKS, freshness(now)):
        faults = check.faults(ask)
        count += bool(faults)
        print(f"{'FAULT' if faults else 'ok   '} {check.name}")  # noqa: T201 - a job's output
        for fault in faults:
            print(f"      {fault}")  # noqa: T201
    return count


def asking(catalog: str) -> Ask:
    """Return what asks Spark, with tables of a catalogue."""
    from anthill_lakehouse.tasks.session import session  # noqa: PLC0415 - --help needs no Spark

    spark = session()
    spark.catalog.setCurrentCatalog(catalog)

    def ask(question: str) -> Sequence[Row]:
        return [row.asDict() for row in spark.sql(question).collect()]

    return ask


if __name__ == "__main__":
    main()
