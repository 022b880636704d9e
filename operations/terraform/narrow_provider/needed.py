"""Which types a command of Terraform can meet in a folder, where that can be known beforehand."""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from operations.terraform.narrow_provider.schema import STACK

_TYPE: Final = re.compile(rb"aws_[a-z0-9_]+")
"""Anywhere, not only where a type stands: an import and a removed block name it within an address."""
_DEFAULT_STATE: Final = "terraform.tfstate"
_ELSEWHERE: Final = ("TF_DATA_DIR", "TF_WORKSPACE", "TF_CLI_ARGS")
"""Variables with which Terraform reads other files. Source: its CLI documentation, "Environment Variables"."""


_OTHER_STATE: Final = ("-state", "-chdir", "-backup", "--state", "--chdir", "--backup")
_TAKING_A_VALUE: Final = (
    "-out",
    "-var",
    "-var-file",
    "-target",
    "-replace",
    "-lock-timeout",
    "-generate-config-out",
)
"""Options whose value may be an argument of its own; cdktf-cli 0.21 gives `-out plan`."""


class UnknownTypesError(Exception):
    """Says why nobody knows before Terraform does."""


def needed_types(folder: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> frozenset[bytes]:
    """Return what looks like a type of AWS in the configuration of a folder and in its state.

    A type that only the state holds is among them. Raises UnknownTypesError where not all that the command
    reads lies in the two files: another workspace, a state in a bucket, modules, a saved plan.
    """
    for name in (*_ELSEWHERE, f"TF_CLI_ARGS_{arguments[0]}"):
        if environment.get(name):
            raise UnknownTypesError(f"{name} is set")
    for before, argument in pairwise(arguments):
        value = before in _TAKING_A_VALUE
        if not value and (not argument.startswith("-") or argument.startswith(_OTHER_STATE)):
            raise UnknownTypesError(f"{argument} is given")
    if (folder / ".terraform" / "environment").is_file():
        raise UnknownTypesError("a workspace is chosen")
    try:
        text = (folder / STACK).read_bytes()
        state = folder / _state_of(one_configuration(folder, text))
        held = state.read_bytes() if state.exists() else b""
    except (OSError, ValueError) as error:
        raise UnknownTypesError(f"{STACK} or its state cannot be read: {error}") from None
    return frozenset(_TYPE.findall(text)) | frozenset(_TYPE.findall(held))


def one_configuration(folder: Path, text: bytes) -> Mapping[str, Any]:
    """Return a stack whose text this is: one process of a provider holds one configuration.

    Raises UnknownTypesError where there may be several, ValueError where the text is not JSON.
    """
    others = {file.name for pattern in ("*.tf", "*.tf.json") for file in folder.glob(pattern)} - {STACK}
    if others:
        raise UnknownTypesError(f"{min(others)} is beside {STACK}")
    stack: dict[str, Any] = json.loads(text)
    if "module" in stack:
        raise UnknownTypesError("it has modules")
    if len(stack.get("provider", {}).get("aws", [])) > 1:
        raise UnknownTypesError("it configures AWS more than once")
    return stack


def _state_of(stack: Mapping[str, Any]) -> str:
    """Return the file of a stack's state, as Terraform finds it from the stack's folder."""
    terraform = stack.get("terraform", {})
    backend = terraform.get("backend", {"local": {}})
    if "cloud" in terraform or set(backend) != {"local"} or backend["local"].keys() - {"path"}:
        raise UnknownTypesError("its state is not in a file of this machine")
    return backend["local"].get("path", _DEFAULT_STATE)
