"""The provider locks of the stacks that cdktf-cli initialises: it calls `terraform init` itself."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from operations.cdktf.targets import Targets
from operations.terraform.local_lock import LocalLock
from operations.terraform.provider_lock import LOCK_FILE, READ_ONLY, committed_lock, lock_for
from operations.terraform.requirements import Requirements, provider_requirements
from stacks.whole_file import write_whole

INIT_ARGUMENTS: Final = "TF_CLI_ARGS_init"
"""Terraform adds what it holds to each `terraform init` (its CLI documentation, "Environment Variables")."""


def put_locks(
    targets: Targets,
    requirements: Requirements,
    *,
    root: Path,
    output: Path,
    home: Path,
    inherited: Mapping[str, str],
) -> Mapping[str, str]:
    """Write the lock of each stack into its folder and return the variables that enforce those of real ones.

    Raises InputError, which says how to make it, if the repository has no lock that fits a real stack.
    """
    if targets.emulated:
        lock = LocalLock(home, requirements, inherited)
        for stack in targets.stacks:
            lock.keep_from(output / "stacks" / stack)
            lock.put_into(output / "stacks" / stack)
    if not targets.real:
        return {}
    text = committed_lock(root, requirements)
    for stack in targets.stacks:
        needed = provider_requirements(output, [stack]) or {}
        if (output / "stacks" / stack).is_dir():
            write_whole(output / "stacks" / stack / LOCK_FILE, lock_for(text, needed))
    return {INIT_ARGUMENTS: " ".join(filter(None, (inherited.get(INIT_ARGUMENTS), READ_ONLY)))}
