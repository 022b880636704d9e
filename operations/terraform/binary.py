"""Which Terraform runs."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from offline_databricks.files import write_program
from operations.common.errors import InputError

EXPLICIT: Final = ("ANTHILL_TERRAFORM", "TERRAFORM_BINARY_NAME")
OLDEST: Final = (1, 10)
"""The first version with lock files in S3 (`use_lockfile`)."""
BEYOND: Final = (2, 0)


def find_terraform(environment: Mapping[str, str], home: Path) -> Path:
    """Return the Terraform to run: the one set explicitly, a suitable one on PATH, else the locked library.

    Raises InputError if the explicit one is missing or unsuitable.
    """
    path = environment.get("PATH", os.defpath)
    for setting in EXPLICIT:
        if named := environment.get(setting):
            found = shutil.which(named, path=path)
            version = terraform_version(Path(found)) if found else None
            if found is None or version is None or not suitable(version):
                raise InputError(
                    f"{setting}: {named!r} is {_text(version) if version else 'no Terraform that runs'}; needed is "
                    f"{_text(OLDEST)} or newer, below {_text(BEYOND)}: name another, or unset it to use the locked one"
                )
            return Path(found)
    own = launcher(home)
    for folder in filter(None, path.split(os.pathsep)):
        candidate = Path(folder) / "terraform"
        if os.access(candidate, os.X_OK) and candidate.is_file() and candidate != own:
            version = terraform_version(candidate)
            if version and suitable(version):
                return candidate.absolute()
    return write_launcher(home)


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


def launcher(home: Path) -> Path:
    """Return the path of the script that runs the locked library."""
    return home / "bin" / "terraform"


def write_launcher(home: Path) -> Path:
    """Write the script that runs Terraform as a library, and return it."""
    script = launcher(home)
    command = f"{shlex.quote(sys.executable)} -P -m operations.terraform.embedded_terraform"
    text = f'#!/bin/sh\nexec {command} "$@"\n'
    write_program(script, text.encode())
    return script


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
