"""What a deployment says that it made, in its outputs: others rely on these names."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from operations.smoke.question import Answer, Client


def _role(client: Client, arn: str) -> None:
    client("iam").get_role(RoleName=arn.rpartition("/")[2])


def _queue(client: Client, arn: str) -> None:
    client("sqs").get_queue_url(QueueName=arn.rpartition(":")[2])


CHECKS: Final[Mapping[str, Callable[[Client, str], None]]] = {
    "iam:role": _role,
    "kms:key": lambda client, arn: client("kms").describe_key(KeyId=arn),
    "kinesis:stream": lambda client, arn: client("kinesis").describe_stream_summary(StreamARN=arn),
    "lambda:function": lambda client, arn: client("lambda").get_function_configuration(FunctionName=arn),
    "s3:": lambda client, arn: client("s3").head_bucket(Bucket=arn.rpartition(":")[2]),
    "sns:": lambda client, arn: client("sns").get_topic_attributes(TopicArn=arn),
    "sqs:": _queue,
}
"""What asks for a resource, by the service and kind in its ARN."""

_ARN_PARTS: Final = 6


def arns(outputs: Any) -> list[str]:
    """Return the ARNs anywhere in the outputs that something here can ask for."""
    if isinstance(outputs, str):
        return [outputs] if _check(outputs) else []
    inner = outputs.values() if isinstance(outputs, Mapping) else outputs if isinstance(outputs, list) else ()
    return sorted({arn for value in inner for arn in arns(value)})


def ask_outputs(outputs: Any, client: Client) -> list[Answer]:
    """Ask for each resource that the outputs name."""
    return [
        Answer(address=arn, kind="named by outputs", problem=_problem(check, arn, client))
        for arn in arns(outputs)
        if (check := _check(arn))
    ]


def _problem(check: Callable[[Client, str], None], arn: str, client: Client) -> str:
    try:
        check(client, arn)
    except (BotoCoreError, ClientError) as error:
        return " ".join(str(error).split())[:300]
    return ""


def _check(arn: str) -> Callable[[Client, str], None] | None:
    parts = arn.split(":", _ARN_PARTS - 1)
    if len(parts) != _ARN_PARTS or parts[0] != "arn" or "*" in arn:
        return None
    kind = parts[5].replace("/", ":").partition(":")[0]
    return CHECKS.get(f"{parts[2]}:{kind}") or CHECKS.get(f"{parts[2]}:")
