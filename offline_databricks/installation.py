"""The stand-in as a provider that Terraform installs from a folder."""

import platform
import sys
from pathlib import Path
from typing import Final, Literal

from offline_databricks.files import write_program
from provider_facts.versions import OFFLINE_VERSION

SOURCE: Final = "registry.terraform.io/databricks/databricks"

VERSION: Final = OFFLINE_VERSION

PYTHON_VARIABLE: Final = "ANTHILL_OFFLINE_DATABRICKS_PYTHON"

_LAUNCHER: Final = (
    "#!/bin/sh\n"
    "# Its bytes are the same on every machine, and so is the hash that Terraform takes of it.\n"
    f'exec "${{{PYTHON_VARIABLE}:?set it to the Python that has the package offline_databricks}}" '
    '-I -m offline_databricks "$@"\n'
)

_MACHINES: Final = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64", "i686": "386"}


def install(folder: Path) -> Path:
    """Write the stand-in into a folder as a filesystem mirror for `terraform init -plugin-dir`, and return the folder.

    What is there already is left alone. Raises OSError if the folder cannot be written.
    """
    launcher = folder / SOURCE / VERSION / terraform_platform() / f"terraform-provider-databricks_v{VERSION}"
    write_program(launcher, _LAUNCHER.encode())
    return folder


def environment(
    *, mode: Literal["apply", "plan"], store: Path, cache: Path | None = None, caller: str | None = None
) -> dict[str, str]:
    """Return the variables that a Terraform process needs to use the stand-in.

    `store` is the file of the objects, which need not exist; `cache` is a folder for what a start needs, the
    user's own where there is none. `caller` is the address that calls come from, which access lists must admit;
    without one they are not held against it.
    """
    variables = {
        PYTHON_VARIABLE: sys.executable,
        "ANTHILL_OFFLINE_DATABRICKS": mode,
        "ANTHILL_OFFLINE_DATABRICKS_STORE": str(store.absolute()),
    }
    if cache is not None:
        variables["ANTHILL_OFFLINE_DATABRICKS_CACHE"] = str(cache.absolute())
    if caller is not None:
        variables["ANTHILL_OFFLINE_DATABRICKS_CALLER"] = caller
    return variables


def terraform_platform() -> str:
    """Return this machine as Terraform names it: `linux_amd64`."""
    machine = platform.machine().lower()
    return f"{sys.platform}_{_MACHINES.get(machine, machine)}"
