"""What providers were asked before, kept by its content: installed providers, and resources as they were planned.

A review is made again after each push: the base's side of the question stays the same.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from operations.common.files import remove
from operations.terraform.mirrors import find_mirrors
from operations.terraform.run import TerraformRun
from stacks.whole_file import write_whole

FOLDER: Final = "asked"
INSTALLED: Final = (".terraform", ".terraform.lock.hcl")
MOST: Final = 4
"""Sets of providers that are kept."""
MOST_ANSWERS: Final = 500
CHOOSING: Final = (
    "ANTHILL_PROVIDER_MIRROR",
    "TERRAFORM_BINARY_NAME",
    "TF_CLI_CONFIG_FILE",
    "TF_PLUGIN_CACHE_DIR",
)
"""The variables that say which Terraform and which providers are taken."""


class AskedProviders:
    """The providers that one set of requirements names, installed once, and what they planned of resources."""

    def __init__(self, home: Path, terraform: TerraformRun, required: Mapping[str, Any]) -> None:
        variables = [terraform.environment.get(name) for name in CHOOSING]
        mirrors = [
            (str(mirror.path), {source: sorted(held) for source, held in mirror.versions.items()})
            for mirror in find_mirrors(os.environ)
        ]
        self._all = home / FOLDER
        self._folder = self._all / digest(required, variables, mirrors)
        self._terraform = terraform

    def install(self) -> None:
        """Initialise Terraform's folder, by what an earlier one left if that is still whole."""
        kept, target = self._folder / "installed", self._terraform.folder
        if (target / INSTALLED[0]).exists():
            return
        if all((kept / name).exists() for name in INSTALLED) and all(map(Path.exists, _links(kept))):
            shutil.copytree(kept, target, symlinks=True, dirs_exist_ok=True)
            os.utime(self._folder)
            return
        self._terraform.init()
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        shutil.copytree(target / INSTALLED[0], kept / INSTALLED[0], symlinks=True)
        shutil.copy2(target / INSTALLED[1], kept / INSTALLED[1])
        _prune(self._all, MOST)

    def planned(self, key: str) -> dict[str, Any] | None:
        """Return what was planned of a resource of this content, None if nobody asked."""
        try:
            return json.loads((self._folder / "planned" / f"{key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def keep(self, planned: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep what was planned, by the key of its content."""
        folder = self._folder / "planned"
        folder.mkdir(parents=True, exist_ok=True)
        for key, held in planned.items():
            # Only its owner reads it, as all that holds values of a plan.
            write_whole(folder / f"{key}.json", json.dumps(held), mode=0o600)
        _prune(folder, MOST_ANSWERS)


def digest(*parts: Any) -> str:
    """Return a digest of what JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _links(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_symlink())


def _prune(folder: Path, most: int) -> None:
    for old in sorted(folder.iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)[most:]:
        remove(old)
