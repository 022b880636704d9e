"""Terraform is killed in the middle of an apply: the next run recovers, nothing is lost.

It is killed between two writes of its state. A file that is cut off in the very write is beyond Terraform; real
environments write their state as one S3 object, which is there whole or not at all.
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from operations.emulated_stack import ASSETS, emulated
from operations.local.engine import running_engine
from operations.local.engine_home import EngineHome
from operations.local.engine_record import EngineRecord
from operations.terraform_run import TerraformRun
from tests.e2e.conftest import STACK

pytestmark = pytest.mark.e2e

SLOW = "aws_s3_bucket_lifecycle_configuration"
"""Left out: each waits most of a minute in the provider, and interrupting that wait shows nothing more."""

QUIET_SECONDS = 0.2
"""How long the state has not been written when Terraform is killed."""


@pytest.fixture
def fresh_engine(tmp_path: Path) -> Iterator[EngineRecord]:
    with running_engine(EngineHome(tmp_path / "engine")) as engine:
        yield engine


def stack(synthesised: Path, folder: Path) -> tuple[Path, set[str]]:
    """Write the local stack without its slow part; return its folder and addresses."""
    document = emulated(json.loads((synthesised / "stacks" / STACK / "cdk.tf.json").read_text()))
    del document["resource"][SLOW]
    target = folder / "stacks" / STACK
    target.mkdir(parents=True)
    (target / "cdk.tf.json").write_text(json.dumps(document))
    shutil.copytree(synthesised / "stacks" / STACK / ASSETS, target / ASSETS)
    return target, {f"{type_}.{id_}" for type_, ids in document["resource"].items() for id_ in ids}


def in_state(folder: Path) -> set[str]:
    try:
        state = json.loads((folder / "terraform.tfstate").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return set()
    return {f"{entry['type']}.{entry['name']}" for entry in state["resources"] if entry["instances"]}


def interrupt(apply: "subprocess.Popen[bytes]", folder: Path, how: signal.Signals) -> set[str]:
    """End Terraform, and its provider with it if it is killed, once it has created part of the stack."""
    limit = time.monotonic() + 60
    while (
        len(in_state(folder)) < 20
        or time.time() - (folder / "terraform.tfstate").stat().st_mtime < QUIET_SECONDS
    ):
        assert apply.poll() is None, "it ended before"
        assert time.monotonic() < limit, "nothing was created"
        time.sleep(0.05)
    family = [psutil.Process(apply.pid), *psutil.Process(apply.pid).children(recursive=True)]
    for process in family if how is signal.SIGKILL else family[:1]:
        os.kill(process.pid, how)
    apply.wait(timeout=120)
    assert apply.returncode != 0
    return in_state(folder)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_next_run_recovers(
    synthesised: Path, tmp_path: Path, fresh_engine: EngineRecord, how: signal.Signals
) -> None:
    folder, wanted = stack(synthesised, tmp_path)
    terraform = TerraformRun(folder, fresh_engine)
    terraform.init()
    kept = interrupt(terraform.start_apply(tmp_path / "apply.log"), folder, how)
    assert 20 <= len(kept) < len(wanted)
    terraform.apply()
    assert in_state(folder) == wanted
    assert terraform.changes() == []
