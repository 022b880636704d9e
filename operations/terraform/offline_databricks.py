"""The stand-in for Databricks, for the stacks that ask for it and no others."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import offline_databricks
from configuration.emulator import DATABRICKS_CALLER
from operations.common.files import read_object
from operations.terraform.mirrors import Mirror
from operations.terraform.requirements import Requirements

STORE: Final = "databricks.sqlite"
"""What the stand-in holds, beside the state that describes it: the two live and end together."""


def wanted(requirements: Requirements) -> bool:
    """Return whether a stack asks for the stand-in: by its exact version, as no real environment does."""
    return offline_databricks.VERSION in requirements.get(offline_databricks.SOURCE, ())


def mirror(home: Path) -> Mirror:
    """Install the stand-in under the project's ignored folder and return it as a mirror."""
    folder = offline_databricks.install(_folder(home) / "mirror")
    return Mirror(folder, {offline_databricks.SOURCE: frozenset({offline_databricks.VERSION})})


def variables(home: Path, store: Path, mode: Literal["apply", "plan"]) -> Mapping[str, str]:
    """Return what Terraform's environment needs for it; the folder of the store is made."""
    store.parent.mkdir(parents=True, exist_ok=True)
    return offline_databricks.environment(
        mode=mode, store=store, cache=_folder(home) / "cache", caller=DATABRICKS_CALLER
    )


def provision(
    requirements: Requirements, home: Path, store: Path, mode: Literal["apply", "plan"]
) -> tuple[list[Mirror], Mapping[str, str]]:
    """Return the mirror and the variables of the stand-in, or none of either where no stack asks for it."""
    if not wanted(requirements):
        return [], {}
    return [mirror(home)], variables(home, store, mode)


def store_beside_state(stack: Path) -> Path:
    """Return the store of a synthesised stack with its state in a file."""
    terraform = read_object(stack / "cdk.tf.json", "synthesise again: python main.py")["terraform"]
    state = terraform.get("backend", {}).get("local", {}).get("path", "terraform.tfstate")
    return (stack / state).resolve().parent / STORE


def _folder(home: Path) -> Path:
    return home / "offline-databricks"
