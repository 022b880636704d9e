"""Building the application: the second key of deletion, determinism, the emulated copy."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from configuration.emulator import ACCOUNT as EMULATOR_ACCOUNT
from configuration.errors import ConfigurationError
from main import build_app
from operations.synthesis.emulated_stack import emulated, write_emulated
from stacks.foundation import LOCAL_STATE_DIRECTORY
from tests.support.template import Template

ROOT = Path(__file__).resolve().parents[2]


def synthesise(outdir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env={**os.environ, "CDKTF_OUTDIR": str(outdir), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def digest(outdir: Path) -> dict[str, str]:
    return {
        str(file.relative_to(outdir)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(outdir.rglob("*"))
        if file.is_file()
    }


def test_synthesis_is_byte_identical_says_nothing_and_needs_no_credentials(tmp_path: Path) -> None:
    digests = []
    for seed in ("0", "1", "4294967295"):
        outdir = tmp_path / seed
        done = synthesise(outdir, PYTHONHASHSEED=seed, AWS_PROFILE="missing", AWS_CONFIG_FILE=os.devnull)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        digests.append(digest(outdir))
    assert len(digests[0]) > 7
    assert digests[0] == digests[1] == digests[2]


@pytest.mark.parametrize(
    ("named", "message"),
    [("prod", "retains its data"), ("test", "retains its data"), ("staging", "no environment")],
)
def test_the_second_key_is_refused_where_data_is_retained(tmp_path: Path, named: str, message: str) -> None:
    done = synthesise(tmp_path / "out", ANTHILL_ALLOW_DESTROY=named)
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / "out" / "stacks").exists()


def test_the_second_key_empties_only_what_it_names(tmp_path: Path) -> None:
    build_app(outdir=str(tmp_path), allow_destroy=["dev"], stacks=["anthill-dev", "anthill-local"]).synth()
    forced = {
        stack: {
            bucket["force_destroy"]
            for bucket in Template.read(tmp_path, stack).resources("aws_s3_bucket").values()
        }
        for stack in ("anthill-dev", "anthill-local")
    }
    assert forced == {"anthill-dev": {True}, "anthill-local": {False}}


def test_prod_cannot_be_named_in_code_either() -> None:
    with pytest.raises(ConfigurationError, match="retains its data"):
        build_app(allow_destroy=["prod"])


def test_bootstrap_begins_with_its_state_in_a_file(tmp_path: Path) -> None:
    both = ["anthill-dev", "anthill-dev-bootstrap"]
    build_app(outdir=str(tmp_path), bootstrap_state="local", stacks=both).synth()
    (kind, backend), *others = (
        Template.read(tmp_path, "anthill-dev-bootstrap").json["terraform"]["backend"].items()
    )
    assert (kind, others) == ("local", [])
    # It is of a real account; what lies with the emulator ends with it.
    assert not backend["path"].startswith(LOCAL_STATE_DIRECTORY)
    assert "/.anthill/" in backend["path"]
    assert set(Template.read(tmp_path, "anthill-dev").json["terraform"]["backend"]) == {"s3"}


def test_an_emulated_copy_changes_only_where_it_goes(
    stacks: Mapping[str, Template], synthesised: Path, tmp_path: Path
) -> None:
    original = stacks["anthill-prod"].json
    account = original["provider"]["aws"][0]["allowed_account_ids"][0]
    moved = json.loads(json.dumps(original).replace(account, EMULATOR_ACCOUNT))
    copy = emulated(original)
    assert copy["resource"] == moved["resource"]
    assert copy["output"] == moved["output"]
    (provider,) = copy["provider"]["aws"]
    assert provider["allowed_account_ids"] == [EMULATOR_ACCOUNT]
    assert provider["default_tags"] == original["provider"]["aws"][0]["default_tags"]
    assert set(copy["terraform"]["backend"]) == {"local"}
    assert account not in json.dumps(copy)
    written = write_emulated(synthesised / "stacks" / "anthill-prod", tmp_path / "copy")
    assert json.loads((written / "cdk.tf.json").read_text()) == copy
