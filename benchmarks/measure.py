"""One command, measured."""

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks.watched import watch

SAMPLE_SECONDS = 0.01


def print_goals(out: Console, goals: Mapping[str, bool]) -> None:
    """Print which goals were met."""
    for goal, met in goals.items():
        out.print(f"  {'met    ' if met else 'not met'}  {goal}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A command to measure and what was measured: wall and processor seconds of each run, peak memory in MiB.

    The processor's time is that of the command and of every child that it waited for.
    `resident` adds up what each process of the tree has in memory and counts shared pages once per process;
    `proportional` counts them once.
    """

    name: str
    command: Sequence[str]
    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    walls: list[float] = field(default_factory=list[float])
    processors: list[float] = field(default_factory=list[float])
    resident: list[float] = field(default_factory=list[float])
    proportional: list[float] = field(default_factory=list[float])

    @property
    def wall(self) -> float:
        """The median wall time in seconds."""
        return median(self.walls)

    @property
    def processor(self) -> float:
        """The median processor time in seconds."""
        return median(self.processors)

    @property
    def environment(self) -> dict[str, str]:
        """What the command runs with; modules may be compiled, as they are for a user."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return kept | dict(self.variables)

    def run(self, *, counted: bool = True) -> None:
        """Run once and keep what it took. Raises RuntimeError with the command's own words if it fails."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(
            self.command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise RuntimeError(f"{self.name} failed ({done.returncode}): {done.stderr[-2000:]}")
        if counted:
            self.walls.append(wall)
            self.processors.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    def sample(self) -> None:
        """Run once more and keep the peak memory of the whole process tree; sampling slows it down."""
        seen = watch(
            self.name, self.command, self.folder, variables=self.environment, every_seconds=SAMPLE_SECONDS
        )
        self.resident.append(seen.peak_mebibytes)
        self.proportional.append(seen.proportional_mebibytes)
