"""The stand-in of the Databricks CLI refuses what the real one refuses."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from environments.shared import DATABRICKS_ACCOUNT_ID
from tests.workflows.acted import Act
from tests.workflows.parts import ROOT

CLIENT = "00000000-0000-4000-8000-0000000000d1"

IDENTITY = {
    "DATABRICKS_HOST": "https://dbc-1.cloud.databricks.com",
    "DATABRICKS_AUTH_TYPE": "github-oidc",
    "DATABRICKS_CLIENT_ID": CLIENT,
    "DATABRICKS_TOKEN_AUDIENCE": str(DATABRICKS_ACCOUNT_ID),
}


def cli(act: Act, folder: Path, version: str, *words: str, **identity: str) -> tuple[bool, str]:
    """Install a version of the CLI and ask it something in the folder of the lakehouse's bundle."""
    assert act("setup-cli", {"version": version})[0]
    bundle = folder / "bundle"
    bundle.mkdir(exist_ok=True)
    (bundle / "databricks.yml").write_text((ROOT / "lakehouse/databricks.yml").read_text())
    known = {
        "STUB_DATABRICKS_ACCOUNT": str(DATABRICKS_ACCOUNT_ID),
        "STUB_FOLDER": str(folder),
        "STUB_RUN": "7",
    }
    done = subprocess.run(
        [folder / "bin/databricks", *words],
        cwd=bundle,
        env=os.environ | known | identity,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("version", "changed", "said"),
    [
        # What the action installs by itself, at the commit that is pinned.
        ("", {}, "version constraint not satisfied. Required: >= 1.22.1, < 2.0.0, current: 1.13.0"),
        ("2.0.0", {}, "version constraint not satisfied"),
        ("1.22.1", {"DATABRICKS_AUTH_TYPE": ""}, "cannot configure default credentials"),
        ("1.22.1", {"DATABRICKS_AUTH_TYPE": "pat"}, "cannot configure default credentials"),
        ("1.22.1", {"DATABRICKS_CLIENT_ID": ""}, "invalid_client"),
        (
            "1.22.1",
            {"DATABRICKS_TOKEN_AUDIENCE": ""},
            "cloud.databricks.com/oidc/v1/token is in no federation policy",
        ),
        ("1.22.1", {"DATABRICKS_TOKEN_AUDIENCE": "https://github.com/acme"}, "is in no federation policy"),
    ],
)
def test_the_cli_refuses(act: Act, tmp_path: Path, version: str, changed: dict[str, str], said: str) -> None:
    passed, log = cli(act, tmp_path, version, "bundle", "validate", **IDENTITY | changed)
    assert (passed, said in log) == (False, True), log
    assert not (tmp_path / "databricks").exists()


def test_the_cli_of_the_workflow_does_what_it_is_asked(act: Act, tmp_path: Path) -> None:
    document = yaml.safe_load((ROOT / ".github/workflows/databricks.yml").read_text())
    (version,) = [
        step["with"]["version"]
        for step in document["jobs"]["bundle"]["steps"]
        if "setup-cli" in step.get("uses", "")
    ]
    passed, log = cli(act, tmp_path, version, "bundle", "plan", **IDENTITY)
    assert (passed, json.loads(log)) == (True, {"plan": "7"})
    (tmp_path / "bundle/plan.json").write_text('{"plan": "6"}')
    assert "made for another state" in cli(act, tmp_path, version, "bundle", "deploy", **IDENTITY)[1]
    assert not act("setup-cli", {"version": "latest"})[0]
