"""A damaged state, lock, record or release: it is named, nothing is made twice, and there is a way back."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from configuration.account import EnvironmentName
from environments.configured import find_environment
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord, read_record
from operations.common.errors import InputError, OperationError
from operations.common.store import FolderStore
from operations.delivery.state_lock import SUFFIX, read_lock
from operations.delivery.state_versions import list_versions, restore_version
from operations.record.ledger import RECORDS, RELEASES, Ledger
from operations.record.place import refuse_damaged
from operations.record.target import Target
from tests.operations.conftest import Client

STATE: dict[str, Any] = {
    "version": 4,
    "lineage": "one",
    "serial": 7,
    "resources": [{"mode": "managed", "type": "aws_s3_bucket", "name": "lake", "instances": [{}]}],
}
DAMAGED = [
    b"",
    json.dumps(STATE).encode()[:60],
    b"not JSON",
    b"[]",
    b"{}",
    b'{"lineage": "one", "serial": 8, "resources": [1]}',
    b'{"lineage": "one", "serial": "8"}',
]


@pytest.fixture
def target(tmp_path: Path, engine: EngineRecord, aws: Client, monkeypatch: pytest.MonkeyPatch) -> Target:
    """A target whose state has a bucket of its own in the embedded AWS, with one good version."""
    bucket = f"states-{uuid.uuid4().hex}"
    monkeypatch.setattr(Target, "bucket", bucket)
    s3 = aws("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    made = Target(
        environment=find_environment(EnvironmentName.DEV),
        stack="anthill-dev",
        engine=engine,
        home=EngineHome(tmp_path),
        variables={},
    )
    put(made, json.dumps(STATE).encode())
    return made


def put(target: Target, data: bytes) -> None:
    target.client("s3").put_object(Bucket=target.bucket, Key=target.state_key, Body=data)


@pytest.mark.parametrize("damaged", DAMAGED)
def test_a_good_state_is_put_back_over_a_damaged_one(target: Target, damaged: bytes) -> None:
    put(target, damaged)
    with pytest.raises(
        OperationError, match=r"is damaged: its \d+ bytes are no state.*anthill state restore dev"
    ):
        refuse_damaged(target)
    now, good = list_versions(target, limit=5)
    assert (now.current, now.serial, now.resources) == (True, None, 0)
    assert (good.serial, good.resources) == (7, 1)

    done = restore_version(target, good.id, dry_run=False)
    # One above the number that the damaged one may have had: what was planned on that is stale.
    assert (done.serial, done.comes, done.goes) == (9, ("aws_s3_bucket.lake",), ())
    assert target.store.get(done.backup) == damaged
    refuse_damaged(target)
    assert list_versions(target, limit=1)[0].serial == 9


def test_a_damaged_version_is_not_restored(target: Target) -> None:
    put(target, b"")
    put(target, json.dumps(STATE | {"serial": 8}).encode())
    damaged = list_versions(target, limit=3)[1].id
    with pytest.raises(InputError, match=f"--version: {damaged} of .* is damaged: choose another"):
        restore_version(target, damaged, dry_run=True)


def test_without_a_state_nothing_is_refused(target: Target) -> None:
    target.client("s3").delete_object(Bucket=target.bucket, Key=target.state_key)
    refuse_damaged(target)


@pytest.mark.parametrize("content", [b"[]", b"", b"null", b"7"])
def test_a_lock_of_another_shape_is_a_lock(target: Target, content: bytes) -> None:
    target.state_bucket().put(target.state_key + SUFFIX, content)
    held = read_lock(target)
    assert held is not None
    assert (held.id, held.who) == ("", "unknown")


@pytest.mark.parametrize("content", [b"", b'{"environment": "dev"', b"[]"])
def test_a_damaged_record_is_named(tmp_path: Path, content: bytes) -> None:
    store = FolderStore(tmp_path)
    store.put(f"{RECORDS}1.json", content)
    with pytest.raises(OperationError, match=r"deployments/1.json is damaged: .*first version, or remove it"):
        Ledger(store).records()


def test_a_cut_release_is_named(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    store.put(f"{RELEASES}{'a' * 64}.zip", b"PK\x03\x04 cut")
    with pytest.raises(OperationError, match=r"a{64}.zip is damaged: .*give the release with --release"):
        Ledger(store).fetch_release("a" * 64, tmp_path / "release")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"pid": "x", "create_time": 1.0, "port": 1, "token": "t", "started_at": "s"}',
        b'{"pid": 1, "create_time": [], "port": 1, "token": "t", "started_at": "s"}',
        b'{"pid": 1, "create_time": 1.0, "port": null, "token": 5, "started_at": {}}',
    ],
)
def test_a_damaged_record_of_the_engine_is_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "engine.json"
    file.write_bytes(content)
    assert read_record(file) is None
