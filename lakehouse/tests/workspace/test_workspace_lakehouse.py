"""The tables of a workspace: made, and in agreement with each other. Asked of Spark in a job, else of a warehouse."""

import os

import pytest

from anthill_lakehouse.checks import CHECKS
from anthill_lakehouse.checks.check import Ask, Check
from anthill_lakehouse.datasets import DATASETS
from anthill_lakehouse.pipelines.derived import DERIVED

pytestmark = pytest.mark.workspace


def needed(variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        pytest.fail(f"{variable} is not set: `anthill lakehouse variables <target>` prints it")
    return value


@pytest.fixture(scope="module")
def ask() -> Ask:
    catalog = needed("ANTHILL_CATALOG")
    if "DATABRICKS_RUNTIME_VERSION" in os.environ:
        from anthill_lakehouse.tasks.check import asking  # noqa: PLC0415 - only a job has its Spark

        return asking(catalog)
    from databricks.sdk import WorkspaceClient  # noqa: PLC0415 - a job may lack it
    from warehouse import asking_warehouse  # noqa: PLC0415

    needed("DATABRICKS_HOST")
    statements = WorkspaceClient().statement_execution
    return asking_warehouse(statements, warehouse=needed("DATABRICKS_WAREHOUSE_ID"), catalog=catalog)


def test_every_table_is_there(ask: Ask) -> None:
    made = {name for each in DATASETS for name in (each.bronze, each.records, each.silver, each.quarantine)}
    made |= {derived.name for derived in DERIVED} | {"gold.data_quality", "gold.quality_by_rule"}
    rows = ask("SELECT table_schema, table_name FROM information_schema.tables")
    assert made <= {f"{row['table_schema']}.{row['table_name']}" for row in rows}


@pytest.mark.parametrize("check", CHECKS, ids=[check.name for check in CHECKS])
def test_every_check_holds(ask: Ask, check: Check) -> None:
    assert check.faults(ask) == []
