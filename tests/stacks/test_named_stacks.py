"""Only the stacks that are named are synthesised: as they always are, and nothing of the others is lost."""

import filecmp
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from environments.errors import ConfigurationError
from main import build_app
from stacks.manifest import keep_stacks, named_stacks

ROOT = Path(__file__).resolve().parents[2]
NAMED = ["anthill-dev-bootstrap", "anthill-local"]


def test_what_is_named_is_synthesised_as_always_and_alone(synthesised: Path, tmp_path: Path) -> None:
    build_app(outdir=str(tmp_path), stacks=NAMED).synth()
    assert sorted(named_stacks(tmp_path)) == NAMED
    for name in NAMED:
        compared = filecmp.cmpfiles(
            synthesised / "stacks" / name, tmp_path / "stacks" / name, ["cdk.tf.json"], shallow=False
        )
        assert compared == (["cdk.tf.json"], [], [])
    assert sorted(folder.name for folder in (tmp_path / "stacks").iterdir()) == NAMED


def test_an_unknown_stack_is_refused_with_the_known_ones(synthesised: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        build_app(outdir=str(tmp_path), stacks=["anthill-local", "anthill-stage"])
    known = ", ".join(sorted(named_stacks(synthesised)))
    assert str(refused.value) == f"no stack 'anthill-stage'; known are {known}"
    assert list(tmp_path.iterdir()) == []


def test_the_cdktf_command_leaves_what_terraform_keeps_for_other_stacks(
    synthesised: Path, tmp_path: Path
) -> None:
    """By the real cdktf-cli, which deletes the folders of the stacks that a manifest does not name."""
    output = tmp_path / "cdktf.out"
    shutil.copytree(synthesised, output)
    unsent = output / "stacks" / "anthill-prod" / "errored.tfstate"
    unsent.write_text("the only copy")
    of_prod = (output / "stacks" / "anthill-prod" / "cdk.tf.json").read_bytes()
    changed = output / "stacks" / "anthill-dev-bootstrap" / "cdk.tf.json"
    changed.write_text("{}")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("cdktf")), "synth", "--output", str(output)],
        cwd=ROOT,
        env=os.environ | {"ANTHILL_STACKS": "anthill-dev-bootstrap", "ANTHILL_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(changed.read_text())["resource"]
    assert unsent.read_text() == "the only copy"
    assert (output / "stacks" / "anthill-prod" / "cdk.tf.json").read_bytes() == of_prod
    assert named_stacks(output).keys() == named_stacks(synthesised).keys()


def test_what_is_gone_is_not_named_again(synthesised: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    shutil.copytree(synthesised, output)
    before = named_stacks(output)
    shutil.rmtree(output / "stacks" / "anthill-test")
    (output / "manifest.json").write_text(
        json.dumps({"version": "stub", "stacks": {"anthill-local": {"name": "new"}}})
    )
    keep_stacks(output, before)
    after = json.loads((output / "manifest.json").read_text())
    assert after["version"] == "stub"
    assert before.keys() - after["stacks"].keys() == {"anthill-test"}
    assert after["stacks"]["anthill-local"] == {"name": "new"}


def test_without_a_manifest_nothing_was_named(tmp_path: Path) -> None:
    assert named_stacks(tmp_path) == {}
    (tmp_path / "manifest.json").write_text("{")
    assert named_stacks(tmp_path) == {}
