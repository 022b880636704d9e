"""Which test files of a checkout reach which lines of some of its folders, and whether they notice a mutant there.

Each file of tests runs in a process of its own, with the checkout's own Python. Nothing of the checkout is changed.
"""

import ast
import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

from benchmarks.mutants import Mutant
from benchmarks.mutation_core import file_of
from benchmarks.mutation_run import OPTIONS

KEPT: Final = Path(__file__).resolve().parents[1] / ".anthill" / "reached-lines"
MOST: Final = 3
"""How many files of tests judge a mutant: those about its lines are among them."""
LONGEST: Final = 30.0
"""Seconds that a file of tests may take: what starts Terraform or workflows is left out."""
LEAST: Final = 60.0
TIMES_AS_LONG: Final = 2


@dataclass(frozen=True, slots=True)
class Reach:
    """How long a file of tests takes, in seconds, and the lines that it reaches of each file of code."""

    seconds: float
    lines: Mapping[str, Sequence[int]]

    @property
    def size(self) -> int:
        """How many lines in all: a file of tests that reaches few is about them."""
        return sum(map(len, self.lines.values()))


def reach_of(root: Path, folders: Sequence[str], tests: Sequence[str], workers: int) -> Mapping[str, Reach]:
    """Return the reach of each file of tests that passes alone in time; kept in .anthill for each commit."""
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=root, text=True).strip()
    kept = KEPT / f"{commit}.json"
    if kept.exists():
        held = json.loads(kept.read_text(encoding="utf-8"))
        return {file: Reach(**each) for file, each in held.items()}
    listed = subprocess.check_output(["git", "ls-files", *tests], cwd=root, text=True).split()
    files = [each for each in listed if Path(each).name.startswith("test_")]
    with ThreadPoolExecutor(workers) as pool:
        found = zip(files, pool.map(partial(_reach, root, folders), files), strict=True)
        reach = {file: each for file, each in found if each is not None}
    kept.parent.mkdir(parents=True, exist_ok=True)
    told = {file: {"seconds": each.seconds, "lines": dict(each.lines)} for file, each in reach.items()}
    kept.write_text(json.dumps(told), encoding="utf-8")
    return reach


def _reach(root: Path, folders: Sequence[str], file: str) -> Reach | None:
    with _scratch() as folder:
        data_file = folder / "coverage"
        included = ",".join(f"{each}/*" for each in folders)
        watched = ("coverage", "run", f"--data-file={data_file}", f"--include={included}", "-m")
        started = time.monotonic()
        if _pytest(root, [file], LONGEST, folder, watched=watched) != pytest.ExitCode.OK:
            return None
        seconds = time.monotonic() - started
        data: Any = import_module("coverage").CoverageData(str(data_file))
        data.read()
        names: list[str] = sorted(data.measured_files())
        return Reach(seconds, {str(Path(name).relative_to(root)): sorted(data.lines(name)) for name in names})


def noticed(root: Path, reach: Mapping[str, Reach], mutant: Mutant, *, most: int | None = MOST) -> bool:
    """Return whether one of the files of tests that reach a mutant and little else fails with it; None asks all."""
    name = str(file_of(root, mutant.module).relative_to(root))
    about = _statement(file_of(root, mutant.module).read_text(encoding="utf-8"), mutant.line)
    reaching = [file for file, each in reach.items() if about & set(each.lines.get(name, ()))]
    if not reaching:
        return False
    reaching = sorted(reaching, key=lambda file: (reach[file].size, reach[file].seconds))[:most]
    with _scratch() as folder:
        held = folder / "mutant.json"
        told = {"module": mutant.module, "file": str(root / name), "source": mutant.source}
        held.write_text(json.dumps(told), encoding="utf-8")
        limit = LEAST + TIMES_AS_LONG * sum(reach[file].seconds for file in reaching)
        return _pytest(root, reaching, limit, folder, mutant=held) != pytest.ExitCode.OK


def _statement(source: str, line: int) -> set[int]:
    """Return the lines of the statement at a line; of all functions, where only an import runs that line."""
    nodes = list(ast.walk(ast.parse(source)))
    bodies = [_lines(node) for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    if not any(line in body for body in bodies):
        return set().union(*bodies) or set(range(1, len(source.splitlines()) + 1))
    within = [_lines(node) for node in nodes if isinstance(node, ast.stmt) and line in _lines(node)]
    return set(min(within, key=len))


def _lines(node: ast.stmt) -> range:
    first = node.body[0].lineno if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else node.lineno
    return range(first, (node.end_lineno or first) + 1)


@contextlib.contextmanager
def _scratch() -> Generator[Path]:
    with tempfile.TemporaryDirectory(prefix="anthill-mutant-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _pytest(
    root: Path,
    files: Sequence[str],
    seconds: float,
    folder: Path,
    *,
    watched: Sequence[str] = (),
    mutant: Path | None = None,
) -> int | None:
    """Run files of tests; return how pytest ended, None where it was not in time."""
    tools = Path(import_module("coverage").__file__ or "").parents[1]
    path = [str(Path(__file__).parent), *([str(tools)] if watched else [])]
    environment = os.environ | {
        "PATH": os.pathsep.join([str(root / ".venv" / "bin"), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(path),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder),
        "TMPDIR": str(folder),
        "MUTANT": str(mutant or ""),
    }
    running = subprocess.Popen(
        [str(root / ".venv/bin/python"), "-m", *watched, *("pytest", *OPTIONS, "-p", "in_place_of"), *files],
        cwd=root,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with running:
        try:
            return running.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
