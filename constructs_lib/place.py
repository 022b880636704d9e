"""Where a construct is, what it is called there and what protects it: asked of its scope."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from cdktf import TerraformStack
from constructs import Construct

from constructs_lib.protection import Protection

NameOf = Callable[[str, str], str]
"""Gives the physical name for a kind of resource (such as `sqs_queue`) and a purpose, checked by its rule."""

GLOBAL: Final = frozenset({"iam", "s3"})
"""The services whose ARNs carry no region (IAM user guide, "Identify AWS resources with ARNs")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the constructs of a stack are, as `Place.of(scope)` finds it: the one maker of names and ARNs."""

    partition: str
    """The AWS partition, such as `aws`."""
    region: str
    """The AWS region."""
    account_id: str
    """The AWS account."""
    databricks_account_id: str
    """The Databricks account."""
    name_prefix: str
    """What the names of the environment begin with."""
    name_of: NameOf
    """Makes the physical name of a kind of resource from a purpose."""
    permissions_boundary: str | None
    """The policy that bounds its roles, by name; None only in the embedded AWS."""
    protection: Protection
    """Whether what holds data may be destroyed."""

    def attach(self, stack: TerraformStack) -> None:
        """Make this the place of a stack. Raises ValueError if the stack has one already."""
        if stack in _PLACES:
            raise ValueError(f"stack {stack.node.id!r} has a place already")
        _PLACES[stack] = self

    @classmethod
    def of(cls, scope: Construct) -> "Place":
        """Return the place of the stack that a construct is in. Raises ValueError if the stack has none."""
        place = _PLACES.get(scope)
        if place is None:
            stack = TerraformStack.of(scope)
            place = _PLACES.get(stack)
            if place is None:
                raise ValueError(
                    f"{scope.node.path!r}: nobody said where stack {stack.node.id!r} is; attach a Place to the "
                    "stack before its first construct"
                )
            # Each look for the stack is a call into Node, and a scope has many constructs.
            _PLACES[scope] = place
        return place

    def arn(
        self,
        service: str,
        resource: str,
        *,
        partition: str | None = None,
        region: str | None = None,
        account: str | None = None,
    ) -> str:
        """Return an ARN: of this account and region, unless others are given, as far as the service names them."""
        if region is None:
            region = "" if service in GLOBAL else self.region
        if account is None:
            account = "" if service == "s3" else self.account_id
        return f"arn:{partition or self.partition}:{service}:{region}:{account}:{resource}"

    def bucket_arn(self, bucket: str) -> str:
        """Return the ARN of a bucket."""
        return self.arn("s3", bucket)

    def role_arn(self, name: str) -> str:
        """Return the ARN of a role of this account."""
        return self.arn("iam", f"role/{name}")

    @property
    def root_arn(self) -> str:
        """The account itself, as a principal."""
        return self.arn("iam", "root")

    @property
    def permissions_boundary_arn(self) -> str | None:
        """The ARN of what bounds its roles."""
        return self.permissions_boundary and self.arn("iam", f"policy/{self.permissions_boundary}")

    def regional_service(self, service: str) -> str:
        """Return a service of this region as principals and `kms:ViaService` name it."""
        return f"{service}.{self.region}.amazonaws.com"


_PLACES: Final = WeakKeyDictionary[Construct, Place]()
"""The places of stacks, and of the scopes that have asked."""
