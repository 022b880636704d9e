"""Terraform with a plan that is saved, looked at, and applied later, elsewhere."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from operations.common.errors import OperationError
from operations.common.text_output import Say
from operations.terraform.provider_lock import READ_ONLY
from operations.terraform.run import LONGEST_ERROR, PARALLELISM, TerraformRun

STALE: Final = "Saved plan is stale"
LOCKED: Final = "Error acquiring the state lock"
ERRORED_STATE: Final = "errored.tfstate"
"""Where Terraform leaves a state that it could not store."""

ATTEMPT_SECONDS: Final = 60
"""How long Terraform waits for another one's lock."""


class NotBegunError(OperationError):
    """Says why Terraform refused an apply before it changed anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatePosition:
    """Which state there is: its line of descent and its number; nothing yet is the serial 0."""

    lineage: str
    serial: int


class SavedPlanRun(TerraformRun):
    """Terraform in a stack's folder for plans that are kept."""

    def init_locked(self, *, lock_file: bool) -> None:
        """Initialise the folder; with a provider lock file, exactly as that says."""
        if lock_file:
            self._run("init", READ_ONLY)
        else:
            self.init()

    def position(self) -> StatePosition:
        """Return which state is stored now."""
        text = self._run("state", "pull").stdout
        state = json.loads(text) if text.strip() else {}
        return StatePosition(lineage=state.get("lineage", ""), serial=state.get("serial", 0))

    def save_plan(self, file: Path) -> dict[str, Any]:
        """Plan into a file and return the plan as JSON; it takes no lock and writes no state."""
        self._run("plan", "-lock=false", f"-out={file}", f"-parallelism={PARALLELISM}")
        return self.show_plan(file)

    def show_plan(self, file: Path) -> dict[str, Any]:
        """Return a saved plan as JSON."""
        return cast("dict[str, Any]", json.loads(self._run("show", "-json", str(file)).stdout))

    def public_outputs(self) -> dict[str, Any]:
        """Return the values of the outputs that are not sensitive, by name."""
        found = json.loads(self._run("output", "-json").stdout)
        return {name: output["value"] for name, output in found.items() if not output["sensitive"]}

    def apply_plan(self, file: Path, say: Say) -> str:
        """Apply a saved plan, telling each line as it comes, and return the last.

        Raises OperationError that says what to do where the plan is stale or the state locked. After Ctrl-C it
        waits until Terraform has ended what it began and stored its state, and raises KeyboardInterrupt then.
        """
        code, lines = self._apply(file, say, self._environment)
        # A plan is read before anything is changed: what could not be read was not begun either.
        if code and self._needs_whole("\n".join(lines)):
            code, lines = self._apply(file, say, self._whole)
        if code:
            said = "\n".join(lines)
            error = NotBegunError if STALE in said or LOCKED in said else OperationError
            raise error(_explained(said, self.folder))
        return next((line for line in reversed(lines) if line.startswith("Apply complete!")), "")

    def _apply(self, file: Path, say: Say, environment: Mapping[str, str]) -> tuple[int, list[str]]:
        command = ["apply", "-no-color", f"-parallelism={PARALLELISM}", f"-lock-timeout={ATTEMPT_SECONDS}s"]
        with subprocess.Popen(
            [self._binary, *command, str(file)],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as running:
            lines: list[str] = []
            interrupted = read_to_end(running, lines, say)
        if interrupted:
            raise KeyboardInterrupt
        return running.returncode, lines


def read_to_end(running: subprocess.Popen[str], lines: list[str], say: Say) -> bool:
    """Read what a process says until it ends; return whether somebody pressed Ctrl-C meanwhile.

    A terminal interrupts Terraform too, which then ends in order: a second signal would make it give its state up.
    """
    interrupted = False
    while True:
        try:
            for line in running.stdout or ():
                lines.append(line.rstrip())
                if lines[-1]:
                    say(lines[-1])
            running.wait()
        except KeyboardInterrupt:
            if interrupted:
                raise
            interrupted = True
            say("interrupted: waiting until Terraform has ended what it began and has stored the state ...")
        else:
            return interrupted


def _explained(said: str, folder: Path) -> str:
    if STALE in said:
        return "the plan is stale: the state moved after it was made: plan again, and have that plan approved"
    if LOCKED in said:
        return (
            f"another run holds the lock of the state, for more than {ATTEMPT_SECONDS} s: wait for it, or look at the "
            f"lock with `anthill state unlock ENV`\n{said[-LONGEST_ERROR:]}"
        )
    found = max(said.find("Error: "), 0)
    return f"terraform apply failed in {folder}:\n{said[found:][:LONGEST_ERROR]}"
