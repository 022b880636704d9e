"""Reads the bundle as the Databricks CLI does: its file, and its definitions through their real loader."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

BUNDLE = Path(__file__).parents[1]
FILE = BUNDLE / "databricks.yml"

Name = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class BundleSection(Strict):
    name: Name
    databricks_cli_version: Name


class PythonSection(Strict):
    resources: list[Name]


class Artifact(Strict):
    type: Literal["whl"]
    path: Name
    build: Name


class Sync(Strict):
    paths: list[Name]


class RunAs(Strict):
    service_principal_name: Name


class Workspace(Strict):
    root_path: Name


class Variable(Strict):
    description: Name
    default: Any = None
    type: Literal["complex"] | None = None


class Permission(Strict):
    """Of one principal: the CLI gives it on each job and pipeline, and on the folder of the bundle's files."""

    group_name: Name | None = None
    service_principal_name: Name | None = None
    level: Literal["CAN_MANAGE", "CAN_RUN", "CAN_VIEW"]

    @model_validator(mode="after")
    def _of_one_principal(self) -> Self:
        if (self.group_name is None) is (self.service_principal_name is None):
            raise ValueError("names one principal: group_name or service_principal_name")
        return self


class Presets(Strict):
    trigger_pause_status: Literal["PAUSED", "UNPAUSED"]


class Target(Strict):
    mode: Literal["production"]
    default: bool = False
    presets: Presets | None = None
    permissions: Annotated[list[Permission], Field(min_length=1)]


class DatabricksFile(Strict):
    """The keys that databricks.yml uses, of those that Databricks documents; `bundle validate` knows them all."""

    bundle: BundleSection
    python: PythonSection
    artifacts: dict[Name, Artifact]
    sync: Sync
    run_as: RunAs
    workspace: Workspace
    variables: dict[Name, Variable]
    targets: dict[Name, Target]


def raw_file() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text())


def bundle_file() -> DatabricksFile:
    return DatabricksFile.model_validate(raw_file())


def without_right_to_read(file: DatabricksFile) -> list[str]:
    """Return the targets in which whoever jobs and pipelines run as may not read the files that they run.

    The bundle's folder is outside of every home, so nobody reads it but administrators and those named.
    """
    runs = file.run_as.service_principal_name
    return [
        name
        for name, target in file.targets.items()
        if not any(each.service_principal_name == runs for each in target.permissions)
    ]


def loaded(
    target: str, *, resources: list[str] | None = None, folder: Path = BUNDLE
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the resources of a target, and what the loader of the CLI has to say about them."""
    given = {
        "bundle": {"target": target, "name": "anthill-lakehouse"},
        "python": {"resources": resources or bundle_file().python.resources},
    }
    with tempfile.TemporaryDirectory() as place:
        files = {
            name: Path(place) / f"{name}.json" for name in ("input", "output", "diagnostics", "locations")
        }
        files["input"].write_text(json.dumps(given))
        command = [sys.executable, "-m", "databricks.bundles.build", "--phase", "load_resources"]
        for name, file in files.items():
            command += [f"--{name}", str(file)]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        told = files["diagnostics"].read_text() if files["diagnostics"].exists() else ""
        diagnostics = [json.loads(line) for line in told.splitlines()]
        assert ended.returncode == 0 or diagnostics, ended.stderr
        return json.loads(files["output"].read_text()).get("resources", {}), diagnostics


def texts(value: object) -> Iterator[str]:
    """Return every text in a document, keys aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
