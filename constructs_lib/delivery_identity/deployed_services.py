"""The services that a deployment reads and manages, and what it never looks into."""

from collections.abc import Mapping
from typing import Final

_VERBS: Final = ("Describe*", "Get*", "List*")

READABLE: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("ce", "chatbot", "cloudtrail", "cloudwatch", "config", "dms", "ec2"),
        _VERBS,
    ),
    **dict.fromkeys(("guardduty", "kms", "secretsmanager", "securityhub"), _VERBS),
    **dict.fromkeys(("access-analyzer", "iam", "lambda", "scheduler", "sns", "sqs"), ("Get*", "List*")),
    **dict.fromkeys(
        ("dynamodb", "events", "firehose", "kinesis", "logs", "transfer"), ("Describe*", "List*")
    ),
    "budgets": ("List*",),
}
"""The services whose settings a plan compares, with the verbs that read them. S3 is apart, because there `Get*`
would read objects, as it would read records, items and events of DynamoDB, Kinesis and CloudWatch Logs."""

BUDGET_READ_ACTIONS: Final = ("billing:GetBillingViewData", "budgets:ViewBudget")
"""Reading a budget: its calls share one action, which depends on that of the billing view (service
authorization reference, AWS Budgets; the verbs of other services match neither)."""

SOURCE_SERVICES: Final = (
    "dms",
    "dynamodb",
    "events",
    "firehose",
    "kinesis",
    "scheduler",
    "secretsmanager",
    "sqs",
    "transfer",
)
"""The services of sources; Lambda is apart, because its functions carry roles and have names."""
MONITORING_SERVICES: Final = ("budgets", "ce", "chatbot", "cloudwatch", "config", "guardduty", "securityhub")

SOURCE_DATA_ACTIONS: Final = (
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:PartiQL*",
    "dynamodb:Query",
    "dynamodb:Scan",
    "kinesis:GetRecords",
    "kinesis:SubscribeToShard",
    "secretsmanager:*SecretValue",
    "sqs:ReceiveMessage",
)
"""What is in motion and in secrets; a deployment makes the places for it and never looks inside."""
