"""The tables of a workspace: made, and in agreement with each other. Asked of Spark in a job, else of a warehouse."""

import os

import pytest

from anthill_lakehouse.checks import CHECKS
from anthill_lakehouse.checks.check import Ask, Check
from anthill_lakehouse.datasets import DATASETS
from anthill_lakehouse.pipelines.derived import DERIVED
from anthill_lakehouse.protection.tables import protected
from anthill_lakehouse.protection.tags import QUESTION, wanted

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


def test_every_confidential_column_is_masked_and_nothing_else(ask: Ask) -> None:
    rows = ask("SELECT table_schema, table_name, column_name FROM information_schema.column_masks")
    assert {f"{row['table_schema']}.{row['table_name']}.{row['column_name']}" for row in rows} == {
        f"{table.name}.{column.name}" for table in protected().values() for column in table.confidential
    }


def test_every_restricted_table_has_its_filter(ask: Ask) -> None:
    rows = ask("SELECT table_schema, table_name FROM information_schema.row_filters")
    assert {f"{row['table_schema']}.{row['table_name']}" for row in rows} == {
        table.name for table in protected().values() if table.restricted
    }


def test_every_classified_column_is_tagged(ask: Ask) -> None:
    assert {row["name"]: row["value"] for row in ask(QUESTION)} == wanted()
