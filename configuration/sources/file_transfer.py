"""Sources that send files, and who sends them."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Annotated, ClassVar, Final

from pydantic import Field

from configuration.account import PrincipalArn
from configuration.addresses import not_public
from configuration.base import Model, repeated
from configuration.errors import Problem
from configuration.sources.file_names import pattern_problem
from configuration.sources.source import Mode, Name, Source, SourceKind
from configuration.sources.ssh_keys import key_problem
from contracts.smoke_record import DROPS

LARGEST_PARTNER_PREFIX: Final = 24

PublicKey = Annotated[
    str, Field(pattern=r"^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+={0,3}$")
]
"""What AWS Transfer Family takes, without comment (user guide, "Managing SSH keys")."""

PartnerName = Annotated[Name, Field(min_length=3)]
"""A user of an SFTP server has at least three characters (Transfer Family API, UserName)."""


class Partner(Model):
    """Who may send files over SFTP: from which addresses and with which keys, never a password."""

    name: PartnerName
    """Names the user of the SFTP server and its folder under `incoming/`."""
    public_keys: Annotated[tuple[PublicKey, ...], Field(min_length=1, max_length=10)]
    """At most ten per user (Transfer Family quotas)."""
    allowed_cidrs: Annotated[tuple[IPv4Network, ...], Field(min_length=1, max_length=20)]
    """The addresses that it connects from."""

    def problems(self) -> Iterator[Problem]:
        """Return keys and blocks that are named twice, and blocks that admit too many."""
        yield from repeated("public_keys", (key[-24:] for key in self.public_keys))
        yield from repeated("allowed_cidrs", self.allowed_cidrs)
        for index, key in enumerate(self.public_keys):
            if wrong := key_problem(key):
                yield Problem(
                    field=f"public_keys[{index}]",
                    what=wrong,
                    given=f"{key[:40]}...",
                    allowed="a public key of SSH: Ed25519, ECDSA, or RSA of 2048 to 4096 bits",
                    fix="ask the partner for the line of its .pub file",
                )
        for index, cidr in enumerate(self.allowed_cidrs):
            too_large = cidr.prefixlen < LARGEST_PARTNER_PREFIX
            if not too_large and (wrong := not_public(cidr)):
                yield Problem(
                    field=f"allowed_cidrs[{index}]",
                    what=f"{wrong}, and a partner comes from the internet",
                    given=str(cidr),
                    allowed="public addresses",
                    fix="name the addresses that the partner's traffic comes from",
                )
            if too_large:
                yield Problem(
                    field=f"allowed_cidrs[{index}]",
                    what="admits too many addresses",
                    given=str(cidr),
                    allowed=f"a prefix of /{LARGEST_PARTNER_PREFIX} or longer",
                    fix="name the partner's own addresses",
                )


class FileSource(Source):
    """Files that arrive over SFTP from a partner, or in a plain S3 prefix from named principals.

    Each is checked on arrival and goes to landing or to quarantine.
    """

    kind: ClassVar[SourceKind] = SourceKind.FILE

    partner: str | None = None
    """The name of the partner that sends over SFTP."""
    writers: tuple[PrincipalArn, ...] = ()
    """The roles and users that put files under the drop prefix by S3."""
    file_pattern: Annotated[str, Field(min_length=3, max_length=200)]
    """A regular expression that a file's whole name matches."""
    maximum_mb: Annotated[int, Field(ge=1, le=51200)] = 1024
    """The largest file that is good, in MiB."""

    @property
    def incoming_prefix(self) -> str:
        """Where files wait for their check."""
        return f"incoming/{self.partner}/{self.name}/" if self.partner else f"{DROPS}{self.name}/"

    def problems(self) -> Iterator[Problem]:
        """Return the rules of any source, and a sender or pattern that cannot work."""
        yield from super().problems()
        yield from repeated("writers", self.writers)
        if (self.partner is None) == (not self.writers):
            yield Problem(
                field="partner",
                what="files come either from a partner over SFTP or from writers over S3",
                given="both" if self.partner else "neither",
                allowed="one of partner and writers",
                fix="give one of them",
            )
        if self.mode is not Mode.BATCH:
            yield Problem(
                field="mode",
                what="files are lots by themselves; each is checked as it arrives",
                given=self.mode.value,
                allowed=Mode.BATCH.value,
                fix="set it to batch",
            )
        if wrong := pattern_problem(self.file_pattern):
            yield Problem(
                field="file_pattern",
                what=wrong,
                given=self.file_pattern,
                allowed=r"such as dividends-\d{8}\.csv",
                fix="fix the expression",
            )
