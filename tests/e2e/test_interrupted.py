"""Terraform is killed in the middle of an apply: the next run recovers, nothing is lost.

It is killed between two writes of its state, while what it creates has no name of our choosing. A file that is cut
off in the very write is beyond Terraform; real environments write their state as one S3 object, which is there whole
or not at all. A named resource that AWS has created and the state does not know yet must be imported by hand.
"""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from configuration.sources.catalogue import Sources
from environments.catalogue import ENVIRONMENTS
from main import build_app
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.emulator.engine import running_engine
from operations.synthesis.emulated_stack import emulated
from operations.terraform.run import TerraformRun
from tests.e2e.conftest import STACK

pytestmark = pytest.mark.e2e

SLOW = "aws_s3_bucket_lifecycle_configuration"
"""Left out: each waits most of a minute in the provider, and interrupting that wait shows nothing more."""

QUIET_SECONDS = 0.5
"""How long the state has not been written when Terraform is killed."""

NAMED_BY_AWS = {
    "aws_kms_key",
    "aws_vpc",
    "aws_vpc_endpoint",
    "aws_nat_gateway",
    "aws_subnet",
    "aws_security_group_rule",
}
"""Types of which a second one can be created beside a forgotten one."""


@pytest.fixture
def fresh_engine(tmp_path: Path) -> Iterator[EngineRecord]:
    with running_engine(EngineHome(tmp_path / "engine")) as engine:
        yield engine


@pytest.fixture(scope="module")
def without_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The local stack's folder without sources, which would only make each apply longer."""
    (local,) = [config for config in ENVIRONMENTS if config.is_local]
    outdir = tmp_path_factory.mktemp("cdktf.out")
    build_app((local.model_copy(update={"sources": Sources()}),), outdir=str(outdir)).synth()
    return outdir / "stacks" / STACK


def stack(original: Path, folder: Path) -> tuple[Path, set[str]]:
    """Write the local stack without its slow part; return its folder and addresses."""
    document = emulated(json.loads((original / "cdk.tf.json").read_text()))
    del document["resource"][SLOW]
    target = folder / "stacks" / STACK
    target.mkdir(parents=True)
    (target / "cdk.tf.json").write_text(json.dumps(document))
    return target, {f"{type_}.{id_}" for type_, ids in document["resource"].items() for id_ in ids}


def in_state(folder: Path) -> set[str]:
    try:
        state = json.loads((folder / "terraform.tfstate").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return set()
    return {f"{entry['type']}.{entry['name']}" for entry in state["resources"] if entry["instances"]}


def in_flight(log: Path) -> set[str]:
    """Return the types of what Terraform has begun to create and not finished."""
    said = log.read_text()
    begun = set(re.findall(r"^(\w+\.\w+): Creating\.\.\.$", said, re.MULTILINE))
    done = set(re.findall(r"^(\w+\.\w+): Creation complete", said, re.MULTILINE))
    return {address.partition(".")[0] for address in begun - done}


def interrupt(apply: "subprocess.Popen[bytes]", folder: Path, log: Path, how: signal.Signals) -> set[str]:
    """End Terraform, and its provider with it if it is killed, once it has created part of the stack."""
    limit = time.monotonic() + 60
    while (
        len(in_state(folder)) < 20
        or not in_flight(log) <= NAMED_BY_AWS
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
    without_sources: Path, tmp_path: Path, fresh_engine: EngineRecord, how: signal.Signals
) -> None:
    folder, wanted = stack(without_sources, tmp_path)
    terraform = TerraformRun(folder, fresh_engine)
    terraform.init()
    log = tmp_path / "apply.log"
    kept = interrupt(terraform.start_apply(log), folder, log, how)
    assert 20 <= len(kept) < len(wanted)
    terraform.apply()
    assert in_state(folder) == wanted
    assert terraform.changes() == []
