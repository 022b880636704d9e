"""A synthesised stack turned towards the embedded AWS: state in a file, the emulator's provider and account."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from configuration.emulator import ACCOUNT, OFFLINE_DATABRICKS_VERSION, PROVIDER_ARGUMENTS, PROVIDER_VERSIONS
from operations.common.files import read_object, write_file
from operations.synthesis.stacks import STACK_FILE

ASSETS = "assets"
"""The folder of a synthesised stack that holds the packages of functions."""


def emulated(stack: dict[str, Any], account: str = ACCOUNT) -> dict[str, Any]:
    """Return a copy of a stack's JSON that plans and applies against the emulator, whose one account is `account`.

    Only the backend, the AWS provider's connection and version range, the version of the Databricks provider,
    which becomes that of the stand-in, and the account's id change: the emulator checks it in policies, as AWS
    does, and knows a single one. Resources stay as they are otherwise.
    """
    text = json.dumps(stack)
    for provider in stack.get("provider", {}).get("aws", []):
        for configured in provider.get("allowed_account_ids", []):
            text = text.replace(configured, account)
    changed = on_this_machine(json.loads(text))
    for provider in changed.get("provider", {}).get("aws", []):
        provider.update(PROVIDER_ARGUMENTS)
    return changed


def on_this_machine(stack: dict[str, Any]) -> dict[str, Any]:
    """Return a copy with its state in a file beside it, any AWS provider that fits, the stand-in of Databricks.

    What the stack imports from its account is not here, so that it is made like everything else.
    """
    changed: dict[str, Any] = json.loads(json.dumps(stack))
    changed.pop("import", None)
    changed["terraform"]["backend"] = {"local": {"path": "terraform.tfstate"}}
    required = changed["terraform"]["required_providers"]
    here = {"aws": PROVIDER_VERSIONS, "databricks": OFFLINE_DATABRICKS_VERSION}
    for name in required.keys() & here.keys():
        required[name]["version"] = here[name]
    return changed


def write_emulated(stack_directory: Path, target: Path) -> Path:
    """Write the emulated copy of a stack's folder into a folder of its own and return that.

    Raises FileNotFoundError if the folder holds no synthesised stack.
    """
    return write_changed(stack_directory, target, emulated)


def write_changed(
    stack_directory: Path, target: Path, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> Path:
    """Write a changed copy of a stack's folder, its assets too, into a folder of its own and return that."""
    stack = read_object(stack_directory / STACK_FILE, "synthesise again: python main.py")
    target.mkdir(parents=True, exist_ok=True)
    write_file(target / STACK_FILE, json.dumps(change(stack), indent=2))
    if (stack_directory / ASSETS).is_dir():
        shutil.copytree(stack_directory / ASSETS, target / ASSETS, dirs_exist_ok=True)
    return target
