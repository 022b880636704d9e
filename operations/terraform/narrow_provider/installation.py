"""The relay as a provider that Terraform is told to take instead of the one it installed."""

import shlex
import sys
from pathlib import Path
from typing import Final

from offline_databricks.files import write_program

SOURCE: Final = "registry.terraform.io/hashicorp/aws"
CACHE_VARIABLE: Final = "ANTHILL_NARROW_PROVIDER_CACHE"
STOCK: Final = "ANTHILL_STOCK_PROVIDER"
"""Set, it lets Terraform run the installed provider itself, with all of its schema."""

ATTACHED: Final = "TF_REATTACH_PROVIDERS"
"""Where Terraform finds providers that run already, as JSON. Source: its documentation, "Debugging Providers"."""

TERRAFORM: Final = "ANTHILL_WHOLE_TERRAFORM"
"""The Terraform that is run with the relay attached."""

ATTACHED_TO: Final = ("plan", "apply", "destroy")
"""The commands that read a provider's schema, of those that cdktf-cli calls."""

_MISSED: Final = (
    "does not support data source",
    "does not support resource type",
    "missing schema for",
    "no schema available for",
    "no schema found for",
)
"""What Terraform says where a provider lacks a type that state, plan or configuration holds."""


def install(home: Path) -> Path:
    """Write what Terraform starts into a folder below the project's ignored one, and return that folder."""
    folder = home / "narrow-provider"
    cache = shlex.quote(str(folder / "cache"))
    text = (
        "#!/bin/sh\n"
        f"export {CACHE_VARIABLE}={cache}\n"
        f'exec {shlex.quote(sys.executable)} -I -m operations.terraform.narrow_provider "$@"\n'
    )
    write_program(folder / "terraform-provider-aws", text.encode())
    return folder


def attaching(home: Path, terraform: str) -> dict[str, str]:
    """Return the variables with which cdktf-cli runs the Terraform given with the relay attached.

    A shell script hands every other command straight on: Python's start would be felt in each of them.
    """
    script = home / "bin" / "narrowed-terraform"
    command = f"{shlex.quote(sys.executable)} -I -m operations.terraform.narrow_provider.attached"
    text = (
        "#!/bin/sh\n"
        f'case "$1" in {"|".join(ATTACHED_TO)}) exec {command} "$@" ;; esac\n'
        f'exec "${TERRAFORM}" "$@"\n'
    )
    write_program(script, text.encode())
    cache = str(home / "narrow-provider" / "cache")
    return {"TERRAFORM_BINARY_NAME": str(script), TERRAFORM: terraform, CACHE_VARIABLE: cache}


def missed(text: str) -> bool:
    """Return whether Terraform complains of a type that the narrow schema lacks: the whole one is needed then."""
    unwrapped = " ".join(text.split())
    return any(words in unwrapped for words in _MISSED)
