"""What an environment costs, and when that is reported."""

from collections.abc import Sequence
from typing import Final, Literal

from cdktf_cdktf_provider_aws.budgets_budget import (
    BudgetsBudget,
    BudgetsBudgetCostFilter,
    BudgetsBudgetNotification,
)
from cdktf_cdktf_provider_aws.ce_anomaly_monitor import CeAnomalyMonitor
from cdktf_cdktf_provider_aws.ce_anomaly_subscription import (
    CeAnomalySubscription,
    CeAnomalySubscriptionSubscriber,
    CeAnomalySubscriptionThresholdExpression,
    CeAnomalySubscriptionThresholdExpressionDimension,
)
from cdktf_cdktf_provider_aws.ce_cost_allocation_tag import CeCostAllocationTag
from constructs import Construct

from constructs_lib.monitoring.alarm_kind import AlarmSeverity
from constructs_lib.monitoring.alarm_topics import AlarmTopics
from constructs_lib.place import Place

THRESHOLDS: Final = (
    (50, "ACTUAL", AlarmSeverity.LOW),
    (80, "ACTUAL", AlarmSeverity.HIGH),
    (100, "FORECASTED", AlarmSeverity.HIGH),
    (100, "ACTUAL", AlarmSeverity.CRITICAL),
)
"""Percent of the budget, spent or forecast, and who is notified."""


class CostWatch(Construct):
    """The monthly budget of everything with the environment's tag, and a watch for unusual cost.

    Always on: each of `THRESHOLDS`. AWS counts by tag only once the tag is activated for cost allocation in the
    account that pays (AWS Billing user guide, "Activating user-defined cost allocation tags"); a source's cost is
    then found by the tag `source`. `activated_tags` are activated here, which no other account may do and AWS
    refuses for a tag that it has not billed yet.

    `environment` is the value of that tag. `monthly_usd` is the budget of a month. `anomaly_usd` is what
    unusual cost must amount to before it is reported; `anomalies` says where it is looked for. Monitors of a tag can
    be made by the paying account alone, and each account has one monitor of its services (AWS Cost Management
    user guide, "Getting started with AWS Cost Anomaly Detection"; hashicorp/terraform-provider-aws#37636).

    Attributes:
        budget: The budget resource.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        topics: AlarmTopics,
        environment: str,
        monthly_usd: int,
        anomaly_usd: int,
        anomalies: Literal["none", "services", "environment_tag"],
        activated_tags: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        name = Place.of(scope).name_of("budget", "monthly")
        self.budget = BudgetsBudget(
            self,
            "budget",
            name=name,
            budget_type="COST",
            limit_amount=str(monthly_usd),
            limit_unit="USD",
            time_unit="MONTHLY",
            cost_filter=[
                BudgetsBudgetCostFilter(name="TagKeyValue", values=[f"user:environment${environment}"])
            ],
            notification=[
                BudgetsBudgetNotification(
                    comparison_operator="GREATER_THAN",
                    threshold=percent,
                    threshold_type="PERCENTAGE",
                    notification_type=kind,
                    subscriber_sns_topic_arns=[topics.arn(severity)],
                )
                for percent, kind, severity in THRESHOLDS
            ],
        )
        tags = [
            CeCostAllocationTag(self, f"activated_{tag.replace('-', '_')}", tag_key=tag, status="Active")
            for tag in activated_tags
        ]
        if anomalies == "none":
            return
        by_tag = anomalies == "environment_tag"
        monitor = CeAnomalyMonitor(
            self,
            "anomalies",
            name=name,
            monitor_type="CUSTOM" if by_tag else "DIMENSIONAL",
            monitor_dimension=None if by_tag else "SERVICE",
            monitor_specification=_by_environment(environment) if by_tag else None,
            depends_on=tags or None,
        )
        CeAnomalySubscription(
            self,
            "anomalies_told",
            name=name,
            frequency="IMMEDIATE",
            monitor_arn_list=[monitor.arn],
            subscriber=[CeAnomalySubscriptionSubscriber(type="SNS", address=topics.arn(AlarmSeverity.HIGH))],
            threshold_expression=CeAnomalySubscriptionThresholdExpression(
                dimension=CeAnomalySubscriptionThresholdExpressionDimension(
                    key="ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                    match_options=["GREATER_THAN_OR_EQUAL"],
                    values=[str(anomaly_usd)],
                )
            ),
        )


def _by_environment(environment: str) -> str:
    # In the order and with the nulls that AWS returns, or every plan wants to write it again
    # (hashicorp/terraform-provider-aws#28303).
    return (
        '{"And":null,"CostCategories":null,"Dimensions":null,"Not":null,"Or":null,'
        f'"Tags":{{"Key":"environment","MatchOptions":null,"Values":["{environment}"]}}}}'
    )
