"""Fetches what is locked into a folder: Python packages, Node packages, and the providers that are on this machine."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from configuration.emulator import PROVIDER_VERSIONS
from operations.common.errors import OperationError
from operations.common.files import write_file
from operations.common.node import node_binary
from operations.common.uv import find_uv
from operations.terraform.mirrors import find_mirrors, target_platform
from operations.terraform.provider_lock import PINNED
from operations.terraform.requirements import satisfies

WHEELS: Final = "wheels"
NPM: Final = "npm"
PYTHON: Final = "PYTHON"
"""Names the Python that the packages are for, as set-up asks uv for it."""
PROVIDERS: Final = "providers"
REQUIREMENTS: Final = "requirements.txt"
SPARK_REQUIREMENTS: Final = "requirements-spark.txt"

BUILD_TOOLS: Final = ("setuptools", "wheel", "hatchling>=1.27,<2", "editables>=0.3,<1")
"""What builds the packages that are locked as source alone, and this repository's own."""
NODE_FILES: Final = ("package.json", "package-lock.json")
LONGEST_ERROR: Final = 600

USABLE: Final[Mapping[str, tuple[str, ...]]] = {
    source: (*constraints, PROVIDER_VERSIONS) if source.endswith("/aws") else constraints
    for source, constraints in PINNED.items()
}
"""The versions of each provider that some environment takes: the pinned one, and what anthill-local admits."""


def python_packages(root: Path, folder: Path, *, uv_version: str, spark: bool) -> None:
    """Download every locked package for this platform and Python, checked by the hashes of uv.lock.

    Raises OperationError with the tool's words if one is not to be had.
    """
    uv = find_uv(root)
    (folder / WHEELS).mkdir(parents=True)
    write_file(folder / PYTHON, f"{sys.version_info.major}.{sys.version_info.minor}\n")
    groups = {REQUIREMENTS: ()} | ({SPARK_REQUIREMENTS: ("--only-group", "spark")} if spark else {})
    for name, options in groups.items():
        _run(
            [uv, "export", "--locked", "--quiet", "--no-header", "--no-emit-workspace", *options],
            root,
            *("--format", "requirements.txt", "--output-file", str(folder / name)),
        )
        _download(uv, root, folder, "--require-hashes", "--no-deps", "--requirement", str(folder / name))
    _download(uv, root, folder, f"uv=={uv_version}", *BUILD_TOOLS)


def node_packages(root: Path, folder: Path) -> None:
    """Put every locked Node package into a cache of npm. Raises OperationError with npm's words if one is missing."""
    with tempfile.TemporaryDirectory(prefix="anthill-npm-") as place:
        for name in NODE_FILES:
            shutil.copy(root / name, place)
        npm = node_binary().parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
        options = (
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--cache",
            str(folder / NPM),
        )
        _run([str(node_binary()), str(npm), "ci"], Path(place), *options)
    shutil.rmtree(folder / NPM / "_logs", ignore_errors=True)


def providers(folder: Path, environment: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """Copy the usable providers of this machine's mirrors in their layout; return the versions by source.

    A source that no mirror has in a usable version has none: the registry is not asked.
    """
    taken: dict[str, list[str]] = {source: [] for source in PINNED}
    for mirror in find_mirrors(environment):
        for source, found in taken.items():
            for version in sorted(mirror.versions.get(source, ())):
                if version not in found and _usable(source, version):
                    _copy_provider(mirror.path, folder / PROVIDERS, source, version)
                    found.append(version)
    return taken


def _usable(source: str, version: str) -> bool:
    return any(satisfies(version, [constraint]) for constraint in USABLE[source])


def _copy_provider(mirror: Path, target: Path, source: str, version: str) -> None:
    unpacked = mirror / source / version / target_platform()
    if unpacked.is_dir():
        shutil.copytree(unpacked.resolve(), target / source / version / target_platform(), dirs_exist_ok=True)
        return
    name = f"terraform-provider-{source.rpartition('/')[2]}_{version}_{target_platform()}.zip"
    (target / source).mkdir(parents=True, exist_ok=True)
    shutil.copy((mirror / source / name).resolve(), target / source / name)


def _download(uv: str, root: Path, folder: Path, *what: str) -> None:
    pip = [uv, "tool", "run", "--python", sys.executable, "--from", "pip", "pip", "download", "--quiet"]
    _run([*pip, "--disable-pip-version-check", "--dest", str(folder / WHEELS)], root, *what)


def _run(command: list[str], cwd: Path, *arguments: str) -> None:
    done = subprocess.run(
        [*command, *arguments],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-LONGEST_ERROR:]
        raise OperationError(
            f"{Path(command[0]).name} could not fetch what is locked: is the package index reachable? It said: {said}"
        )
