"""The workspace of an environment: who reaches it, what leaves it, what it keeps up to date by itself."""

from collections.abc import Iterator
from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import Field

from configuration.addresses import LARGEST_PREFIX, no_host
from configuration.base import Model, repeated
from configuration.errors import Problem

Domain = Annotated[
    str, Field(pattern=r"^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$", max_length=253)
]
Seconds = Annotated[int, Field(ge=0, le=300)]


class EgressMode(StrEnum):
    """What serverless compute may reach on the internet."""

    FULL = "full"
    RESTRICTED = "restricted"


class ServerlessEgress(Model):
    """What serverless compute may reach: everything, or only the named domains and own buckets."""

    mode: EgressMode
    allowed_domains: tuple[Domain, ...] = ()
    """Such as `pypi.org`; without them serverless notebooks install no package."""
    enforced: bool = True
    """False only reports what would be refused, to try a restriction first."""

    def problems(self) -> Iterator[Problem]:
        """Return domains that are named twice, or that restrict nothing."""
        yield from repeated("allowed_domains", self.allowed_domains)
        if self.mode is EgressMode.FULL and self.allowed_domains:
            yield Problem(
                field="allowed_domains",
                what="restricts nothing while everything is allowed",
                given=", ".join(self.allowed_domains),
                allowed="none with mode full",
                fix="set mode to restricted, or remove the domains",
            )


class WorkspaceConfig(Model):
    """A workspace. DBFS, the Hive metastore and legacy runtimes are off in every workspace."""

    private_link: bool
    """Whether classic compute reaches the control plane only by PrivateLink."""
    allowed_cidrs: tuple[IPv4Network, ...] = ()
    """The addresses that people and pipelines come from; without any, every address may sign in."""
    egress: ServerlessEgress
    automatic_cluster_update: bool
    """Whether clusters are restarted to get security updates; part of a paid add-on."""
    enhanced_security_monitoring: bool
    """Whether images are hardened and watched for intruders; part of the same add-on."""
    token_lifetime_days: Annotated[int, Field(ge=1, le=90)] = 30
    """The longest life of a personal access token."""
    settle_seconds: Seconds = 30
    """How long a change of IAM, or a new workspace, is given to be known everywhere before it is used."""

    def problems(self) -> Iterator[Problem]:
        """Return addresses that are named twice, are nobody's, or are nearly everybody's."""
        yield from repeated("allowed_cidrs", self.allowed_cidrs)
        for index, cidr in enumerate(self.allowed_cidrs):
            wrong = "admits nearly everybody" if cidr.prefixlen < LARGEST_PREFIX else no_host(cidr)
            if wrong:
                yield Problem(
                    field=f"allowed_cidrs[{index}]",
                    what=wrong,
                    given=str(cidr),
                    allowed=f"addresses that people have, a prefix of /{LARGEST_PREFIX} or longer",
                    fix="name your own addresses, or leave the list empty to admit everybody",
                )
