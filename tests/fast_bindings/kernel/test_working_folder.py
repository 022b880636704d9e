"""Relative paths are below the folder of the first import, as with Node, which is started there."""

from pathlib import Path

import pytest

from fast_bindings.kernel import working_folder
from tests.fast_bindings.test_equivalence import run, synthesised

PROGRAM = """
import os
import fast_bindings
os.chdir(os.environ["BEGUN"])
fast_bindings.install()
from cdktf import *
os.mkdir("left"); os.chdir("left")
app = App(outdir="out")
stack = TerraformStack(app, "stack")
LocalBackend(stack)
os.mkdir("late"); os.chdir("late")
{}
app.synth()
"""
GOING_ON = {"python": "", "by Node from the middle": "TerraformIterator.from_list(['a'])"}


@pytest.mark.parametrize("how", GOING_ON)
def test_a_change_of_folder_after_the_import_changes_nothing(tmp_path: Path, how: str) -> None:
    written = {}
    for kernel in ("python", "node"):
        begun = tmp_path / kernel
        begun.mkdir()
        done = run(PROGRAM.format(GOING_ON[how]), stock=False, ANTHILL_KERNEL=kernel, BEGUN=str(begun))
        assert done.returncode == 0, done.stderr
        written[kernel] = {
            name: content.replace(str(begun).encode(), b"") for name, content in synthesised(begun).items()
        }
    assert written["python"] == written["node"]
    assert sorted(written["python"]) == ["out/manifest.json", "out/stacks/stack/cdk.tf.json"]


def test_a_folder_that_is_gone_is_not_entered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for begun, expected in ((tmp_path / "gone", tmp_path), (tmp_path.parent, tmp_path.parent)):
        monkeypatch.setattr(working_folder, "_begun", [begun])
        with working_folder.entered():
            assert Path.cwd() == expected
        assert Path.cwd() == tmp_path


def test_a_program_in_a_deleted_folder_notes_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(working_folder, "_begun", [])
    deleted = tmp_path / "deleted"
    deleted.mkdir()
    monkeypatch.chdir(deleted)
    deleted.rmdir()
    working_folder.note()
    assert working_folder.working_folder() == Path()
    monkeypatch.chdir(tmp_path)
    working_folder.note()
    assert working_folder.working_folder() == tmp_path
