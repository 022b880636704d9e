"""Who may write to a queue, and how."""

from collections.abc import Sequence

from constructs_lib.iam.customer_key import ServiceUse
from constructs_lib.iam.policy_document import Principal, Statement

EVENTS = "events.amazonaws.com"


def event_use() -> ServiceUse:
    """Return the use of a queue's key by event rules.

    Without a condition on the source, which EventBridge does not meet for keys (SNS developer guide, "Managing
    encryption keys"): the queue's policy says which rules may send.
    """
    return ServiceUse(sid="EventRules", principal=EVENTS, actions=("kms:Decrypt", "kms:GenerateDataKey"))


def events_may_send(queue_arn: str, rule_arns: Sequence[str]) -> Statement:
    """Return the permission of event rules to write to a queue (EventBridge user guide, "Amazon SQS permissions")."""
    return Statement(
        sid="AllowEventRules",
        principal=Principal(services=(EVENTS,)),
        actions=("sqs:SendMessage",),
        resources=(queue_arn,),
        conditions={"ArnEquals": {"aws:SourceArn": list(rule_arns)}},
    )


def over_tls_only(queue_arn: str) -> Statement:
    """Return the refusal of everything that does not come over TLS."""
    return Statement(
        sid="DenyPlainTransport",
        effect="Deny",
        principal=Principal(anyone=True),
        actions=("sqs:*",),
        resources=(queue_arn,),
        conditions={"Bool": {"aws:SecureTransport": ["false"]}},
    )
