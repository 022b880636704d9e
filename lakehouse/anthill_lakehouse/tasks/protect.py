"""Makes what masks and row filters call, before the tables that name it. Run as the wheel's entry point `protect`."""

import argparse
from collections.abc import Sequence

from anthill_lakehouse.protection.functions import statements
from anthill_lakehouse.protection.readers import Readers


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the functions of a catalogue, or make them anew where who may see what has changed."""
    parser = argparse.ArgumentParser(prog="protect", description="Make the functions that hide values.")
    parser.add_argument("--catalog", required=True, help="the catalogue that holds schema ops")
    parser.add_argument("--values", required=True, help="who sees confidential values: a,b")
    parser.add_argument("--rows", required=True, help="who sees rows with these values masked: a=*;b=P1,P2")
    given = parser.parse_args(arguments)
    try:
        readers = Readers.of(given.values, given.rows)
    except ValueError as error:
        parser.error(str(error))
    from anthill_lakehouse.tasks.session import session  # noqa: PLC0415 - --help needs no Spark

    spark = session()
    for statement in statements(given.catalog, readers):
        print(statement)  # noqa: T201 - a job's output
        spark.sql(statement)


if __name__ == "__main__":
    main()
