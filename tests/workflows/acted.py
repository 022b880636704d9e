"""Runs the commands of a stand-in of an action by themselves."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import yaml

from environments.shared import DATABRICKS_ACCOUNT_ID
from tests.workflows.parts import STUBS, TOOLS

Act = Callable[..., tuple[bool, str]]


def acting(tmp_path: Path) -> Act:
    """Run the commands of a stand-in with inputs, as GitHub would put them into its environment."""

    def run(action: str, inputs: dict[str, str], **environment: str) -> tuple[bool, str]:
        document = yaml.safe_load((STUBS / action / "action.yml").read_text())
        (step,) = document["runs"]["steps"]
        given = {
            name: str(each.get("default", "")) for name, each in document.get("inputs", {}).items()
        } | inputs
        held = {
            "github.sha": environment.get("SHA", ""),
            **{f"inputs.{name}": value for name, value in given.items()},
        }

        def value(text: str) -> str:
            names = re.fullmatch(r"\$\{\{ (.+) \}\}", text)
            assert names, text
            return next((held[name] for name in names[1].split(" || ") if held[name]), "")

        (tmp_path / "work").mkdir(exist_ok=True)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=tmp_path / "work",
            env=os.environ
            | {name: value(text) for name, text in step.get("env", {}).items()}
            | {
                "GITHUB_PATH": str(tmp_path / "path"),
                "STUB_ACCOUNT": "123456789012",
                "STUB_ACTIONS": str(STUBS),
                "STUB_DATABRICKS_ACCOUNT": str(DATABRICKS_ACCOUNT_ID),
                "STUB_FOLDER": str(tmp_path),
                "STUB_RUN": "7",
                "STUB_SESSIONS": "plan=3600 deploy=5400",
                "STUB_TOOLS": str(TOOLS.parent),
            }
            | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode == 0, done.stdout + done.stderr

    return run
