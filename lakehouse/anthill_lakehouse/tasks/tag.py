"""Tags the classified columns after an update, when there are tables. Run as the wheel's entry point `tag`."""

import argparse
from collections.abc import Sequence

from anthill_lakehouse.protection.tags import QUESTION, statements


def main(arguments: Sequence[str] | None = None) -> None:
    """Tag the classified columns of a catalogue, and no others."""
    parser = argparse.ArgumentParser(prog="tag", description="Tag the classified columns of a catalogue.")
    parser.add_argument("--catalog", required=True, help="the catalogue that holds the tables")
    given = parser.parse_args(arguments)
    from anthill_lakehouse.tasks.check import asking  # noqa: PLC0415 - --help needs no Spark

    ask = asking(given.catalog)
    for statement in statements(given.catalog, ask(QUESTION)):
        print(statement)  # noqa: T201 - a job's output
        ask(statement)


if __name__ == "__main__":
    main()
