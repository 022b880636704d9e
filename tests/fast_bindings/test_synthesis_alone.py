"""Synthesis needs nothing on PATH: a newcomer has neither Terraform nor Node there."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_nothing_on_path_is_needed(tmp_path: Path) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TERRAFORM", "JSII"))}
    settings = {"PATH": str(empty), "CDKTF_OUTDIR": str(tmp_path / "out")}
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env=kept | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "out/stacks").iterdir())) > 1
