"""Writes files into the project together: either the configuration is valid with all of them, or none is written."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

from operations.common.errors import InputError
from stacks.whole_file import write_whole

CHECK: Final = "from operations.cli import main; main()"
"""`anthill config check` of the code in the project's folder, in a process that has not read the old one."""


def write_together(root: Path, files: Mapping[str, str]) -> list[str]:
    """Write files, in Ruff's format if they are Python, and return those that are new or changed, by name.

    If the configuration is not valid with them, or somebody presses Ctrl-C, all is put back as it was. Raises
    InputError with what `anthill config check` says then.
    """
    before = {name: _bytes(root / name) for name in files}
    changed = [name for name, text in files.items() if before[name] != text.encode()]
    done = False
    try:
        for name in changed:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(root / name, files[name])
            _forget_compiled(root / name)
        if python := [name for name in changed if name.endswith(".py")]:
            _format(root, python)
        checked = subprocess.run(
            [sys.executable, "-c", CHECK, "config", "check"],
            cwd=root,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])},
            capture_output=True,
            text=True,
            check=False,
        )
        if checked.returncode:
            said = "; ".join((checked.stderr or checked.stdout).strip().splitlines())
            raise InputError(f"nothing was written, for the configuration would not be valid: {said}")
        done = True
    finally:
        if not done:
            for name in changed:
                _put_back(root / name, before[name])
    return [name for name in changed if before[name] != _bytes(root / name)]


def _format(root: Path, names: list[str]) -> None:
    ruff = Path(sys.executable).with_name("ruff")
    if ruff.is_file():
        for command in (["check", "--quiet", "--select", "I", "--fix"], ["format", "--quiet"]):
            subprocess.run(
                [str(ruff), *command, "--no-cache", *names], cwd=root, capture_output=True, check=False
            )


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _forget_compiled(file: Path) -> None:
    """Remove what Python compiled of a file: it takes another text of one size and one second for the same."""
    if file.suffix == ".py":
        Path(cache_from_source(str(file))).unlink(missing_ok=True)


def _put_back(file: Path, content: bytes | None) -> None:
    _forget_compiled(file)
    if content is None:
        file.unlink(missing_ok=True)
    else:
        write_whole(file, content)
