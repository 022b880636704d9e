"""The services that a deployment reads and manages, and what it never looks into."""

from typing import Final

READABLE_SERVICES: Final = (
    "access-analyzer",
    "budgets",
    "ce",
    "chatbot",
    "cloudtrail",
    "cloudwatch",
    "config",
    "dms",
    "dynamodb",
    "ec2",
    "events",
    "firehose",
    "guardduty",
    "iam",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "scheduler",
    "secretsmanager",
    "securityhub",
    "sns",
    "sqs",
    "transfer",
)
"""The services whose settings a plan compares; S3 is apart, because there `Get*` would read objects."""

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
    "lambda:Invoke*",
    "secretsmanager:*SecretValue",
    "sqs:ReceiveMessage",
)
"""What is in motion and in secrets; a deployment makes the places for it and never looks inside."""
