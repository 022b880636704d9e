"""Whether the bundle has every environment, and its jobs and pipelines may read its files."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from operations.common.errors import InputError
from operations.conformance.violation import Violation

CHECK: Final = "run-as.bundle"
FILE: Final = "lakehouse/databricks.yml"
SOURCE: Final = "https://docs.databricks.com/aws/en/dev-tools/bundles/run-as"
TARGET: Final = "bundle.target"
TARGETS: Final = "https://docs.databricks.com/aws/en/dev-tools/bundles/settings#targets"


def bundle_violations(root: Path) -> Iterator[Violation]:
    """Yield the targets of a checkout's bundle, if it has one, whose files the run-as principal may not read.

    The bundle's folder is outside of every home: nobody reads it but administrators and those with a permission.
    """
    if not (root / FILE).is_file():
        return
    document = _read(root / FILE)
    runs = document.get("run_as", {}).get("service_principal_name")
    for name, target in document.get("targets", {}).items():
        permissions = [*document.get("permissions", ()), *target.get("permissions", ())]
        if runs and not any(each.get("service_principal_name") == runs for each in permissions):
            yield Violation(
                check=CHECK,
                stack="",
                address=f"{FILE}:targets.{name}",
                given=f"no permission for {runs}, which jobs and pipelines run as",
                allowed="a permission that lets the run-as principal read the bundle's files",
                fix="add it to the target's permissions with level CAN_VIEW",
                source=SOURCE,
            )


def target_violations(root: Path, environments: Sequence[str]) -> Iterator[Violation]:
    """Yield the environments that releases go through and that a checkout's bundle, if it has one, does not know.

    The pipeline deploys the bundle to the target that is called as the environment, after everything else.
    """
    if not (root / FILE).is_file():
        return
    targets = _read(root / FILE).get("targets", {})
    for name in environments:
        if name not in targets:
            yield Violation(
                check=TARGET,
                stack="",
                address=f"{FILE}:targets",
                given=", ".join(targets) or "no target",
                allowed=f"a target {name}",
                fix="copy the target of the environment that it follows",
                source=TARGETS,
            )


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise InputError(f"{file} is not a readable bundle: {error}") from error
