"""Provider mirrors on this machine: folders in the layout that `terraform providers mirror` writes."""

import os
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.errors import InputError

EXPLICIT: Final = "ANTHILL_PROVIDER_MIRROR"
REGISTRY: Final = "registry.terraform.io"

USUAL_PREFIXES: Final = (
    "/usr/share/terraform",
    "/usr/local/share/terraform",
    "/usr/local/lib",
    "/usr/share",
    "/usr/local/share",
    "/opt",
    "/var/lib",
)
"""Where packages and images put mirrors; each folder itself and two levels below it are looked at."""

_MACHINES: Final = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True, slots=True)
class Mirror:
    """A mirror and the versions that it holds for this platform, by full source address."""

    path: Path
    versions: Mapping[str, frozenset[str]]


def find_mirrors(environment: Mapping[str, str], prefixes: Iterable[str] = USUAL_PREFIXES) -> list[Mirror]:
    """Return the mirrors to consider, best first; those that hold nothing for this platform are left out.

    The order is `ANTHILL_PROVIDER_MIRROR` alone, else the folders that Terraform itself looks at, then any
    mirror under the usual prefixes. Raises InputError if the explicit one holds nothing.
    """
    explicit = environment.get(EXPLICIT)
    if explicit:
        mirror = read_mirror(Path(explicit).expanduser().resolve())
        if mirror is None:
            raise InputError(
                f"{EXPLICIT}: {explicit!r} holds no provider for {target_platform()}; it must be a folder with "
                f"{REGISTRY}/NAMESPACE/TYPE/VERSION/{target_platform()}/, as `terraform providers mirror` writes"
            )
        return [mirror]
    patterns = (".", "*", "*/*")
    usual = (
        folder for prefix in prefixes for pattern in patterns for folder in _folders(Path(prefix), pattern)
    )
    candidates = dict.fromkeys(folder.resolve() for folder in (*_implied(environment), *usual))
    found = map(read_mirror, candidates)
    return [mirror for mirror in found if mirror is not None]


def read_mirror(folder: Path) -> Mirror | None:
    """Return the mirror in a folder, None if it holds nothing for this platform; packed or unpacked."""
    if not _has_layout(folder):
        return None
    versions: dict[str, set[str]] = {}
    for unpacked in (folder / REGISTRY).glob(f"*/*/*/{target_platform()}/terraform-provider-*"):
        version = unpacked.parent.parent
        versions.setdefault(_source(version.parent), set()).add(version.name)
    packed_name = re.compile(rf"terraform-provider-.+_(?P<version>[^_]+)_{target_platform()}\.zip")
    for packed in (folder / REGISTRY).glob(f"*/*/terraform-provider-*_{target_platform()}.zip"):
        if matched := packed_name.fullmatch(packed.name):
            versions.setdefault(_source(packed.parent), set()).add(matched["version"])
    held = {source: frozenset(found) for source, found in sorted(versions.items())}
    return Mirror(folder, held) if held else None


def target_platform() -> str:
    """Return Terraform's name of this platform, such as `linux_amd64`."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_MACHINES.get(machine, machine)}"


def _source(provider: Path) -> str:
    return f"{REGISTRY}/{provider.parent.name}/{provider.name}"


def _has_layout(folder: Path) -> bool:
    try:
        return (folder / REGISTRY).is_dir()
    except PermissionError:
        # Such as the folders of polkit under /usr/share, which only their service may enter.
        return False


def _folders(prefix: Path, pattern: str) -> list[Path]:
    if pattern == ".":
        return [prefix]
    try:
        return sorted(prefix.glob(pattern))
    except OSError:
        # A folder that this user may not read is no mirror for him.
        return []


def _implied(environment: Mapping[str, str]) -> list[Path]:
    # Terraform documentation, "CLI configuration file", section "Implied Local Mirror Directories".
    home = Path(environment.get("HOME") or Path.home())
    if sys.platform == "darwin":
        data_home = home / "Library" / "Application Support" / "io.terraform"
        return [home / ".terraform.d" / "plugins", data_home / "plugins"]
    data_home = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    data = (environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(os.pathsep)
    return [
        home / ".terraform.d" / "plugins",
        *(Path(folder) / "terraform" / "plugins" for folder in [data_home, *data] if str(folder)),
    ]
