"""What the references in synthesised JSON stand for: physical names and ARNs, as far as they are known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from guards.synthesized import REFERENCE, Resource, resources
from operations.conformance.synthesised import texts

UNKNOWN: Final = "unknown-until-applied"
"""What begins a part that AWS chooses, such as the id of a key; only a wildcard matches it."""

NAME_ARGUMENTS: Final = ("bucket", "function_name", "role", "name", "identifier")
"""Arguments that hold a physical name, in the order in which they are looked for."""

ARN_FORMATS: Final[Mapping[str, str]] = {
    "aws_iam_policy": "arn:{partition}:iam::{account}:policy/{name}",
    "aws_iam_role": "arn:{partition}:iam::{account}:role/{name}",
    "aws_iam_service_linked_role": "arn:{partition}:iam::{account}:role/{name}",
    "aws_kms_key": "arn:{partition}:kms:{region}:{account}:key/{name}",
    "aws_lambda_function": "arn:{partition}:lambda:{region}:{account}:function:{name}",
    "aws_s3_bucket": "arn:{partition}:s3:::{name}",
    "aws_scheduler_schedule": "arn:{partition}:scheduler:{region}:{account}:schedule/default/{name}",
    "aws_sns_topic": "arn:{partition}:sns:{region}:{account}:{name}",
    "aws_sqs_queue": "arn:{partition}:sqs:{region}:{account}:{name}",
}
"""ARNs of the types that policies refer to. Source: service authorization reference, "resource types"."""

SERVICE_LINKED_ROLES: Final[Mapping[str, str]] = {
    "config.amazonaws.com": "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
}
"""The path and name that AWS gives to the one role that a service may have in an account.

Source: AWS Config developer guide, "Using service-linked roles for AWS Config".
"""

VARIABLES: Final[Mapping[str, str]] = {
    "BucketName": "bucket",
    "LogGroupName": "log_group_name",
    "ObjectName": "key",
}
"""Arguments that hold what the reference's formats of ARNs leave open, where a format leaves several parts open."""

_VARIABLE: Final = re.compile(r"\$\{([A-Za-z]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArnContext:
    """Where a stack deploys to."""

    partition: str
    region: str
    account: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a stack's resources before they exist."""

    place: ArnContext
    by_address: Mapping[str, Resource] = field(repr=False)

    @classmethod
    def of(cls, stack: Mapping[str, Any], place: ArnContext) -> "Known":
        """Return what a synthesised stack says of its own resources."""
        return cls(place, {found.address: found for found in resources(stack)})

    def name(self, resource: Resource) -> str:
        """Return the physical name of a resource, or of the one that it belongs to."""
        if resource.type == "aws_iam_service_linked_role":
            return SERVICE_LINKED_ROLES.get(resource.arguments["aws_service_name"], UNKNOWN)
        for argument in NAME_ARGUMENTS:
            value = resource.arguments.get(argument)
            if isinstance(value, str):
                return self.resolved(value)
        return f"{UNKNOWN}-{resource.logical_id}"

    def arn(self, resource: Resource) -> str:
        """Return the ARN of a resource whose type policies refer to."""
        layout = ARN_FORMATS.get(resource.type, UNKNOWN)
        return layout.format(
            partition=self.place.partition,
            region=self.place.region,
            account=self.place.account,
            name=self.name(resource),
        )

    def resolved(self, text: str) -> str:
        """Return a text with each reference replaced by the name or ARN that it will have."""
        return REFERENCE.sub(self._value, text)

    def referred(self, value: Any, type_: str) -> list[Resource]:
        """Return the resources of a type that an argument, or all of a resource's arguments, refer to."""
        found = {
            f"{match[1]}.{match[2]}": None
            for _, text in texts(value)
            for match in REFERENCE.finditer(text)
            if match[1] == type_
        }
        return [self.by_address[address] for address in found if address in self.by_address]

    def filled(self, layout: str, resource: Resource) -> str:
        """Return an ARN of the reference's format, with the name of a resource in its last variable."""
        values = {
            "Partition": self.place.partition,
            "Region": self.place.region,
            "Account": self.place.account,
        }
        names = [match[1] for match in _VARIABLE.finditer(layout) if match[1] not in values]
        for name in names:
            given = resource.arguments.get(VARIABLES.get(name, ""))
            if isinstance(given, str):
                values[name] = self.resolved(given)
            elif len(names) == 1:
                values[name] = self.name(resource)
        return _VARIABLE.sub(lambda match: values.get(match[1], UNKNOWN), layout)

    def _value(self, match: re.Match[str]) -> str:
        found = self.by_address.get(f"{match[1]}.{match[2]}")
        if found is None:
            return UNKNOWN
        attribute = match[0].rstrip("}").rpartition(".")[2]
        return self.arn(found) if attribute == "arn" else self.name(found)
