"""Runs tests inside a workspace: those of transformations on its Spark, and those of its tables.

Started by the job `workspace_tests`, as a file.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

TRANSFORMATIONS = ("test_lakehouse_rules.py", "test_lakehouse_silver.py", "test_lakehouse_versions.py")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Run the lakehouse's tests in this workspace.")
    parser.add_argument("--catalog", required=True, help="the catalogue that holds silver and gold")
    parser.add_argument("--tests", required=True, type=Path, help="the folder of the tests in the workspace")
    given = parser.parse_args(arguments)
    os.environ["ANTHILL_CATALOG"] = given.catalog
    # Files of a workspace are not written to.
    sys.dont_write_bytecode = True
    chosen = [given.tests / name for name in TRANSFORMATIONS] + [given.tests / "workspace"]
    options = ("-ra", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestUnknownMarkWarning")
    status = pytest.main([*options, *map(str, chosen)])
    if status:
        sys.exit(f"workspace_tests: pytest ended with {int(status)}, see above")


if __name__ == "__main__":
    main()
