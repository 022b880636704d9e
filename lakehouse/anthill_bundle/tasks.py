"""The tasks that jobs are made of."""

from typing import Final, Literal

from databricks.bundles.core import VariableOr
from databricks.bundles.jobs import Task, TaskDependencyParam

from anthill_bundle.shared import CATALOG, PACKAGE

PIPELINE: Final = "${resources.pipelines.market_data.id}"
ENVIRONMENT: Final = "lakehouse"
"""The environment of a job that has the wheel in it."""

MINUTES: Final = 60
RETRY_AFTER_MINUTES: Final = 5
UPDATE_MINUTES: Final = 120
FULL_REFRESH_MINUTES: Final = 720
TASK_MINUTES: Final = 60

Dependencies = list[VariableOr[TaskDependencyParam]]


def after(*keys: str, outcome: Literal["true", "false"] | None = None) -> Dependencies:
    """Return what makes a task wait for others, and run only if a condition among them has an outcome."""
    return [{"task_key": key, "outcome": outcome} for key in keys]


def update(key: str, *, full_refresh: bool = False, depends_on: Dependencies | None = None) -> Task:
    """Return the task that updates the pipeline; what was read stays read, so it may be tried again."""
    return Task.from_dict(
        {
            "task_key": key,
            "depends_on": depends_on or [],
            "pipeline_task": {"pipeline_id": PIPELINE, "full_refresh": full_refresh},
            "max_retries": 2,
            "min_retry_interval_millis": RETRY_AFTER_MINUTES * MINUTES * 1000,
            "timeout_seconds": (FULL_REFRESH_MINUTES if full_refresh else UPDATE_MINUTES) * MINUTES,
        }
    )


def entry_point(
    name: str,
    *arguments: str,
    depends_on: Dependencies | None = None,
    max_retries: int = 0,
    run_if: Literal["ALL_SUCCESS", "AT_LEAST_ONE_SUCCESS"] = "ALL_SUCCESS",
) -> Task:
    """Return the task that runs an entry point of the wheel on the catalogue."""
    return Task.from_dict(
        {
            "task_key": name,
            "depends_on": depends_on or [],
            "run_if": run_if,
            "environment_key": ENVIRONMENT,
            "python_wheel_task": {
                "package_name": PACKAGE,
                "entry_point": name,
                "parameters": ["--catalog", CATALOG, *arguments],
            },
            "max_retries": max_retries,
            "timeout_seconds": TASK_MINUTES * MINUTES,
        }
    )


def protect() -> Task:
    """Return the task that makes what masks and row filters call: tables that name it come after."""
    return entry_point(
        "protect", *("--values", "${var.sees_values}"), *("--rows", "${var.sees_rows}"), max_retries=2
    )


def is_true(key: str, parameter: str, *, depends_on: Dependencies) -> Task:
    """Return the condition that asks whether a parameter of the job is `true`."""
    return Task.from_dict(
        {
            "task_key": key,
            "depends_on": depends_on,
            "condition_task": {
                "op": "EQUAL_TO",
                "left": f"{{{{job.parameters.{parameter}}}}}",
                "right": "true",
            },
        }
    )


def file(key: str, path: str, *arguments: str) -> Task:
    """Return the task that runs a file of the bundle."""
    return Task.from_dict(
        {
            "task_key": key,
            "environment_key": ENVIRONMENT,
            "spark_python_task": {"python_file": path, "parameters": [*arguments]},
            "timeout_seconds": TASK_MINUTES * MINUTES,
        }
    )
