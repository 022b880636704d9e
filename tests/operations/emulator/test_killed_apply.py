"""After a Terraform that was killed the embedded AWS begins empty, or `make down` is said in one line."""

import json
import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from operations.common.embedded_engine.engine_home import STATE_FILE, EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import OperationError
from operations.emulator.killed_apply import knows_nothing, refuse_unknown, unknown_to_state, was_killed
from tests.operations.conftest import Client

LOCK_INFO = f".{STATE_FILE}.lock.info"


@pytest.fixture
def bucket(aws: Client) -> Iterator[str]:
    """A bucket with a tag, as the stack's have."""
    name, s3 = f"stray-{uuid.uuid4().hex}", aws("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "managed-by", "Value": "cdktf"}]})
    yield name
    s3.delete_bucket(Bucket=name)


def state(home: EngineHome, *arns: str) -> None:
    home.states.mkdir(parents=True, exist_ok=True)
    resources = [{"instances": [{"attributes": {"arn": arn}}]} for arn in arns]
    (home.states / STATE_FILE).write_text(json.dumps({"serial": 1, "resources": resources}))


def test_what_the_state_does_not_know_is_named_with_the_way_out(
    home: EngineHome, engine: EngineRecord, bucket: str
) -> None:
    state(home, "arn:aws:s3:::another")
    refuse_unknown(home, engine)
    (home.states / LOCK_INFO).write_text("{}")
    with pytest.raises(OperationError, match=r"an apply was killed .* run `make down`, then `make up`$"):
        refuse_unknown(home, engine)
    others = [arn for arn in unknown_to_state(home, engine) if bucket not in arn]
    assert f"arn:aws:s3:::{bucket}" in unknown_to_state(home, engine)
    state(home, f"arn:aws:s3:::{bucket}", *others)
    refuse_unknown(home, engine)


@pytest.mark.parametrize(
    ("content", "nothing"),
    [(None, True), ("", True), ("{", True), ('{"resources": []}', True), ('{"resources": [{}]}', False)],
)
def test_a_state_without_resources_knows_nothing(
    home: EngineHome, content: str | None, nothing: bool
) -> None:
    home.states.mkdir(parents=True)
    if content is not None:
        (home.states / STATE_FILE).write_text(content)
    assert knows_nothing(home) is nothing


def test_terraform_that_was_killed_is_told_from_one_at_work_and_one_that_ended(
    home: EngineHome, terraform_binary: str, tmp_path: Path
) -> None:
    assert not was_killed(home)
    home.states.mkdir(parents=True)
    stack = tmp_path / "stack"
    stack.mkdir()
    wait: dict[str, Any] = {"provisioner": [{"local-exec": {"command": "sleep 30"}}]}
    document = {
        "terraform": {"backend": {"local": {"path": str(home.states / STATE_FILE)}}},
        "resource": {"terraform_data": {"first": {}, "second": wait}},
    }
    (stack / "cdk.tf.json").write_text(json.dumps(document))
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1"}
    subprocess.run([terraform_binary, "init"], cwd=stack, env=environment, check=True, capture_output=True)
    apply = subprocess.Popen(
        [terraform_binary, "apply", "-auto-approve"],
        cwd=stack,
        env=environment,
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    limit = time.monotonic() + 30
    while not (home.states / LOCK_INFO).is_file():
        assert time.monotonic() < limit
        time.sleep(0.05)
    assert not was_killed(home), "it is at work"
    os.killpg(apply.pid, 9)
    apply.wait()
    assert was_killed(home)
    state(home)
    document["resource"]["terraform_data"].pop("second")
    (stack / "cdk.tf.json").write_text(json.dumps(document))
    done = [terraform_binary, "apply", "-auto-approve"]
    (home.states / STATE_FILE).unlink()
    subprocess.run(done, cwd=stack, env=environment, check=True, capture_output=True)
    assert not was_killed(home)
