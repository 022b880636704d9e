"""Tests of one module in a process of their own, which imports a mutant in its place."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from typing import Final, Self

import pytest

from benchmarks.mutants import Mutant
from benchmarks.mutation_core import CORE

LEAST_SECONDS: Final = 60.0
TIMES_AS_LONG: Final = 10
"""A mutant that takes so much longer than the module itself runs for ever: that is noticed."""
OPTIONS: Final = ("-x", "-q", "-p", "no:cacheprovider", "-n0", "--hypothesis-seed=1")
ENDED_BY_TESTS: Final = frozenset({pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED, 4})
"""A test failed, or a module could not be imported: what pytest calls interrupted, or a wrong use in a conftest."""


class InPlaceOf(MetaPathFinder, SourceLoader):
    """Finds one module with the source of a mutant, and no other."""

    def __init__(self, module: str, file: Path, source: bytes) -> None:
        self._module, self._file, self._source = module, file, source

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:  # noqa: ARG002 - as the class above
        """Return the mutant for its module, None for others, as Python's import calls it."""
        return spec_from_loader(fullname, self, origin=str(self._file)) if fullname == self._module else None

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002 - as the class above
        """Return the file of the module itself: what messages name."""
        return str(self._file)

    def get_data(self, path: str) -> bytes:  # noqa: ARG002 - as the class above
        """Return the source of the mutant."""
        return self._source


@dataclass(frozen=True, slots=True)
class Trial:
    """What is known before mutants are tried: how long the tests of each module take."""

    root: Path
    limits: dict[str, float]

    @classmethod
    def prepared(cls, root: Path, modules: Sequence[str], say: Callable[[str], None]) -> Self:
        """Run the tests of each module as it is. Raises RuntimeError where they fail, or there are none."""
        limits: dict[str, float] = {}
        for module in modules:
            started = time.monotonic()
            source = _file(root, module).read_text(encoding="utf-8")
            code, said = _tested(root, Mutant(module, source, 0, ""), limit=None)
            if code:
                raise RuntimeError(f"the tests of {module} end with {code} as it is:\n{said[-3000:]}")
            seconds = time.monotonic() - started
            limits[module] = max(LEAST_SECONDS, TIMES_AS_LONG * seconds)
            say(f"{module}: {seconds:.1f} s as it is")
        return cls(root, limits)

    def kills(self, mutant: Mutant) -> bool:
        """Return whether the tests notice a mutant. Raises RuntimeError if pytest itself fails."""
        code, said = _tested(self.root, mutant, limit=self.limits[mutant.module])
        if code in ENDED_BY_TESTS or code < 0:
            return True
        if code:
            raise RuntimeError(f"{mutant.module}:{mutant.line}: pytest ends with {code}:\n{said[-3000:]}")
        return False


def _file(root: Path, module: str) -> Path:
    return root / f"{module.replace('.', '/')}.py"


def _tested(root: Path, mutant: Mutant, *, limit: float | None) -> tuple[int, str]:
    """Run the tests of a module with a mutant in its place; return how that ended, negative by a signal."""
    with tempfile.TemporaryDirectory(prefix="anthill-mutant-") as folder:
        said = Path(folder) / "said"
        with said.open("wb") as out:
            running = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "benchmarks.mutation_run",
                    mutant.module,
                    str(_file(root, mutant.module)),
                ],
                cwd=root,
                env=os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": folder, "TMPDIR": folder},
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            running.communicate(mutant.source.encode(), timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
        return running.returncode, said.read_text(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    name, place = sys.argv[1:]
    sys.meta_path.insert(0, InPlaceOf(name, Path(place), sys.stdin.buffer.read()))
    sys.exit(pytest.main([*OPTIONS, *CORE[name]]))
