"""The accounts an environment lives in, and who holds its keys."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from configuration.base import Model, repeated
from configuration.errors import Problem

AccountId = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
PrincipalArn = Annotated[
    str, StringConstraints(pattern=r"^arn:aws(-us-gov)?:iam::[0-9]{12}:(role|user)/[A-Za-z0-9_+=,.@/-]+$")
]


class EnvironmentName(StrEnum):
    """The environments, in the order of deployment.

    None begins with the name of another and `-`: the roles of `dev` reach all that begins with its names.
    """

    LOCAL = "local"
    DEV = "dev"
    TEST = "test"
    PROD = "prod"


class DataProtection(StrEnum):
    """Whether data may be destroyed with the environment."""

    RETAIN = "retain"
    DESTROY = "destroy"


class AccountConfig(Model):
    """The AWS account of an environment."""

    id: AccountId
    """Twelve digits."""
    owns_account: bool = True
    """Whether this environment manages the account's singletons: guard rails, OIDC provider."""
    shared_with: tuple[EnvironmentName, ...] = ()
    """The other environments in the same account; they must say so too."""

    def problems(self) -> Iterable[Problem]:
        """Return an account that nobody has, and the environments that are named twice."""
        if not int(self.id):
            yield Problem(
                field="id",
                what="is no account: it stands for one in examples",
                given=self.id,
                allowed="the twelve digits of an account that you have",
                fix="copy them from the account's page",
            )
        yield from repeated("shared_with", self.shared_with)


class StateConfig(Model):
    """Where Terraform keeps the state: in a file (the emulator's) or in the environment's bucket."""

    backend: Literal["local", "s3"]
    """Where the state is: a file beside the emulator, or the environment's bucket."""


class KeyConfig(Model):
    """Who administers the keys, and the days between deleting a key and losing it."""

    administrators: tuple[PrincipalArn, ...] = ()
    """Roles and users of the account; without any, IAM policies of the account decide."""
    deletion_window_days: Annotated[int, Field(ge=7, le=30)]
    """What KMS admits (API reference, ScheduleKeyDeletion)."""

    def problems(self) -> Iterable[Problem]:
        """Return the principals that are named twice."""
        return repeated("administrators", self.administrators)
