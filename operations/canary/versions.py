"""Which versions the two locks hold of what decides a synthesis."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from operations.common.locked_environment import LockedEnvironment

CDK_TERRAIN: Final = LockedEnvironment(project="canary", name="CDK Terrain")
"""What the project is synthesised under a second time."""

ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "library": ("cdktf", "cdktn"),
    "AWS bindings": ("cdktf-cdktf-provider-aws", "cdktn-provider-aws"),
    "Databricks bindings": ("cdktf-cdktf-provider-databricks", "cdktn-provider-databricks"),
    "constructs": ("constructs", "constructs"),
    "jsii": ("jsii", "jsii"),
}
"""The packages of CDKTF and of CDK Terrain by what they are."""


def locked_versions(root: Path) -> dict[str, tuple[str, str]]:
    """Return each package with its version, of the project and of the canary, by what it is."""
    here, there = (_versions(root / folder / "uv.lock") for folder in (".", CDK_TERRAIN.project))
    return {
        role: (f"{old} {here.get(old, 'absent')}", f"{new} {there.get(new, 'absent')}")
        for role, (old, new) in ROLES.items()
    }


def _versions(lock: Path) -> dict[str, str]:
    document = tomllib.loads(lock.read_text(encoding="utf-8"))
    return {package["name"]: package.get("version", "") for package in document["package"]}
