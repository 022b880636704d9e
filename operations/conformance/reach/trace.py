"""The API calls of the AWS provider, read from Terraform's own log.

Since 5.0 the provider logs every request with the resource type that it is made for and the call of Terraform's
protocol that it is part of: aws-sdk-go-base, `logging`, and terraform-plugin-log, fields `rpc.*` and `tf_*`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

REQUEST: Final = "HTTP Request Sent"

READING: Final = frozenset({"ReadResource", "PlanResourceChange"})
"""Calls of Terraform's plugin protocol that a plan makes too."""

WRITING: Final = "ApplyResourceChange"

CallsByType = Mapping[str, frozenset[str]]
"""Calls such as `s3:CreateBucket` (botocore's service id in lower case, then the operation) by resource type."""

LOG_SETTINGS: Final = {"TF_LOG": "JSON", "TF_LOG_CORE": "ERROR", "TF_LOG_PROVIDER": "DEBUG"}
"""What makes Terraform write such a log to the file of `TF_LOG_PATH`."""


def calls_in(log: Iterable[str]) -> tuple[CallsByType, CallsByType]:
    """Return the calls that read, and those that write with what is read while writing, by resource type.

    `log` is the lines of Terraform's log in JSON. Lines that are no request of the AWS provider are left out,
    and so is what configures the provider itself.
    """
    reading: dict[str, set[str]] = defaultdict(set)
    writing: dict[str, set[str]] = defaultdict(set)
    for entry in _requests(log):
        call = f"{entry['rpc.service'].lower().replace(' ', '-')}:{entry['rpc.method']}"
        if entry["tf_rpc"] in READING:
            reading[entry["tf_resource_type"]].add(call)
        elif entry["tf_rpc"] == WRITING:
            writing[entry["tf_resource_type"]].add(call)
    return _frozen(reading), _frozen(writing)


def _requests(log: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for line in log:
        if REQUEST not in line:
            continue
        entry = json.loads(line)
        if entry["@message"] == REQUEST and "tf_resource_type" in entry:
            yield entry


def _frozen(found: Mapping[str, set[str]]) -> CallsByType:
    return {type_: frozenset(calls) for type_, calls in found.items()}
