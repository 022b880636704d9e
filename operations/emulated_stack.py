"""A synthesised stack turned towards the embedded AWS: state in a file, the emulator's provider."""

import copy
import json
from pathlib import Path
from typing import Any

from environments.emulator import PROVIDER_ARGUMENTS, PROVIDER_VERSIONS


def emulated(stack: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a stack's JSON that plans and applies against the emulator.

    Only the backend, the AWS provider's connection and its version range change; not one resource does.
    `allowed_account_ids` goes, since the emulator knows a single account.
    """
    changed = copy.deepcopy(stack)
    changed["terraform"]["backend"] = {"local": {"path": "terraform.tfstate"}}
    changed["terraform"]["required_providers"]["aws"]["version"] = PROVIDER_VERSIONS
    for provider in changed.get("provider", {}).get("aws", []):
        provider.pop("allowed_account_ids", None)
        provider.update(PROVIDER_ARGUMENTS)
    return changed


def write_emulated(stack_directory: Path, target: Path) -> Path:
    """Write the emulated copy of a stack's folder into a folder of its own and return that.

    Raises FileNotFoundError if the folder holds no synthesised stack.
    """
    stack = json.loads((stack_directory / "cdk.tf.json").read_text(encoding="utf-8"))
    target.mkdir(parents=True, exist_ok=True)
    (target / "cdk.tf.json").write_text(json.dumps(emulated(stack), indent=2), encoding="utf-8")
    return target
