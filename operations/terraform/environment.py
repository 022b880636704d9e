"""The environment in which cdktf-cli, Terraform and jsii run."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from operations.common.node import node_binary, node_environment
from operations.terraform.binary import find_terraform

COLLECTED_SELDOM: Final = {"GOGC": "400", "GOMEMLIMIT": "2GiB"}
"""How much garbage Terraform and its providers may gather, which end before it matters (go.dev/doc/gc-guide).

A third of their processor time otherwise; they grow from 330 to 580 MiB by it. What is set already stays.
"""


def toolchain_environment(inherited: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return `inherited` with the locked tools first and nothing written to the user's own folders.

    Telemetry and version checks are always off: they would ask the network at every call. Raises
    InputError if a Terraform is set that does not fit.
    """
    terraform = find_terraform(inherited, home)
    tools = [Path(sys.executable).parent, node_binary().parent]
    path = os.pathsep.join([*map(str, tools), inherited.get("PATH", os.defpath)])
    cdktf_home = home / "cdktf"
    cdktf_home.mkdir(parents=True, exist_ok=True)
    result = COLLECTED_SELDOM | dict(inherited) | node_environment()
    if not os.access(inherited.get("HOME") or Path.home(), os.W_OK | os.X_OK):
        # Where it can, jsii shares half a gigabyte of unpacked bindings between the user's projects.
        result.setdefault("JSII_RUNTIME_PACKAGE_CACHE_ROOT", str(home / "jsii"))
    # Set by some images; it would compile every module again at every call.
    result.pop("PYTHONDONTWRITEBYTECODE", None)
    return result | {
        "PATH": path,
        "TERRAFORM_BINARY_NAME": str(terraform),
        "CDKTF_HOME": str(cdktf_home),
        "CHECKPOINT_DISABLE": "1",
        "DISABLE_VERSION_CHECK": "1",
    }
