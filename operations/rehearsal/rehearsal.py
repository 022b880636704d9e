"""A rehearsal: the base deployed to an embedded AWS of its own, the change applied on top, then taken back."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import OperationError
from operations.common.text_output import Say
from operations.emulator.engine import running_engine
from operations.rehearsal.seeded_objects import SeededObjects
from operations.synthesis.emulated_stack import ASSETS, emulated, write_changed
from operations.synthesis.emulator_limits import without_gaps
from operations.terraform.run import TerraformRun

STATE: Final = "terraform.tfstate"
"""Where a stack that is turned to the emulator keeps its state, beside itself."""

PASSED: Final = "passed"
FAILED: Final = "failed"
NOT_REACHED: Final = "not reached"

STEPS: Final = (
    "base applied",
    "base planned again: nothing to change",
    "objects put into every bucket",
    "change planned on top",
    "change applied",
    "change planned again: nothing to change",
    "objects are still there",
    "base applied again: rolled back",
    "base planned again after the rollback: nothing to change",
    "objects are still there after the rollback",
)
"""Every step, in order."""

CHANGE: Final = range(3, 7)
"""The steps of the change itself: when one fails the rollback is rehearsed all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of one step, in how many seconds, and what there is to say about it."""

    name: str
    outcome: str
    seconds: float = 0.0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a rehearsal showed.

    `plan` is Terraform's plan of the change on top of the base, None if it came to none. `left_out` are types
    that the emulator cannot hold, `provider` says that another AWS provider made it than real environments get.
    """

    stack: str
    steps: tuple[Step, ...]
    plan: dict[str, Any] | None = field(default=None, repr=False)
    left_out: tuple[str, ...] = ()
    provider: str | None = None

    @property
    def passed(self) -> bool:
        """Whether every step passed."""
        return all(step.outcome == PASSED for step in self.steps)

    @property
    def seconds(self) -> float:
        """How long it took."""
        return sum(step.seconds for step in self.steps)


def rehearse(
    stack: str, before: Path, after: Path, folder: Path, say: Say = lambda _: None, *, exact: bool = False
) -> Rehearsal:
    """Rehearse the change of one stack from one synthesised output to another.

    What fails is reported in the step that failed; a failed change is still rolled back. Raises OperationError only
    if the embedded AWS does not start.
    """
    with running_engine(EngineHome(folder / "engine")) as engine:
        run = _Run(
            stack, (before / "stacks" / stack, after / "stacks" / stack), folder, engine, say, exact=exact
        )
        return run.all()


class _Run:
    def __init__(
        self,
        stack: str,
        sides: tuple[Path, Path],
        folder: Path,
        engine: EngineRecord,
        say: Say,
        *,
        exact: bool,
    ) -> None:
        self._stack, self._say, self._engine, self._exact = stack, say, engine, exact
        self._base, self._head = sides
        self._folder = folder / "cdktf.out" / "stacks" / stack
        self._steps: list[Step] = []
        self._plan: dict[str, Any] | None = None
        self._left_out: set[str] = set()
        self._objects = SeededObjects(engine)
        self._terraform: TerraformRun | None = None

    def all(self) -> Rehearsal:
        steps: tuple[Callable[[], str], ...] = (
            lambda: self._apply(self._base),
            self._unchanged,
            lambda: self._objects.put(self._folder / STATE),
            self._plan_change,
            lambda: self._apply(self._head),
            self._unchanged,
            self._objects.check,
            lambda: self._apply(self._base),
            self._unchanged,
            self._objects.check,
        )
        broken = False
        for index, (name, step) in enumerate(zip(STEPS, steps, strict=True)):
            if broken and (index in CHANGE or index < CHANGE.start or not self._deployed()):
                self._steps.append(Step(name=name, outcome=NOT_REACHED))
                continue
            broken = not self._one(name, step) or broken
        return Rehearsal(
            stack=self._stack,
            steps=tuple(self._steps),
            plan=self._plan,
            left_out=tuple(sorted(self._left_out)),
            provider=self._terraform.other_version() if self._terraform else None,
        )

    def _deployed(self) -> bool:
        """Whether the base was there before the change, so that a rollback has something to go back to."""
        return all(step.outcome == PASSED for step in self._steps[: CHANGE.start])

    def _one(self, name: str, step: Callable[[], str]) -> bool:
        self._say(f"rehearsal: {name} ...")
        started = time.monotonic()
        try:
            outcome, detail = PASSED, step()
        except OperationError as error:
            # The folder is gone when the review is read.
            outcome, detail = FAILED, str(error).replace(f" in {self._folder}", "")
        self._steps.append(
            Step(name=name, outcome=outcome, seconds=round(time.monotonic() - started, 1), detail=detail)
        )
        return outcome == PASSED

    def _turn_to(self, side: Path) -> TerraformRun:
        """Return Terraform in the one folder that keeps the state, with the configuration of a side in it."""
        shutil.rmtree(self._folder / ASSETS, ignore_errors=True)

        def changed(stack: dict[str, Any]) -> dict[str, Any]:
            held, left_out = without_gaps(emulated(stack))
            self._left_out |= left_out
            return held

        write_changed(side, self._folder, changed)
        self._terraform = TerraformRun(self._folder, self._engine)
        self._terraform.init(exact=self._exact)
        return self._terraform

    def _apply(self, side: Path) -> str:
        said = self._turn_to(side).apply()
        return next((line.strip() for line in said.splitlines() if line.startswith("Apply complete")), "")

    def _unchanged(self) -> str:
        if self._terraform is None:
            raise OperationError("nothing is deployed")
        # Outputs alone may differ: that is no resource.
        changes = _changing(self._terraform.planned()) if self._terraform.differs() else []
        if changes:
            raise OperationError(f"{len(changes)} resources would change again: {', '.join(changes[:5])}")
        return ""

    def _plan_change(self) -> str:
        self._plan = self._turn_to(self._head).plan()
        return f"{len(_changing(self._plan))} resources"


def _changing(plan: dict[str, Any]) -> list[str]:
    return [
        f"{'/'.join(change['change']['actions'])} {change['address']}"
        for change in plan.get("resource_changes", [])
        if change["change"]["actions"] not in (["no-op"], ["read"])
    ]
