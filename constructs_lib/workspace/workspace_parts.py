"""The parts of an AWS account that a workspace is made of, as they are registered with Databricks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cdktf import ITerraformDependable


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedKey:
    """A customer key by what it is called."""

    arn: str
    """The ARN of the key."""
    alias: str
    """The name of its alias."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceParts:
    """The network, role, bucket and keys of a workspace, made in this stack or in another."""

    vpc_id: str
    """The network."""
    subnet_ids: Sequence[str]
    """Its private subnets."""
    security_group_id: str
    """That of compute."""
    endpoints: Mapping[str, str]
    """Ids of the PrivateLink endpoints by use, `rest_api` and `dataplane_relay`; without any, compute reaches the
    control plane over the internet."""
    compute_role_arn: str
    """The role that starts clusters."""
    root_bucket: str
    """The name of the root bucket."""
    managed_services_key: NamedKey
    """The key of notebooks, queries and secrets."""
    storage_key: NamedKey
    """The key of the root bucket and of clusters' volumes."""
    role_settled: Sequence[ITerraformDependable] = field(default=())
    """What comes before the role is registered, for the account tries it at once; empty if another stack made it."""
    bucket_settled: Sequence[ITerraformDependable] = field(default=())
    """The same for the bucket."""
