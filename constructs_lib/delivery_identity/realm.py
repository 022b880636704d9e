"""What a deployment's permissions are about: its place, its names, its state."""

from dataclasses import dataclass
from typing import Final

RECORDER_ROLE: Final = "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
"""AWS Config's own role, with its path (AWS Config developer guide, "Using service-linked roles")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateAccess:
    """Where the state of a deployment is: its bucket's ARN, its key's ARN, the object keys."""

    bucket_arn: str
    """The bucket."""
    key_arn: str
    """The key that encrypts it."""
    object_keys: tuple[str, ...]
    """The objects, one per stack."""

    @property
    def with_locks(self) -> tuple[str, ...]:
        """The ARNs of the states and of the objects that lock them (Terraform, backend `s3`, `use_lockfile`)."""
        return tuple(
            f"{self.bucket_arn}/{key}{suffix}" for key in self.object_keys for suffix in ("", ".tflock")
        )

    def beside(self, *folders: str) -> tuple[str, ...]:
        """Return the ARNs of the objects in folders beside each state, such as the records of deployments."""
        return tuple(
            f"{self.bucket_arn}/{key.rpartition('/')[0]}/{folder}/*"
            for key in self.object_keys
            for folder in folders
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Realm:
    """What belongs to one environment: its account and region, and the prefix of its names."""

    partition: str
    """The AWS partition, such as `aws`."""
    region: str
    """The AWS region."""
    account_id: str
    """The AWS account."""
    name_prefix: str
    """What its names begin with."""
    fixed_role_names: tuple[str, ...] = ()
    """Its roles whose names a service prescribes, so that they lack the prefix."""
    machine_role_name: str | None = None
    """The one role that starts and changes EC2 instances, without the prefix; None for nobody."""

    def arn(self, service: str, resource: str, *, regional: bool = True) -> str:
        """Return an ARN in this account; S3 names carry neither region nor account."""
        if service == "s3":
            return f"arn:{self.partition}:s3:::{resource}"
        return (
            f"arn:{self.partition}:{service}:{self.region if regional else ''}:{self.account_id}:{resource}"
        )

    @property
    def made_role_arns(self) -> tuple[str, ...]:
        """The roles that a deployment makes, as patterns."""
        names = (f"{self.name_prefix}-*", *self.fixed_role_names)
        return tuple(self.arn("iam", f"role/{name}", regional=False) for name in names)

    @property
    def recorder_role_arn(self) -> str:
        """The service-linked role of AWS Config, the only one that a deployment manages by itself."""
        return self.arn("iam", f"role/{RECORDER_ROLE}", regional=False)
