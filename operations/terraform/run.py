"""Terraform in one stack's folder."""

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

from operations.common.embedded_engine.client import client_environment, without_aws
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import OperationError
from operations.common.project import anthill_home, project_root
from operations.common.signals import run_in_order
from operations.terraform import narrow_provider, offline_databricks
from operations.terraform.checked_provider import CheckedProvider
from operations.terraform.cli_configuration import overriding, terraform_settings
from operations.terraform.environment import toolchain_environment
from operations.terraform.local_lock import LocalLock, other_version
from operations.terraform.requirements import provider_requirements

PARALLELISM: Final = 30
"""Concurrent operations: the provider mostly waits, so more than Terraform's ten shortens an apply."""

CHANGES: Final = 2
"""The exit code of `plan -detailed-exitcode` where something would change."""


PLAN: Final = "plan.bin"

LONGEST_ERROR: Final = 4000
"""Characters of Terraform's words that an error repeats."""

LONGEST_ERROR_LINE: Final = 1000


class TerraformRun:
    """Terraform in a stack's folder of a synthesised output, without prompts.

    It works against one embedded AWS; without one it can only plan, and reaches nothing, unless `real` says
    that the credentials in force are meant. Where nothing real is reached, the AWS provider has the part of its
    schema that the stack needs, which makes every command two to three seconds shorter. A stack that asks for
    the stand-in of Databricks gets it, with its store beside the stack's state if none is given. Every call
    raises OperationError with the end of Terraform's own message if it fails.
    """

    def __init__(
        self,
        folder: Path,
        engine: EngineRecord | None,
        inherited: Mapping[str, str] = os.environ,
        *,
        real: bool = False,
        databricks_store: Path | None = None,
    ) -> None:
        self.folder = folder
        home = anthill_home(project_root())
        tools = toolchain_environment(inherited, home)
        requirements = provider_requirements(folder.parents[1], [folder.name]) or {}
        store = databricks_store or offline_databricks.store_beside_state(folder)
        own_mirrors, databricks = offline_databricks.provision(
            requirements, home, store, "apply" if engine else "plan"
        )
        settings = terraform_settings(inherited, home, requirements, own_mirrors=own_mirrors)
        environment = {**_reached(engine, tools, real=real), **databricks} | {
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
        }
        if not real:
            # Their locks are this machine's own.
            environment["TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE"] = "1"
        self._lock = None if real else LocalLock(home, requirements, inherited)
        self._binary = environment["TERRAFORM_BINARY_NAME"]
        self._whole = _given(environment | settings)
        self._environment = self._whole
        self._relay: Path | None = None
        if not real and not inherited.get(narrow_provider.STOCK):
            self._relay = narrow_provider.install(home)
            narrow = {narrow_provider.SOURCE: self._relay}
            self._environment = _given(environment | settings | overriding(inherited, home, narrow))

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that Terraform is run with, its folder first in PATH."""
        path = os.pathsep.join((str(Path(self._binary).parent), self._whole.get("PATH", "")))
        return self._whole | {"PATH": path}

    def init(self, *, exact: bool = False) -> None:
        """Initialise the folder; where nothing real is reached, with the providers of the last time.

        Those are compared with their lock again only if they changed. With `exact` it raises OperationError if that is
        another AWS provider than real environments get.
        """
        if self._lock is None:
            self._run("init")
            return
        self._lock.put_into(self.folder)
        if not self._initialised(self._lock.checked):
            began = time.time_ns()
            self._run("init")
            self._lock.keep_from(self.folder)
            self._lock.checked.keep_from(self.folder, began=began)
        if exact and (other := self.other_version()):
            raise OperationError(
                f"--exact: {other}; put that one into a mirror (`terraform providers mirror`), or leave --exact out"
            )

    def other_version(self) -> str | None:
        """Return in one line that the folder is planned with another AWS provider than real environments get."""
        return other_version(self.folder)

    def validate(self) -> None:
        """Check the folder against the provider's schema."""
        self._run("validate")

    def apply(self) -> str:
        """Apply and return what Terraform said."""
        return self._run("apply", "-auto-approve", f"-parallelism={PARALLELISM}").stdout

    def destroy(self) -> str:
        """Destroy everything and return what Terraform said."""
        return self._run("destroy", "-auto-approve", f"-parallelism={PARALLELISM}").stdout

    def plan(self, *, refresh: bool = True) -> dict[str, Any]:
        """Plan and return the plan as JSON; it takes no lock and writes no state.

        Without a refresh the state is taken at its word, and no API is asked.
        """
        self._plan(*(() if refresh else ("-refresh=false",)))
        return self.planned()

    def planned(self) -> dict[str, Any]:
        """Return the last plan as JSON."""
        return cast("dict[str, Any]", json.loads(self._run("show", "-json", str(self.folder / PLAN)).stdout))

    def differs(self) -> bool:
        """Plan and return whether anything would change; quicker than to read the whole plan."""
        return self._plan("-detailed-exitcode").returncode == CHANGES

    def plan_text(self) -> str:
        """Return the last plan as people read it."""
        return self._run("show", str(self.folder / PLAN)).stdout

    def changes(self) -> list[str]:
        """Plan and return the addresses that would change, with what would happen to them."""
        return [
            f"{'/'.join(change['change']['actions'])} {change['address']}"
            for change in self.plan().get("resource_changes", [])
            if change["change"]["actions"] != ["no-op"]
        ]

    def outputs(self) -> dict[str, Any]:
        """Return the values of the outputs by name."""
        found = json.loads(self._run("output", "-json").stdout)
        return {name: output["value"] for name, output in found.items()}

    def start_apply(self, log: Path) -> subprocess.Popen[bytes]:
        """Start an apply that writes to a log, and return its process, for those who want to end it early."""
        with log.open("wb") as output:
            return subprocess.Popen(
                [self._binary, "apply", "-no-color", "-auto-approve", f"-parallelism={PARALLELISM}"],
                cwd=self.folder,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def _plan(self, *options: str) -> subprocess.CompletedProcess[str]:
        file = self.folder / PLAN
        return self._run("plan", "-lock=false", f"-out={file}", f"-parallelism={PARALLELISM}", *options)

    def _initialised(self, checked: CheckedProvider) -> bool:
        """Initialise with the provider as it was compared before; return whether that could be."""
        if self._whole.get(narrow_provider.ATTACHED):
            return False
        installed = checked.put_into(self.folder)
        line = [self._binary, "init", "-no-color"]
        return bool(installed) and self._done(line, {**self._whole, **installed}).returncode == 0

    def _needs_whole(self, said: str) -> bool:
        """Return whether Terraform failed for the part of the schema that it was not given."""
        return self._environment != self._whole and narrow_provider.missed(said)

    def _done(self, line: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        return run_in_order(line, cwd=self.folder, environment=environment)

    def _attached(self, line: Sequence[str], relay: Path) -> subprocess.CompletedProcess[str] | None:
        """Plan with the provider attached; an apply is not to depend on this process. None where that cannot be."""
        from operations.terraform.narrow_provider.one_plan import planned  # noqa: PLC0415 - gRPC, slow to load

        return planned(self.folder, relay, self._whole, lambda environment: self._done(line, environment))

    def _run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        line = [self._binary, command, *arguments]
        # `show` takes its options before the file, `state` after its own sub-command.
        line.insert(2 if command == "show" else len(line), "-no-color")
        # What is installed and locked is the provider itself.
        done = self._attached(line, self._relay) if command == "plan" and self._relay else None
        done = done or self._done(line, self._whole if command == "init" else self._environment)
        if done.returncode and self._needs_whole(done.stderr):
            done = self._done(line, self._whole)
        differs = done.returncode == CHANGES and "-detailed-exitcode" in arguments
        if done.returncode and not differs:
            raise OperationError(f"terraform {command} failed in {self.folder}:\n{_error(done)}")
        return done


def _given(environment: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if value is not None}


def _reached(engine: EngineRecord | None, tools: Mapping[str, str], *, real: bool) -> Mapping[str, str]:
    if engine:
        return client_environment(engine, tools)
    return tools if real else without_aws(tools)


def _error(done: subprocess.CompletedProcess[str]) -> str:
    """Return Terraform's own errors, or the end of what it said if it gave none."""
    # Terraform quotes the line of the file that is wrong: in synthesised JSON that is a whole document.
    text = "\n".join(
        line for line in (done.stderr or done.stdout).splitlines() if len(line) <= LONGEST_ERROR_LINE
    )
    found = text.find("Error: ")
    return text[found:][:LONGEST_ERROR] if found >= 0 else text[-LONGEST_ERROR:]
