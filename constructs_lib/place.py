"""Where a construct is."""

from collections.abc import Callable
from dataclasses import dataclass

NameOf = Callable[[str, str], str]
"""Gives the physical name for a kind of resource (such as `sqs_queue`) and a purpose, checked by its rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a construct is: partition, region, account, its names and the bound of its roles."""

    partition: str
    """The AWS partition, such as `aws`."""
    region: str
    """The AWS region."""
    account_id: str
    """The AWS account."""
    name_of: NameOf
    """Makes the physical name of a kind of resource from a purpose."""
    permissions_boundary_arn: str | None
    """What bounds its roles; None only in the embedded AWS."""

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a regional resource of this account."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"

    def bucket_arn(self, bucket: str) -> str:
        """Return the ARN of a bucket."""
        return f"arn:{self.partition}:s3:::{bucket}"

    def role_arn(self, name: str) -> str:
        """Return the ARN of a role of this account."""
        return f"arn:{self.partition}:iam::{self.account_id}:role/{name}"

    @property
    def root_arn(self) -> str:
        """The account itself, as a principal."""
        return f"arn:{self.partition}:iam::{self.account_id}:root"
