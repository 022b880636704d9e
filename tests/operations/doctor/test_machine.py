"""What is missing on a machine is named with what to do, and nothing else is wrong by it."""

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from operations.cli import app
from operations.doctor.finding import Finding, State
from operations.doctor.machine import findings
from provider_facts.versions import AWS_VERSION
from tests.support.configured_project import ROOT


def looked(root: Path = ROOT, **variables: str) -> dict[str, Finding]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]} | variables
    return {each.name: each for each in findings(root, root / ".anthill", environment)}


def mirror(folder: Path, version: str) -> str:
    """Make a mirror that holds the AWS provider in a version."""
    from operations.terraform.mirrors import REGISTRY, target_platform  # noqa: PLC0415

    held = folder / REGISTRY / "hashicorp" / "aws" / version / target_platform()
    held.mkdir(parents=True)
    (held / f"terraform-provider-aws_v{version}_x5").touch()
    return str(folder)


def test_this_machine_is_ready() -> None:
    found = looked()
    assert {name for name, each in found.items() if each.state is State.MISSING} == set()
    assert found["python"].found.startswith(sys.version.split()[0])
    assert found["node"].found.startswith("v22.")


@pytest.mark.parametrize(("version", "state"), [(AWS_VERSION, State.OK), ("5.100.0", State.WARNING)])
def test_a_mirror_with_another_provider_is_told(tmp_path: Path, version: str, state: State) -> None:
    found = looked(ANTHILL_PROVIDER_MIRROR=mirror(tmp_path, version))["providers"]
    assert (found.state, version in found.found, AWS_VERSION in found.found) == (state, True, True)


def test_a_mirror_that_holds_nothing_is_missing_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    found = looked(ANTHILL_PROVIDER_MIRROR=str(tmp_path))
    assert (found["providers"].state, found["disk"].name) == (State.MISSING, "disk")


def test_a_terraform_that_does_not_fit_and_a_cli_that_is_not_installed_are_missing(tmp_path: Path) -> None:
    found = looked(tmp_path, ANTHILL_TERRAFORM="/bin/true")
    assert found["terraform"].state is found["cdktf-cli"].state is State.MISSING
    assert found["cdktf-cli"].remedy == "run make setup"


def test_little_disk_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def usage(_: Path) -> SimpleNamespace:
        return SimpleNamespace(free=1)

    monkeypatch.setattr("shutil.disk_usage", usage)
    found = looked()["disk"]
    assert (found.state, "ANTHILL_HOME" in found.remedy) == (State.WARNING, True)


def test_the_command_ends_with_1_where_something_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHILL_TERRAFORM", "/bin/true")
    ended = CliRunner().invoke(app, ["doctor", "--json"])
    document = json.loads(ended.stdout)
    assert (ended.exit_code, document["ready"]) == (1, False)
    assert [each["name"] for each in document["findings"] if each["state"] == "missing"] == ["terraform"]
    assert "not ready: terraform" in CliRunner().invoke(app, ["doctor"]).stdout
