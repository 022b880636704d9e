"""Locks of what never reaches an account: anthill-local and offline plans. They stay under `.anthill`."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import offline_databricks
from operations.terraform.checked_provider import CheckedProvider
from operations.terraform.mirrors import find_mirrors
from operations.terraform.provider_lock import LOCK_FILE, lock_for, read_lock
from operations.terraform.requirements import Requirements
from provider_facts.versions import AWS_VERSION
from stacks.whole_file import write_whole

FOLDER: Final = "locks"
CHECKED: Final = "checked-providers"
AWS: Final = "registry.terraform.io/hashicorp/aws"


class LocalLock:
    """The lock of one set of requirements from one set of places, kept from run to run.

    What was installed once is what runs again: a provider that is replaced under its version is refused. The stand-in
    for Databricks is not in it: it is made of this repository's own code.
    """

    def __init__(self, home: Path, requirements: Requirements, environment: Mapping[str, str]) -> None:
        # Another version in a mirror is another lock: it is to be used.
        held = [
            [str(mirror.path), source, sorted(mirror.versions[source])]
            for mirror in find_mirrors(environment)
            for source in sorted(requirements.keys() & mirror.versions.keys())
        ]
        key = json.dumps([{name: list(each) for name, each in sorted(requirements.items())}, held])
        self.file = home / FOLDER / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.hcl"
        self.checked = CheckedProvider(home / CHECKED / f"{self.file.stem}.json", self.file)
        """The AWS provider that has this lock."""
        self._sources = [
            name
            for name, constraints in requirements.items()
            if offline_databricks.VERSION not in constraints
        ]

    def put_into(self, folder: Path) -> None:
        """Write the kept lock into a stack's folder that has none."""
        if self.file.is_file() and not (folder / LOCK_FILE).is_file():
            write_whole(folder / LOCK_FILE, self.file.read_bytes())

    def keep_from(self, folder: Path) -> None:
        """Keep the lock of a stack's folder, if it has one that is complete and none is kept yet."""
        lock = folder / LOCK_FILE
        if self.file.is_file() or not lock.is_file():
            return
        text = lock_for(lock.read_text(encoding="utf-8"), self._sources)
        if set(read_lock(text)) == set(self._sources):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.file, text)


def other_version(folder: Path) -> str | None:
    """Return what an initialised folder plans with, if that is another AWS provider than real environments get."""
    lock = folder / LOCK_FILE
    found = read_lock(lock.read_text(encoding="utf-8")).get(AWS) if lock.is_file() else None
    if found is None or found.version == AWS_VERSION:
        return None
    return f"planned with aws {found.version}, the newest on this machine; environments are pinned to {AWS_VERSION}"
