"""The tests of one module, each time in a child of one process, which imports a mutant in the module's place.

`python -m benchmarks.mutation_run MODULE WORKERS` reads a JSON list of sources, first the module's own, and writes a
line for each that has ended: its number and pytest's exit code, -1 where it ran too long. What does not depend on the
module is imported once: a child starts with that.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

from benchmarks.in_place_of import InPlaceOf
from benchmarks.mutation_core import CORE, PACKAGES, file_of

LEAST_SECONDS: Final = 30.0
TIMES_AS_LONG: Final = 8
"""A mutant that takes so much longer than the module itself runs for ever: that is noticed."""
TOO_LONG: Final = -1
OPTIONS: Final = ("-x", "-q", "-p", "no:cacheprovider", "-n0", "--assert=plain", "--hypothesis-seed=1")
SURVIVED: Final = 0
KILLED: Final = frozenset({TOO_LONG, 1, 2, 4})
"""A test failed, or a module could not be imported: what pytest calls interrupted, or a wrong use in a conftest."""


def outcomes(root: Path, module: str, sources: Sequence[str], workers: int) -> Iterator[tuple[int, bool]]:
    """Yield the number of each mutant of a module whose tests have ended, and whether they noticed it.

    Raises RuntimeError where the tests fail as the module is, or pytest itself does.
    """
    own = file_of(root, module).read_text(encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.mutation_run", module, str(workers)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with running:
        if running.stdin is None or running.stdout is None:
            raise RuntimeError("the pipes were asked for")
        running.stdin.write(json.dumps([own, *sources]))
        running.stdin.close()
        for line in running.stdout:
            number, code = map(int, line.split())
            if code not in KILLED | {SURVIVED} or (number == 0 and code != SURVIVED):
                running.kill()
                which = f"mutant {number}" if number else "as it is"
                raise RuntimeError(
                    f"the tests of {module}, {which}, end with {code}: {' '.join(CORE[module])}"
                )
            if number:
                yield number - 1, code != SURVIVED
    if running.returncode:
        raise RuntimeError(f"the tests of {module} could not be run")


def _import_the_rest(module: str) -> None:
    """Import what the tests need, then forget all that depends on the module: children import that anew."""
    import_module("tests.conftest")
    graph: Any = import_module("grimp").build_graph(*PACKAGES, include_external_packages=False)
    depend = graph.find_downstream_modules(module) | {module}
    for name in [
        name for name in sys.modules if name in depend or name.partition(".")[0] in {"tests", "main"}
    ]:
        del sys.modules[name]


def _start(module: str, source: str) -> int:
    """Run the tests with a source in a child of its own group and return its id."""
    if child := os.fork():
        return child
    os.setsid()
    with tempfile.TemporaryDirectory(prefix="anthill-mutant-") as folder:
        os.environ |= {"HYPOTHESIS_STORAGE_DIRECTORY": folder, "TMPDIR": folder}
        tempfile.tempdir = folder
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        sys.meta_path.insert(0, InPlaceOf(module, file_of(Path.cwd(), module), source))
        code = 1
        with contextlib.suppress(BaseException):
            code = int(pytest.main([*OPTIONS, *CORE[module]]))
    os._exit(code)


def _wait(started: dict[int, tuple[int, float]], limit: float) -> tuple[int, int]:
    """Return the number of a child that has ended and how; one that runs too long is ended."""
    while True:
        for child, (number, since) in started.items():
            ended, status = os.waitpid(child, os.WNOHANG)
            late = not ended and time.monotonic() - since > limit
            if late:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
            if ended or late:
                del started[child]
                return number, TOO_LONG if late or os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(
                    status
                )
        time.sleep(0.02)


def _say(number: int, code: int) -> None:
    sys.stdout.write(f"{number} {code}\n")
    sys.stdout.flush()


def main() -> None:
    """Try every source that standard input lists."""
    module, workers = sys.argv[1], int(sys.argv[2])
    sources: list[str] = json.load(sys.stdin)
    _import_the_rest(module)
    limit = float("inf")
    started: dict[int, tuple[int, float]] = {}
    for number, source in enumerate(sources):
        since = time.monotonic()
        started[_start(module, source)] = number, since
        # The module as it is runs alone: it says how long the others may.
        while len(started) >= (workers if number else 1):
            _say(*_wait(started, limit))
        if number == 0:
            limit = max(LEAST_SECONDS, TIMES_AS_LONG * (time.monotonic() - since))
    while started:
        _say(*_wait(started, limit))


if __name__ == "__main__":
    main()
