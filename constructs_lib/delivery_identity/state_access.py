"""The state that a deployment's permissions are about."""

from dataclasses import dataclass


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
