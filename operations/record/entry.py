"""One deployment, as it is recorded beside the state."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from operations.common.files import canonical, sha256

Result = Literal["started", "succeeded", "failed", "interrupted", "unhealthy"]
"""`started` is written before anything is changed; `interrupted` is said later of a run that left no other result;
`unhealthy` is a verdict on a release that was applied and then did not do its work."""

Purpose = Literal["deploy", "rollback", "destroy", "verdict"]


class Position(BaseModel):
    """Which state there is: its line of descent and its number. Where nothing is stored yet the serial is 0."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lineage: str = ""
    serial: int = 0


class Process(BaseModel):
    """The process that deploys, so that a later run can tell whether it has ended.

    `created` is when it was started, in seconds since the epoch: process ids are used again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    pid: int
    created: float


class Record(BaseModel):
    """One attempt to deploy a release, its beginning or its end, or a later verdict on it.

    What has a default is not in records of older versions.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: str
    stack: str
    release: str
    """The release's digest; empty where what was applied could not be kept as one."""
    commit: str
    purpose: Purpose
    result: Result
    at: datetime
    plan: str | None = None
    """The semantic digest of the plan that was kept; none where Terraform planned and applied in one go."""
    note: str = ""
    attempt: str = ""
    """What the beginning and the end of one attempt have in common."""
    via: str = ""
    """The command that deployed."""
    by: str = ""
    """Who ran it: the account of GitHub, or user and machine."""
    identity: str = ""
    """Whose credentials it had, as AWS says; empty where no account was reached."""
    dirty: bool = False
    """Whether files differed from the commit."""
    reviewed: bool = False
    """Whether the plan was approved in a pull request, or the release once was."""
    approved_by: tuple[str, ...] = ()
    pull_request: int | None = None
    forced: str = ""
    """Why it was deployed though the environment takes only what was approved."""
    process: Process | None = None
    before: Position | None = None
    """The state when it began."""
    state: Position | None = None
    """The state when it had ended; none if that is not known."""
    changed: bool = True
    """Whether the attempt may have changed anything."""
    outputs: str | None = None
    """The digest of the stack's outputs that are not secret."""

    @property
    def label(self) -> str:
        """How people read what was deployed: the release, or the commit where no release was kept."""
        return f"release {self.release[:12]}" if self.release else f"commit {self.commit[:12]}"


def outputs_digest(outputs: dict[str, Any]) -> str:
    """Return the SHA-256 of a stack's outputs that are not secret, by name, in canonical form."""
    return sha256(canonical(outputs).encode())


def settled(records: list[Record]) -> list[Record]:
    """Return records without the beginnings of attempts whose end is there too."""
    ended = {record.attempt for record in records if record.attempt and record.result != "started"}
    return [record for record in records if record.result != "started" or record.attempt not in ended]
