"""What of an AWS account a workspace is made of, as the Databricks account is told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cdktf import ITerraformDependable


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedKey:
    """Defines a customer key by ARN and alias."""

    arn: str
    alias: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceParts:
    """Defines the network, role, bucket and keys of a workspace, made in this stack or in another.

    `endpoints` are the ids of the PrivateLink endpoints by use, `rest_api` and `dataplane_relay`; without any,
    compute reaches the control plane over the internet. `role_settled` and `bucket_settled` are what registering
    role and bucket waits for, as the Databricks account tries both at once; empty where another stack made them.
    """

    vpc_id: str
    subnet_ids: Sequence[str]
    security_group_id: str
    endpoints: Mapping[str, str]
    compute_role_arn: str
    root_bucket: str
    managed_services_key: NamedKey
    storage_key: NamedKey
    role_settled: Sequence[ITerraformDependable] = field(default=())
    bucket_settled: Sequence[ITerraformDependable] = field(default=())
