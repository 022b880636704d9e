"""Relative paths and variables are those of the first import, as with Node, which is started there."""

import os
from pathlib import Path

import pytest

from fast_bindings.kernel import beginning
from fast_bindings.kernel.beginning import Beginning
from tests.fast_bindings.test_equivalence import run, synthesised

PROGRAM = """
import os
import fast_bindings
os.chdir(os.environ["BEGUN"])
fast_bindings.install()
from cdktf import *
os.mkdir("left"); os.chdir("left")
os.environ["CDKTF_OUTDIR"] = "late"
os.environ["CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS"] = "true"
os.environ["CDKTF_CONTEXT_JSON"] = "no JSON"
os.environ["SYNTH_HCL_OUTPUT"] = "true"
app = App(stack_traces=False)
stack = TerraformStack(app, "stack")
LocalBackend(stack)
os.mkdir("late"); os.chdir("late")
{}
if "{}":
    Annotations.of(stack).add_error("an error")
try:
    app.synth()
except Exception as error:
    print(str(error).splitlines()[0])
assert os.getcwd().endswith("left/late") and os.environ["CDKTF_OUTDIR"] == "late"
"""
GOING_ON = {"python": "", "by Node from the middle": "TerraformIterator.from_list(['a'])"}


@pytest.mark.parametrize("how", GOING_ON)
@pytest.mark.parametrize("fails", ["", "fails"])
def test_what_changes_after_the_import_changes_nothing(tmp_path: Path, how: str, fails: str) -> None:
    written = {}
    for kernel in ("python", "node"):
        begun = tmp_path / kernel
        begun.mkdir()
        code = PROGRAM.format(GOING_ON[how], fails)
        done = run(code, stock=False, ANTHILL_KERNEL=kernel, BEGUN=str(begun), CDKTF_OUTDIR="out")
        assert done.returncode == 0, done.stderr
        files = {
            name: content.replace(str(begun).encode(), b"") for name, content in synthesised(begun).items()
        }
        written[kernel] = (done.stdout, files)
    assert written["python"] == written["node"]
    if not fails:
        assert sorted(written["python"][1]) == ["out/manifest.json", "out/stacks/stack/cdk.tf.json"]


def test_a_folder_that_is_gone_is_not_entered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for begun, expected in (
        (tmp_path / "gone", tmp_path),
        (tmp_path.parent, tmp_path.parent),
        (None, tmp_path),
    ):
        monkeypatch.setattr(beginning, "_noted", [Beginning(begun, {"ONLY": "then"})])
        before = dict(os.environ)
        with beginning.again():
            assert Path.cwd() == expected
            assert dict(os.environ) == {"ONLY": "then"}
            os.environ["ADDED"] = "within"
        assert Path.cwd() == tmp_path
        assert dict(os.environ) == before


def test_a_program_in_a_deleted_folder_notes_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(beginning, "_noted", [])
    deleted = tmp_path / "deleted"
    deleted.mkdir()
    monkeypatch.chdir(deleted)
    deleted.rmdir()
    beginning.note()
    assert beginning.working_folder() == Path()
