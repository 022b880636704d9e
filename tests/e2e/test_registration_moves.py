"""What registers a workspace moves to a stack of its own by the commands of the page, and nothing changes by it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from configuration.account import EnvironmentName
from configuration.databricks.registration import RegisteredParts, RegistrationConfig, WorkspaceHandle
from configuration.model import EnvironmentConfig
from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from main import build_app
from operations.terraform.offline_databricks import STORE
from operations.terraform.run import TerraformRun
from tests.e2e.conftest import ROOT, STACK, Deployment

pytestmark = pytest.mark.e2e

PAGE = ROOT / "docs/how-to/move-a-registration.md"
REGISTRATION = f"{STACK}-registration"
(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]
ACCOUNT = DATABRICKS_ACCOUNT.model_copy(
    update={"hosted_by": EnvironmentName.LOCAL, "environments": (EnvironmentName.LOCAL,)}
)


def apart(outputs: dict[str, object]) -> EnvironmentConfig:
    """Return the local environment as a real one is: with what a person copied from the outputs."""
    registration = RegistrationConfig(
        parts=RegisteredParts.model_validate_json(json.dumps(outputs["registration"])),
        workspace=WorkspaceHandle(id=int(str(outputs["workspace_id"])), url=str(outputs["workspace_url"])),
    )
    databricks = LOCAL.databricks.model_copy(update={"registration": registration})
    return LOCAL.model_copy(update={"databricks": databricks})


def of_page() -> str:
    """Return the steps of the page that a shell runs."""
    blocks = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 3
    (synthesis, *rest) = "\n".join(blocks).split("\n", 1)
    # It would synthesise what is configured; this environment is configured nowhere.
    assert synthesis.strip() == "uv run cdktf synth"
    return rest[0]


def test_each_address_moves_to_itself_and_nothing_changes(deployment: Deployment, tmp_path: Path) -> None:
    here = deployment.folder / ".anthill/local/state"
    states = tmp_path / ".anthill/local/state"
    states.mkdir(parents=True)
    shutil.copy(here / f"terraform.{STACK}.tfstate", states)
    out = tmp_path / "cdktf.out"
    config = apart(deployment.terraform.outputs())
    build_app(
        [config], account=ACCOUNT, outdir=str(out), allow_destroy=["local"], stacks=[STACK, REGISTRATION]
    ).synth()
    own, registration = (
        TerraformRun(out / "stacks" / name, deployment.engine, databricks_store=here / STORE)
        for name in (STACK, REGISTRATION)
    )
    environment = {**own.environment, "ENVIRONMENT": LOCAL.name.value}

    def shell(script: str) -> None:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    deployers = [
        f"{type_}.{id_}"
        for type_, found in json.loads((out / "stacks" / REGISTRATION / "cdk.tf.json").read_text())[
            "resource"
        ].items()
        for id_ in found
        if "_deployer_" in id_
    ]
    assert len(deployers) == 2
    # As before the release that has registrations: the workspace's creator deployed, and needed no assignment.
    state = states / f"terraform.{STACK}.tfstate"
    shell(f"terraform state rm -state={state} {' '.join(deployers)}")
    shell(of_page())
    assert own.changes() == []
    assert sorted(registration.changes()) == sorted(f"create {address}" for address in deployers)
