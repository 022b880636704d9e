"""Synthesis of a copy of the project by a Python of its own."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.errors import OperationError
from operations.synthesis.synthesise import plain_environment

OUTPUT: Final = "cdktf.out"
LAST_LINES: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of the comparison: its library, its copy of the project, the Python that runs it."""

    library: str
    copy: Path
    python: Path


def sides(before: Path, after: Path, python: Path) -> tuple[Side, Side]:
    """Return CDKTF with this process's Python, and CDK Terrain with another."""
    return (
        Side(library="cdktf", copy=before, python=Path(sys.executable)),
        Side(library="cdktn", copy=after, python=python),
    )


def synthesise_sides(both: tuple[Side, Side]) -> tuple[Path, Path]:
    """Synthesise both sides at once and return their output folders.

    Raises OperationError with the end of what was said if one cannot be synthesised.
    """
    with ThreadPoolExecutor(max_workers=2) as pool:
        before, after = pool.map(synthesise_side, both)
    return before, after


def synthesise_side(side: Side) -> Path:
    """Synthesise every stack of a copy with the copy's own code, and return its output folder."""
    output = side.copy / OUTPUT
    done = subprocess.run(
        [side.python, "main.py"],
        cwd=side.copy,
        env=plain_environment() | {"CDKTF_OUTDIR": str(output)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = "\n".join((done.stderr or done.stdout).strip().splitlines()[-LAST_LINES:])
        raise OperationError(
            f"the project cannot be synthesised under {side.library} (only files that Git tracks are "
            f"copied: git add new ones):\n{last}"
        )
    return output
