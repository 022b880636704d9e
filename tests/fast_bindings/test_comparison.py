"""A program is compared with what Node writes, and is never called equal without that."""

from pathlib import Path

import pytest

import fast_bindings
from tests.fast_bindings.test_equivalence import ROOT, run

PROGRAM = """
import os
import fast_bindings; fast_bindings.install()
from cdktf import App, TerraformOutput, TerraformStack
app = App({options})
TerraformOutput(TerraformStack(app, "stack"), "kernel", value={value})
app.synth()
"""


def compared(folder: Path, options: str, value: str) -> str | None:
    program, outdir = folder / "program.py", folder / "out"
    program.write_text(PROGRAM.format(options=options, value=value))
    done = run(program.read_text(), stock=False, ANTHILL_KERNEL="python", CDKTF_OUTDIR=str(outdir))
    assert (done.returncode, done.stderr) == (0, "")
    return fast_bindings.compare_with_node(program, outdir)


def test_what_is_equal_differs_or_was_never_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    program = tmp_path / "program.py"
    assert compared(tmp_path, "", "'a'") is None
    said = compared(tmp_path, "", "os.environ['ANTHILL_KERNEL']")
    assert said is not None
    assert "cdk.tf.json: Node writes it otherwise than Python" in said
    fixed = compared(tmp_path, f"outdir={str(tmp_path / 'fixed')!r}", "'a'")
    assert fixed == (
        f"{program}: Node writes nothing to the folder of CDKTF_OUTDIR; take that folder as the App's outdir"
    )
