"""A run of the tests leaves nothing among the temporary files but pytest's own folders."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEAVES = """
import pathlib, subprocess, sys, tempfile

def test_leaves(tmp_path):
    (tmp_path / "kept").touch()
    tempfile.mkdtemp()
    subprocess.run([sys.executable, "-c", "import tempfile; print(tempfile.mkdtemp())"], check=True)
    subprocess.run("touch $TMPDIR/x", shell=True, check=True)
    assert {outcome}
"""


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize("passes", [True, False])
def test_nothing_is_left(tmp_path: Path, workers: str, *, passes: bool) -> None:
    (tmp_path / "test_leaves.py").write_text(LEAVES.replace("{outcome}", str(passes)))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    inherited = {name: value for name, value in os.environ.items() if name != "PYTEST_DEBUG_TEMPROOT"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", f"-n{workers}", "-ptests.support.temporary", "test_leaves.py"],
        cwd=tmp_path,
        env=inherited | {"TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (0 if passes else 1), done.stdout
    (kept,) = temporary.iterdir()
    assert kept.name.startswith("pytest-of-")
    assert [*kept.rglob("kept")], "pytest's own folders stay"
