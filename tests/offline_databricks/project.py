"""A folder in which real Terraform runs with the stand-in."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import offline_databricks
from offline_databricks.store import Store

ACCOUNT_ID = "11111111-2222-3333-4444-555555555555"
WORKSPACE = "https://dbc-00000000-0000.cloud.databricks.com"

ACCOUNT_PROVIDER = {
    "alias": "account",
    "host": "https://accounts.cloud.databricks.com",
    "account_id": ACCOUNT_ID,
}
WORKSPACE_PROVIDER = {"alias": "workspace", "host": WORKSPACE}

Resources = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Diagnostic:
    """One thing that Terraform said, without its line breaks."""

    address: str
    severity: str
    text: str


@dataclass(frozen=True)
class Project:
    """A configuration in JSON and the store it is applied to."""

    folder: Path
    terraform: Path
    cache: Path
    mode: Literal["apply", "plan"] | None = "apply"
    caller: str | None = None

    @property
    def store(self) -> Store:
        return Store(self.folder / "store.sqlite")

    @property
    def environment(self) -> dict[str, str]:
        plain = {
            name: value for name, value in os.environ.items() if not name.startswith(("TF_", "ANTHILL_"))
        }
        offline = offline_databricks.environment(
            mode=self.mode or "plan", store=self.store.file, cache=self.cache, caller=self.caller
        )
        if self.mode is None:
            del offline["ANTHILL_OFFLINE_DATABRICKS"]
        configuration = self.folder / "terraform.rc"
        configuration.touch()
        return plain | offline | {"TF_CLI_CONFIG_FILE": str(configuration), "CHECKPOINT_DISABLE": "1"}

    def write(
        self,
        resources: Resources,
        *,
        data: Resources | None = None,
        providers: Sequence[Mapping[str, Any]] = (ACCOUNT_PROVIDER, WORKSPACE_PROVIDER),
        **more: Any,
    ) -> None:
        document: dict[str, Any] = {
            "terraform": {
                "required_providers": {
                    "databricks": {"source": "databricks/databricks", "version": offline_databricks.VERSION}
                }
            },
            "provider": {"databricks": list(providers)},
            **({"data": data} if data else {}),
            **more,
        }
        for file in self.folder.glob("*.tf.json"):
            file.unlink()
        (self.folder / "main.tf.json").write_text(json.dumps(document))
        for type_, blocks in resources.items():
            for name, block in blocks.items():
                # A file of its own, as Terraform names no address for what its core finds, but the file.
                file = self.folder / f"{type_}.{name}.tf.json"
                file.write_text(json.dumps({"resource": {type_: {name: block}}}))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.terraform), *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def init(self, mirror: Path) -> None:
        done = self.run("init", "-no-color", f"-plugin-dir={mirror}")
        assert done.returncode == 0, done.stdout + done.stderr

    def copied(
        self, folder: Path, mode: Literal["apply", "plan"] | None = "apply", caller: str | None = None
    ) -> "Project":
        """This project, already initialised, in another folder."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Project(folder, self.terraform, self.cache, mode, caller)

    def apply(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = self.run("apply", "-auto-approve", "-no-color", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def plan_exit(self) -> int:
        """0 where nothing would change, 2 where something would."""
        done = self.run("plan", "-detailed-exitcode", "-no-color")
        assert done.returncode in {0, 2}, done.stdout + done.stderr
        return done.returncode

    def actions(self) -> dict[str, list[str]]:
        """What a plan would do, by address, without what stays as it is."""
        done = self.run("plan", "-out=plan", "-no-color")
        assert done.returncode == 0, done.stdout + done.stderr
        plan = json.loads(self.run("show", "-json", "plan").stdout)
        changes = {change["address"]: change["change"]["actions"] for change in plan["resource_changes"]}
        return {address: actions for address, actions in changes.items() if actions != ["no-op"]}

    def output(self, name: str) -> Any:
        return json.loads(self.run("output", "-json", name).stdout)

    def state(self, address: str) -> dict[str, Any]:
        shown = json.loads(self.run("show", "-json").stdout)
        resources = shown["values"]["root_module"]["resources"]
        return next(one["values"] for one in resources if one["address"] == address)

    def errors(self, command: Literal["validate", "plan", "apply"]) -> list[Diagnostic]:
        """The errors of a command that must fail."""
        arguments = ["-auto-approve"] if command == "apply" else []
        done = self.run(command, "-json", *arguments)
        assert done.returncode == 1, done.stdout + done.stderr
        if command == "validate":
            said = json.loads(done.stdout)["diagnostics"]
        else:
            lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
            said = [line["diagnostic"] for line in lines if "diagnostic" in line]
        return [
            Diagnostic(
                one.get("address") or one.get("range", {}).get("filename", "").removesuffix(".tf.json"),
                one["severity"],
                " ".join(f"{one['summary']}: {one.get('detail', '')}".split()),
            )
            for one in said
            if one["severity"] == "error"
        ]
