"""Finds a Java that runs Spark."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.errors import OperationError

OLDEST: Final = 17
"""Spark 4 is compiled for Java 17 (Spark documentation, "Downloading")."""
NEEDED_MODULE: Final = "jdk.incubator.vector"
"""Spark starts Java with this module; trimmed runtimes, such as those on PyPI, lack it."""
PLACES: Final = (
    "/usr/lib/jvm/*",
    "/opt/homebrew/opt/openjdk*",
    "/usr/local/opt/openjdk*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
)
OS_RELEASE: Final = Path("/etc/os-release")
VERSION: Final = re.compile(r'version "(?:1\.)?(\d+)')
INSTALL: Final[Mapping[str, str]] = {
    "debian": "sudo apt-get install -y openjdk-17-jre-headless",
    "ubuntu": "sudo apt-get install -y openjdk-17-jre-headless",
    "fedora": "sudo dnf install -y java-21-openjdk-headless",
    "rhel": "sudo dnf install -y java-21-openjdk-headless",
    "alpine": "apk add openjdk17-jre-headless",
    "darwin": "brew install openjdk@21",
    "win32": "winget install EclipseAdoptium.Temurin.21.JRE",
}
OTHERWISE: Final = "install Java 17 or newer from https://adoptium.net, and set JAVA_HOME to it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Java:
    """A Java runtime: its home and its major version."""

    home: Path
    version: int


def find_java(environment: Mapping[str, str] | None = None, *, places: tuple[str, ...] = PLACES) -> Java:
    """Return a Java of 17 or newer: JAVA_HOME's, else that on PATH, else the first in the usual places.

    Raises OperationError if there is none, with what was found and the command that installs one.
    """
    environment = os.environ if environment is None else environment
    refused: list[str] = []
    for home in _homes(environment, places):
        why = _fault(home)
        if why is None:
            return Java(home=home, version=_version(home) or OLDEST)
        refused.append(f"{home}: {why}")
    found = "; ".join(refused) or "none is in JAVA_HOME, on PATH or in the usual places"
    raise OperationError(f"Spark needs Java {OLDEST} or newer ({found}). To fix it: {_command()}")


def _homes(environment: Mapping[str, str], places: tuple[str, ...]) -> Iterator[Path]:
    seen: set[Path] = set()
    given = environment.get("JAVA_HOME")
    on_path = shutil.which("java", path=environment.get("PATH", ""))
    candidates = [Path(given)] if given else []
    if on_path:
        candidates.append(Path(on_path).resolve().parent.parent)
    for place in places:
        candidates += sorted(Path("/").glob(place.removeprefix("/")))
    for home in candidates:
        if (home / "bin" / "java").is_file() and home.resolve() not in seen:
            seen.add(home.resolve())
            yield home


def _fault(home: Path) -> str | None:
    version = _version(home)
    if version is None:
        return "prints no version"
    if version < OLDEST:
        return f"is Java {version}"
    modules = _output([str(home / "bin" / "java"), "--list-modules"])
    return None if NEEDED_MODULE in modules else f"lacks the module {NEEDED_MODULE}"


def _version(home: Path) -> int | None:
    found = VERSION.search(_output([str(home / "bin" / "java"), "-version"]))
    return int(found.group(1)) if found else None


def _output(command: list[str]) -> str:
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout + ended.stderr


def _command() -> str:
    if sys.platform in INSTALL:
        return INSTALL[sys.platform]
    names = re.findall(
        r'^ID(?:_LIKE)?="?([^"\n]+)', OS_RELEASE.read_text() if OS_RELEASE.is_file() else "", re.MULTILINE
    )
    known = [name for line in names for name in line.split() if name in INSTALL]
    return INSTALL[known[0]] if known else OTHERWISE
