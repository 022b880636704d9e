"""Hand-made changes of whole sources."""

from operations.review.change import Change
from tests.operations.review.entries import STACK, change

PARTS = {
    "events/queue": "aws_sqs_queue",
    "events/rule": "aws_cloudwatch_event_rule",
    "events/late/alarm": "aws_cloudwatch_metric_alarm",
}


def added_source(name: str, stack: str = STACK) -> list[Change]:
    """A source that comes."""
    return [
        change(type_, None, {"name": name}, stack=stack, path=f"{stack}/ingestion/{name}/{part}")
        for part, type_ in PARTS.items()
    ]


def removed_source(name: str, stack: str = STACK) -> list[Change]:
    """A source that goes."""
    return [
        change(type_, {"name": name}, None, stack=stack, path=f"{stack}/ingestion/{name}/{part}")
        for part, type_ in PARTS.items()
    ]
