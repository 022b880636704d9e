"""Alerts on what only the workspace sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Final

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.alert_v2 import (
    AlertV2,
    AlertV2Evaluation,
    AlertV2EvaluationNotification,
    AlertV2EvaluationNotificationSubscriptions,
    AlertV2EvaluationSource,
    AlertV2EvaluationThreshold,
    AlertV2EvaluationThresholdValue,
    AlertV2Schedule,
)
from cdktf_cdktf_provider_databricks.notification_destination import (
    NotificationDestination,
    NotificationDestinationConfigA,
    NotificationDestinationConfigEmail,
)
from constructs import Construct

from constructs_lib.compute.sql_warehouse import SqlWarehouse

FAILED_RUNS: Final = """\
SELECT count(*) AS failed_runs
FROM system.lakeflow.job_run_timeline
WHERE workspace_id = '{workspace_id}'
  AND result_state IN ('ERROR', 'FAILED', 'TIMED_OUT')
  AND period_end_time >= current_timestamp() - INTERVAL {hours} HOURS"""

DEAREST_DAY: Final = """\
SELECT coalesce(max(spent_usd), 0) AS spent_usd
FROM (
  SELECT sum(usage.usage_quantity * prices.pricing.default) AS spent_usd
  FROM system.billing.usage AS usage
  JOIN system.billing.list_prices AS prices
    ON prices.sku_name = usage.sku_name
    AND prices.cloud = usage.cloud
    AND usage.usage_start_time >= prices.price_start_time
    AND (prices.price_end_time IS NULL OR usage.usage_start_time < prices.price_end_time)
  WHERE usage.workspace_id = '{workspace_id}'
    AND usage.usage_date >= date_sub(current_date(), {days})
    AND usage.usage_date < current_date()
  GROUP BY usage.usage_date
)"""
"""At list prices; discounts are on the bill, not in the table (documentation of `system.billing.usage`)."""

FOLDER: Final = "/Workspace/Shared"
"""Where alerts lie: as Databricks answers it, with its `/Workspace` (terraform-provider-databricks#5042)."""

LATE: Final = timedelta(days=1)
"""How long after an event its row may come. Databricks fills system tables in the course of the day and promises no
time (documentation "Monitor account activity with system tables")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When an alert is asked."""

    quartz: str
    """A Quartz expression, in UTC."""
    every: timedelta
    """The time between two of its moments."""

    @property
    def window(self) -> timedelta:
        """How far back a query must look so that it sees a row that comes late."""
        return self.every + LATE

    def looks_back(self, unit: timedelta) -> int:
        """Return the window in whole units, rounded up."""
        return ceil(self.window / unit)


RETOLD_SECONDS: Final = 86_400
HOURLY: Final = Rhythm(quartz="0 5 * * * ?", every=timedelta(hours=1))
DAILY: Final = Rhythm(quartz="0 0 7 * * ?", every=timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSpec:
    """An alert: raised while the one number that the query returns is above the threshold."""

    id: str
    """Its id in the stack."""
    name: str
    """Its name, which the mail shows."""
    query: str
    """SQL that returns one row. It looks back for the `window` of its rhythm, so that windows overlap."""
    column: str
    """The column that is compared."""
    threshold: float
    """The number that it is compared with."""
    rhythm: Rhythm
    """When it is asked."""


class WorkspaceAlerts(Construct):
    """Alerts by mail on failed job runs and on a day's cost.

    They read the system tables as the deployer, on the given warehouse, in UTC. AWS' alarms see none of it:
    serverless compute runs outside the account. Since these tables are filled late, an alert stays raised for as
    long as its query looks back, and is repeated each day. The job itself notifies those who must know at once
    (`email_notifications`, as the lakehouse's jobs have).

    `workspace_id` is the number of the workspace. `emails` get the alerts. `daily_usd` is the cost of a day, at
    list prices, above which one is raised.

    Attributes:
        destination: Where they are sent.
        alerts: The alerts by id.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        workspace_id: str,
        emails: Sequence[str],
        daily_usd: int,
        warehouse: SqlWarehouse,
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        self.destination = NotificationDestination(
            self,
            "destination",
            provider=workspace,
            display_name=name,
            config=NotificationDestinationConfigA(
                email=NotificationDestinationConfigEmail(addresses=list(emails))
            ),
            depends_on=ready,
        )
        hours, days = HOURLY.looks_back(timedelta(hours=1)), DAILY.looks_back(timedelta(days=1))
        alerts = (
            AlertSpec(
                id="failed_runs",
                name=f"{name}: job runs failed in the last {hours} hours",
                query=FAILED_RUNS.format(workspace_id=workspace_id, hours=hours),
                column="failed_runs",
                threshold=0,
                rhythm=HOURLY,
            ),
            AlertSpec(
                id="daily_cost",
                name=f"{name}: one of the last {days} days cost more than {daily_usd} USD at list prices",
                query=DEAREST_DAY.format(workspace_id=workspace_id, days=days),
                column="spent_usd",
                threshold=daily_usd,
                rhythm=DAILY,
            ),
        )
        self.alerts = {spec.id: self._alert(spec, warehouse, workspace) for spec in alerts}

    def _alert(self, spec: AlertSpec, warehouse: SqlWarehouse, workspace: TerraformProvider) -> AlertV2:
        return AlertV2(
            self,
            spec.id,
            provider=workspace,
            display_name=spec.name,
            # What is left out of the next four may come back filled in, which fails the apply
            # (databricks/terraform-provider-databricks#4867).
            custom_summary=f"{spec.name}: {{{{ALERT_STATUS}}}}",
            custom_description=f"{spec.column} is {{{{QUERY_RESULT_VALUE}}}}, {{{{ALERT_URL}}}}",
            parent_path=FOLDER,
            query_text=spec.query,
            warehouse_id=warehouse.id,
            schedule=AlertV2Schedule(
                quartz_cron_schedule=spec.rhythm.quartz, timezone_id="UTC", pause_status="UNPAUSED"
            ),
            evaluation=AlertV2Evaluation(
                source=AlertV2EvaluationSource(name=spec.column, display=spec.column, aggregation="MAX"),
                comparison_operator="GREATER_THAN",
                threshold=AlertV2EvaluationThreshold(
                    value=AlertV2EvaluationThresholdValue(double_value=spec.threshold)
                ),
                empty_result_state="OK",
                notification=AlertV2EvaluationNotification(
                    notify_on_ok=True,
                    # Else a second event within the window is not told: the alert is raised already.
                    retrigger_seconds=RETOLD_SECONDS,
                    subscriptions=[
                        AlertV2EvaluationNotificationSubscriptions(destination_id=self.destination.id)
                    ],
                ),
            ),
        )
