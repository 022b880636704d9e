"""Alerts on what only the workspace sees."""

from collections.abc import Sequence
from dataclasses import dataclass
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
  AND period_end_time >= current_timestamp() - INTERVAL 1 HOUR"""

SPENT_YESTERDAY: Final = """\
SELECT coalesce(sum(usage.usage_quantity * prices.pricing.default), 0) AS spent_usd
FROM system.billing.usage AS usage
JOIN system.billing.list_prices AS prices
  ON prices.sku_name = usage.sku_name
  AND prices.cloud = usage.cloud
  AND usage.usage_start_time >= prices.price_start_time
  AND (prices.price_end_time IS NULL OR usage.usage_start_time < prices.price_end_time)
WHERE usage.workspace_id = '{workspace_id}'
  AND usage.usage_date = date_sub(current_date(), 1)"""
"""At list prices; discounts are on the bill, not in the table (documentation of `system.billing.usage`)."""

HOURLY: Final = "0 5 * * * ?"
DAILY: Final = "0 0 7 * * ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSpec:
    """Defines an alert: raised while the one number that the query returns is above the threshold."""

    id: str
    """What tells it apart in the stack."""
    name: str
    """Its name, which the mail shows."""
    query: str
    """SQL that returns one row."""
    column: str
    """The column that is compared."""
    threshold: float
    """The number that it is compared with."""
    schedule: str
    """When it is asked, as a Quartz expression in UTC."""


class WorkspaceAlerts(Construct):
    """Defines alerts on failed job runs and on a day's cost, told by mail.

    They read the system tables as whoever deploys, on the given warehouse, in UTC. AWS' alarms see none of it:
    serverless compute runs outside the account.

    `workspace_id` is the number of the workspace. `emails` are told. `daily_usd` is the cost of a day, at
    list prices, above which one is raised.

    Attributes:
        destination: Where they are told.
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
        alerts = (
            AlertSpec(
                id="failed_runs",
                name=f"{name}: job runs failed in the last hour",
                query=FAILED_RUNS.format(workspace_id=workspace_id),
                column="failed_runs",
                threshold=0,
                schedule=HOURLY,
            ),
            AlertSpec(
                id="daily_cost",
                name=f"{name}: yesterday cost more than {daily_usd} USD at list prices",
                query=SPENT_YESTERDAY.format(workspace_id=workspace_id),
                column="spent_usd",
                threshold=daily_usd,
                schedule=DAILY,
            ),
        )
        self.alerts = {spec.id: self._alert(spec, warehouse, workspace) for spec in alerts}

    def _alert(self, spec: AlertSpec, warehouse: SqlWarehouse, workspace: TerraformProvider) -> AlertV2:
        return AlertV2(
            self,
            spec.id,
            provider=workspace,
            display_name=spec.name,
            query_text=spec.query,
            warehouse_id=warehouse.id,
            schedule=AlertV2Schedule(
                quartz_cron_schedule=spec.schedule, timezone_id="UTC", pause_status="UNPAUSED"
            ),
            evaluation=AlertV2Evaluation(
                source=AlertV2EvaluationSource(name=spec.column, aggregation="MAX"),
                comparison_operator="GREATER_THAN",
                threshold=AlertV2EvaluationThreshold(
                    value=AlertV2EvaluationThresholdValue(double_value=spec.threshold)
                ),
                empty_result_state="OK",
                notification=AlertV2EvaluationNotification(
                    notify_on_ok=True,
                    subscriptions=[
                        AlertV2EvaluationNotificationSubscriptions(destination_id=self.destination.id)
                    ],
                ),
            ),
        )
