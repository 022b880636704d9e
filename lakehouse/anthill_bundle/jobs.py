"""The jobs, each by what sets it apart from the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from databricks.bundles.jobs import CronScheduleDict, Job, Task

from anthill_bundle.shared import BUDGET_POLICY, CATALOG, EMAILS, ENVIRONMENT_VERSION, WHEEL, tags
from anthill_bundle.tasks import ENVIRONMENT, MINUTES, after, entry_point, file, is_true, protect, update

AFTER_CLOSE: Final[CronScheduleDict] = {
    "quartz_cron_expression": "0 0 19 ? * MON-FRI",
    "timezone_id": "America/New_York",
}
"""Weekdays, three hours after the US close, in summer and winter: the feed of daily prices, 22:30 UTC, has run.

Not on arrival of files: prices are of the day's end, and trades arrive every minute.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSpec:
    """A job: what it does and when, how long it usually takes, and the targets that have it (all if empty)."""

    name: str
    description: str
    tasks: Sequence[Task]
    usual_minutes: int
    timeout_minutes: int
    schedule: CronScheduleDict | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    test_dependencies: Sequence[str] = ()
    targets: frozenset[str] = frozenset()


JOBS: Final = (
    JobSpec(
        name="market_data",
        description="Updates every table, checks them, then trains the model of volatility",
        tasks=(
            protect(),
            update("update", depends_on=after("protect")),
            entry_point("tag", depends_on=after("update")),
            entry_point("check", depends_on=after("update")),
            entry_point(
                "train",
                *("--experiment", "${var.experiment}"),
                *("--registered-model", "${var.registered_model}"),
                depends_on=after("check"),
                max_retries=1,
            ),
        ),
        usual_minutes=60,
        timeout_minutes=300,
        schedule=AFTER_CLOSE,
    ),
    JobSpec(
        name="backfill",
        description="Reads the days of variables backfill_since and backfill_until again, or with full_refresh all "
        "that landing still holds; bronze forgets what landing has let go of then",
        tasks=(
            protect(),
            is_true("is_full", "full_refresh", depends_on=after("protect")),
            update("days", depends_on=after("is_full", outcome="false")),
            update("everything", full_refresh=True, depends_on=after("is_full", outcome="true")),
            entry_point("check", depends_on=after("days", "everything"), run_if="AT_LEAST_ONE_SUCCESS"),
        ),
        usual_minutes=240,
        timeout_minutes=780,
        parameters={"full_refresh": "false"},
    ),
    JobSpec(
        name="workspace_tests",
        description="Runs the tests of transformations on this workspace's Spark, then those of its tables",
        tasks=(
            file(
                "tests",
                "tests/workspace/run.py",
                *("--catalog", CATALOG),
                *("--tests", "${workspace.file_path}/tests"),
            ),
        ),
        usual_minutes=30,
        timeout_minutes=60,
        test_dependencies=("pytest>=8.4,<10",),
        targets=frozenset({"test"}),
    ),
)


def job(spec: JobSpec) -> Job:
    """Return a job with what all share: one run at a time, who is told, what it is billed to."""
    return Job.from_dict(
        {
            "name": spec.name,
            "description": spec.description,
            "tasks": [*spec.tasks],
            "parameters": [{"name": name, "default": value} for name, value in spec.parameters.items()],
            "environments": [
                {
                    "environment_key": ENVIRONMENT,
                    "spec": {
                        "environment_version": ENVIRONMENT_VERSION,
                        "dependencies": [WHEEL, *spec.test_dependencies],
                    },
                }
            ],
            "schedule": spec.schedule,
            "max_concurrent_runs": 1,
            "queue": {"enabled": True},
            "timeout_seconds": spec.timeout_minutes * MINUTES,
            "health": {
                "rules": [
                    {
                        "metric": "RUN_DURATION_SECONDS",
                        "op": "GREATER_THAN",
                        "value": spec.usual_minutes * MINUTES,
                    }
                ]
            },
            "email_notifications": {
                "on_failure": EMAILS,
                "on_duration_warning_threshold_exceeded": EMAILS,
            },
            "notification_settings": {"no_alert_for_skipped_runs": True, "no_alert_for_canceled_runs": True},
            "budget_policy_id": BUDGET_POLICY,
            "tags": tags(),
        }
    )
