"""One plan of this process's own with the AWS provider attached: it starts once, not for each step of Terraform."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from operations.terraform.narrow_provider.attached import LOGS, Attached
from operations.terraform.narrow_provider.installation import ATTACHED, CACHE_VARIABLE
from operations.terraform.narrow_provider.needed import UnknownTypesError, one_configuration
from operations.terraform.narrow_provider.schema import STACK, named_types

Ended = subprocess.CompletedProcess[str]
CACHE: Final = "cache"


def planned(
    folder: Path, installed: Path, environment: Mapping[str, str], plan: Callable[[Mapping[str, str]], Ended]
) -> Ended | None:
    """Return what `plan` came to, which gets the variables to run Terraform with in a stack's folder.

    `environment` is that of Terraform with the provider it installed, `installed` the folder of the relay. None where
    the provider cannot be attached, or ended by itself: the plan is to be made without, and nothing is lost.
    """
    if any(environment.get(name) for name in (ATTACHED, *LOGS)):
        return None
    given = {**environment, CACHE_VARIABLE: str(installed / CACHE)}
    try:
        one_configuration(folder, (folder / STACK).read_bytes())
        attached = Attached(folder, named_types(folder), given)
    except (UnknownTypesError, OSError, ValueError):
        return None
    try:
        done = plan({**environment, **attached.variables})
        return None if attached.provider.lost else done
    finally:
        attached.end()
