"""Only the stacks that are named are synthesised: as they always are, and nothing of the others is lost."""

import filecmp
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from configuration.errors import ConfigurationError
from main import build_app
from operations.cdktf.command import COMPILED
from operations.common.project import anthill_home
from stacks.manifest import keep_stacks, lost_states

ROOT = Path(__file__).resolve().parents[2]
NAMED = ["anthill-dev-bootstrap", "anthill-local"]
ONLY_COPY = "the only copy"
KEPT_COMPILED = anthill_home(ROOT) / "node-compiled"


def named_stacks(outdir: Path) -> dict[str, Any]:
    return json.loads((outdir / "manifest.json").read_text())["stacks"]


def cdktf_synth(output: Path, *stacks: str) -> subprocess.CompletedProcess[str]:
    """Synthesise stacks, all if none is named, by the real cdktf-cli."""
    home = output.parent / "home"
    return subprocess.run(
        [str(Path(sys.executable).with_name("cdktf")), "synth", "--output", str(output)],
        cwd=ROOT,
        # cdktf-cli is compiled once, not for each home.
        env=os.environ
        | {"ANTHILL_STACKS": ",".join(stacks), "ANTHILL_HOME": str(home), COMPILED: str(KEPT_COMPILED)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def output(synthesised: Path, tmp_path: Path) -> Path:
    """Every stack, synthesised, with a state of prod that could not be sent."""
    folder = tmp_path / "cdktf.out"
    shutil.copytree(synthesised, folder)
    unsent(folder).write_text(ONLY_COPY)
    return folder


def unsent(output: Path) -> Path:
    return output / "stacks" / "anthill-prod" / "errored.tfstate"


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


def cut(file: Path) -> None:
    text = file.read_text()
    file.write_text(text[: len(text) // 2])


DAMAGES: dict[str, Callable[[Path], Any]] = {
    "none": lambda file: file.stat(),
    "missing": lambda file: file.unlink(),
    "0 bytes": lambda file: file.write_text(""),
    "cut": cut,
    "a list": lambda file: file.write_text("[]"),
    "stacks in a list": lambda file: file.write_text('{"stacks": []}'),
    "no stacks": lambda file: file.write_text('{"stacks": {}}'),
    "wrong entries": lambda file: file.write_text('{"stacks": {"anthill-prod": null}}'),
    "not text": lambda file: file.write_bytes(b"\xff\xfe\x00"),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("damage", DAMAGES)
def test_the_cdktf_command_leaves_what_terraform_keeps_for_other_stacks(
    synthesised: Path, output: Path, damage: str
) -> None:
    """By the real cdktf-cli, which deletes the folders of the stacks that a manifest does not name."""
    of_prod = (output / "stacks" / "anthill-prod" / "cdk.tf.json").read_bytes()
    changed = output / "stacks" / "anthill-dev-bootstrap" / "cdk.tf.json"
    changed.write_text("{}")
    DAMAGES[damage](output / "manifest.json")
    done = cdktf_synth(output, "anthill-dev-bootstrap")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(changed.read_text())["resource"]
    assert unsent(output).read_text() == ONLY_COPY
    assert (output / "stacks" / "anthill-prod" / "cdk.tf.json").read_bytes() == of_prod
    assert named_stacks(output) == named_stacks(synthesised)


@pytest.mark.timeout(300)
def test_a_run_that_was_killed_before_it_named_the_others_costs_nothing(output: Path) -> None:
    """What the library alone writes is what is left behind if the program is killed before `keep_stacks`."""
    build_app(outdir=str(output), stacks=["anthill-dev-bootstrap"]).synth()
    assert list(named_stacks(output)) == ["anthill-dev-bootstrap"]
    done = cdktf_synth(output, "anthill-dev-bootstrap")
    assert done.returncode == 0, done.stdout + done.stderr
    assert unsent(output).read_text() == ONLY_COPY


@pytest.mark.timeout(300)
@pytest.mark.parametrize("named", [(), ("anthill-dev-bootstrap",)], ids=["all", "one"])
def test_a_state_of_a_stack_that_is_not_configured_any_more_stops_the_command(
    output: Path, named: tuple[str, ...]
) -> None:
    gone = output / "stacks" / "anthill-gone"
    gone.mkdir()
    (gone / "errored.tfstate").write_text(ONLY_COPY)
    stale = output / "stacks" / "anthill-stale"
    stale.mkdir()
    refused = cdktf_synth(output, *named)
    assert refused.returncode == 1
    assert "stacks/anthill-gone/errored.tfstate" in refused.stderr + refused.stdout
    assert "move the file to a safe place" in refused.stderr + refused.stdout
    assert (gone / "errored.tfstate").read_text() == ONLY_COPY
    assert stale.is_dir()

    (gone / "errored.tfstate").rename(output.parent / "safe.tfstate")
    done = cdktf_synth(output, *named)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not gone.exists()
    assert unsent(output).read_text() == ONLY_COPY


def test_only_what_cdktf_would_delete_counts_and_only_states(output: Path) -> None:
    others = [folder.name for folder in (output / "stacks").iterdir() if folder.name != "anthill-prod"]
    assert lost_states(output, others, others_stay=True) == []
    assert lost_states(output, others, others_stay=False) == [unsent(output)]
    (output / "stacks" / "anthill-prod" / "cdk.tf.json").write_text("")
    assert lost_states(output, others, others_stay=True) == [unsent(output)]
    # Where Terraform notes which backend it was initialised with.
    noted = output / "stacks" / "anthill-prod" / ".terraform" / "terraform.tfstate"
    noted.parent.mkdir()
    unsent(output).rename(noted)
    assert lost_states(output, others, others_stay=False) == []
    assert lost_states(output / "nowhere", others, others_stay=True) == []


def test_what_is_gone_is_not_named_again(output: Path) -> None:
    before = named_stacks(output)
    shutil.rmtree(output / "stacks" / "anthill-test")
    (output / "manifest.json").write_text(
        json.dumps({"version": "stub", "stacks": {"anthill-local": {"name": "new"}}})
    )
    keep_stacks(output)
    after = json.loads((output / "manifest.json").read_text())
    assert after["version"] == "stub"
    assert before.keys() - after["stacks"].keys() == {"anthill-test"}
    assert after["stacks"]["anthill-local"] == {"name": "new"}
