"""Which Terraform runs."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from operations.toolchain.errors import InputError
from operations.toolchain.project import anthill_home, project_root

EXPLICIT: Final = ("ANTHILL_TERRAFORM", "TERRAFORM_BINARY_NAME")
OLDEST: Final = (1, 10)
"""The first version with lock files in S3 (`use_lockfile`)."""
BEYOND: Final = (2, 0)


def find_terraform(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the Terraform to run: the one set explicitly, a suitable one on PATH, else the locked library.

    Raises InputError if the explicit one is missing or unsuitable.
    """
    for setting in EXPLICIT:
        named = environment.get(setting)
        if named:
            found = shutil.which(named, path=environment.get("PATH"))
            version = found and terraform_version(Path(found))
            if not found or not version or not suitable(version):
                raise InputError(
                    f"{setting} names {named!r}, which is {_text(version) if version else 'no Terraform'}; "
                    f"it must be Terraform {_text(OLDEST)} or newer, below {_text(BEYOND)}"
                )
            return Path(found)
    for folder in environment.get("PATH", "").split(os.pathsep):
        candidate = Path(folder) / "terraform"
        if candidate.is_file() and os.access(candidate, os.X_OK) and candidate.parent != launcher().parent:
            version = terraform_version(candidate)
            if version and suitable(version):
                return candidate
    return write_launcher()


def suitable(version: tuple[int, ...]) -> bool:
    """Return whether a version is in the supported range."""
    return OLDEST <= version[:2] < BEYOND


def terraform_version(binary: Path) -> tuple[int, ...] | None:
    """Return the version that a binary says it is, None if it says nothing sensible."""
    quiet = {**os.environ, "CHECKPOINT_DISABLE": "1"}
    quiet.pop("TF_CLI_CONFIG_FILE", None)
    try:
        run = subprocess.run(
            [str(binary), "version", "-json"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env=quiet,
        )
        version = json.loads(run.stdout)["terraform_version"]
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError, KeyError, TypeError):
        return None
    numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    return tuple(map(int, numbers.groups())) if numbers else None


def launcher() -> Path:
    """Return the path of the script that runs the locked library."""
    return anthill_home(project_root()) / "bin" / "terraform"


def write_launcher() -> Path:
    """Write the script that runs Terraform as a library, and return it."""
    script = launcher()
    text = f'#!/bin/sh\nexec "{sys.executable}" -m operations.toolchain.embedded_terraform "$@"\n'
    if not script.exists() or script.read_text(encoding="utf-8") != text:
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(text, encoding="utf-8")
    script.chmod(0o755)
    return script


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
