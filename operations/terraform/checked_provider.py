"""The AWS provider as Terraform compared it with a kept lock: it is read again only once a file of it has changed.

`terraform init` reads all of a locked provider up to three times, 700 MB each, which is a second of a processor in
every command. What reaches no account may know the package by its files instead: their places, sizes and times, that of
the last change of content or owner (ctime) among them, which no program can set.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from offline_databricks.files import write_whole
from operations.terraform.mirrors import target_platform
from operations.terraform.narrow_provider import ATTACHED, SOURCE
from operations.terraform.provider_lock import LOCK_FILE, LockedProvider, read_lock

PROVIDERS: Final = Path(".terraform/providers")
_NOWHERE: Final = {
    "Protocol": "grpc",
    "ProtocolVersion": 5,
    "Pid": 1,
    "Test": True,
    "Addr": {"Network": "unix", "String": "/nowhere"},
}
"""`init` neither installs nor checks a provider that runs already, and asks it nothing."""
SETTLED: Final = 1_000_000_000
"""Nanoseconds that a file is older than the comparison: the clock of files is coarser than that of programs."""


class CheckedProvider:
    """The package that was compared with the lock in `lock`; `file` keeps what it was then."""

    def __init__(self, file: Path, lock: Path) -> None:
        self._file = file
        self._lock = lock

    def put_into(self, folder: Path) -> Mapping[str, str]:
        """Install the package into a stack's folder with that lock; return the variables that `init` is to get then.

        None where Terraform has to compare it: nothing is known of it, it changed, or the folder has another lock or
        package.
        """
        try:
            held: dict[str, Any] = json.loads(self._file.read_bytes())
            package = Path(held["package"])
            locked = _locked(folder / LOCK_FILE)
            if held != self._state(package) or locked is None or locked != _locked(self._lock):
                return {}
            place = _place(folder, locked)
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(package, target_is_directory=True)
            return {ATTACHED: json.dumps({SOURCE: _NOWHERE})} if place.resolve() == package else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def keep_from(self, folder: Path, *, began: int) -> None:
        """Keep what was installed in a folder by an `init` that began then, in nanoseconds since 1970, and succeeded.

        Nothing is kept of what lies in the folder itself, or may have changed meanwhile.
        """
        locked = _locked(folder / LOCK_FILE)
        if locked is None or locked != _locked(self._lock):
            return
        package = _place(folder, locked).resolve()
        if not package.is_dir() or package.is_relative_to(folder.resolve()):
            return
        state = self._state(package)
        if all(times[-1] < began - SETTLED for times in state["files"].values()):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, json.dumps(state).encode())

    def _state(self, package: Path) -> dict[str, Any]:
        return {
            "lock": hashlib.sha256(self._lock.read_bytes()).hexdigest(),
            "package": str(package),
            "files": {
                file.relative_to(package).as_posix(): [
                    (stat := file.stat()).st_ino,
                    stat.st_size,
                    stat.st_mtime_ns,
                    stat.st_ctime_ns,
                ]
                for file in sorted(package.rglob("*"))
            },
        }


def _locked(lock: Path) -> LockedProvider | None:
    return read_lock(lock.read_text(encoding="utf-8")).get(SOURCE) if lock.is_file() else None


def _place(folder: Path, locked: LockedProvider) -> Path:
    return folder / PROVIDERS / SOURCE / locked.version / target_platform()
