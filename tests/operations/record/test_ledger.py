"""What was deployed, and what to go back to; the same in a folder and in a bucket."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from operations.common.bucket import BucketStore
from operations.common.commit import Commit
from operations.common.errors import InputError, OperationError
from operations.common.store import FolderStore, Store
from operations.record.entry import Record, Result
from operations.record.ledger import (
    Ledger,
    current,
    find_release,
    last_good,
    verdict_on_current,
)
from operations.record.release import build_release
from tests.operations.conftest import Client

START = datetime(2026, 1, 5, tzinfo=UTC)
Purpose = Literal["deploy", "rollback", "destroy", "verdict"]


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path / "store")
    aws: Client = request.getfixturevalue("aws")
    s3: Any = aws("s3")
    bucket = f"ledger-{uuid.uuid4().hex}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return BucketStore(client=s3, bucket=bucket, prefix="anthill-dev/")


def history(*entries: tuple[str, Purpose, Result]) -> list[Record]:
    return [
        Record(
            environment="dev",
            stack="anthill-dev",
            release=name * 64,
            commit="c" * 40,
            purpose=purpose,
            result=result,
            at=START + timedelta(minutes=index),
        )
        for index, (name, purpose, result) in enumerate(entries)
    ]


OK: Result = "succeeded"
BAD: Result = "failed"


@pytest.mark.parametrize(
    ("entries", "good"),
    [
        ([], None),
        ([("1", "deploy", OK)], None),
        ([("1", "deploy", OK), ("2", "deploy", OK)], "1"),
        ([("1", "deploy", OK), ("2", "deploy", BAD)], "1"),
        ([("1", "deploy", OK), ("2", "deploy", OK), ("2", "verdict", "unhealthy")], "1"),
        ([("1", "deploy", OK), ("2", "deploy", OK), ("2", "verdict", "unhealthy"), ("3", "deploy", OK)], "1"),
        ([("1", "deploy", OK), ("2", "deploy", OK), ("2", "verdict", OK), ("3", "deploy", OK)], "2"),
        # After a rollback from 2 to 1 the way back leads before 1, never to 2.
        ([("0", "deploy", OK), ("1", "deploy", OK), ("2", "deploy", OK), ("1", "rollback", OK)], "0"),
        ([("1", "deploy", OK), ("2", "deploy", OK), ("1", "rollback", OK)], None),
        # A rollback that failed halfway is made again.
        ([("0", "deploy", OK), ("1", "deploy", OK), ("2", "deploy", OK), ("1", "rollback", BAD)], "1"),
        # Deployed again, a release is good again.
        (
            [
                ("1", "deploy", OK),
                ("2", "deploy", OK),
                ("1", "rollback", OK),
                ("2", "deploy", OK),
                ("3", "deploy", OK),
            ],
            "2",
        ),
    ],
)
def test_the_last_good_release(entries: list[tuple[str, Purpose, Result]], good: str | None) -> None:
    found = last_good(history(*entries))
    assert (found.release[0] if found else None) == good


def test_records_come_back_in_order_and_none_is_overwritten(store: Store) -> None:
    ledger = Ledger(store)
    records = history(("1", "deploy", OK), ("2", "deploy", BAD))
    for record in reversed(records):
        ledger.add(record)
    assert ledger.records() == records
    with pytest.raises(OperationError, match="two deployments ran at once"):
        ledger.add(records[0])
    verdict = verdict_on_current(ledger, healthy=False, note="smoke test failed")
    assert (verdict.release, verdict.result) == ("2" * 64, "unhealthy")
    assert current(ledger.records()) == records[1]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (b"", "it is not a JSON object"),
        (b"[1]", "it is not a JSON object"),
        (b"{", "it is not a JSON object"),
        (b'{"release": 1}', "; allowed: "),
    ],
)
def test_a_record_that_says_nothing_is_named_and_set_aside(store: Store, written: bytes, why: str) -> None:
    ledger = Ledger(store, "anthill-dev")
    (good,) = history(("1", "deploy", OK))
    ledger.add(good)
    store.put("deployments/20270101T000000.json", written)
    records, damaged = ledger.read()
    assert (records, [each.key for each in damaged]) == ([good], ["deployments/20270101T000000.json"])
    assert why in damaged[0].why
    with pytest.raises(
        OperationError, match=r"/deployments/20270101T000000\.json is damaged: .*: restore the object's first"
    ):
        ledger.records()
    ledger.set_aside(damaged)
    assert ledger.read() == ([good], [])
    assert store.get("backups/deployments/20270101T000000.json") == written


def test_a_changed_record_and_one_of_another_stack_count_for_nothing(store: Store) -> None:
    ledger = Ledger(store, "anthill-dev")
    good, other = history(("1", "deploy", OK), ("2", "deploy", OK))
    ledger.add(good)
    Ledger(store).add(other.model_copy(update={"stack": "anthill-prod"}))
    (first, _) = store.keys("deployments/")
    assert [each.why for each in ledger.read()[1]] == ["it is a record of anthill-prod"]
    data = store.get(first)
    assert data is not None
    store.put(first, data.replace(b"1111", b"2222", 1))
    assert ledger.read()[0] == []
    assert "its checksum is another one" in ledger.read()[1][0].why


def test_records_of_older_versions_are_read(store: Store) -> None:
    (record,) = history(("1", "deploy", OK))
    old = record.model_dump_json(
        include={"environment", "stack", "release", "commit", "purpose", "result", "at"}
    )
    store.put("deployments/20260105T000000.json", old.encode())
    assert Ledger(store, "anthill-dev").records() == [record]


def test_what_took_everything_down_leaves_nothing_to_go_back_to() -> None:
    records = history(("1", "deploy", OK), ("2", "deploy", OK), ("2", "destroy", OK))
    assert (current(records), last_good(records)) == (None, None)
    again = [*records, *history(("3", "deploy", OK))]
    assert current(again) == again[-1]


def test_an_attempt_that_changed_nothing_is_not_what_is_there() -> None:
    first, second = history(("1", "deploy", OK), ("2", "deploy", BAD))
    assert current([first, second.model_copy(update={"changed": False})]) == first
    assert current([first, second]) == second


def test_a_verdict_on_nothing_is_bad_input(store: Store) -> None:
    with pytest.raises(InputError, match="nothing was deployed yet"):
        verdict_on_current(Ledger(store), healthy=True, note="")


def test_a_release_is_kept_once_and_comes_back_whole_or_not(store: Store, tmp_path: Path) -> None:
    stack = tmp_path / "out" / "stacks" / "anthill-dev"
    stack.mkdir(parents=True)
    (stack / "cdk.tf.json").write_text('{"terraform": {}}')
    commit = Commit(id="a" * 40, time="2026-01-05T08:00:00Z", dirty=False)
    release = build_release(tmp_path / "out", tmp_path / "release", commit=commit, tools={})
    other = build_release(tmp_path / "out", tmp_path / "other", commit=commit, tools={"terraform": "1"})
    ledger = Ledger(store)
    for _ in range(2):
        ledger.keep_release(release)
    assert ledger.fetch_release(release.digest, tmp_path / "fetched").manifest == release.manifest
    with pytest.raises(OperationError, match="is not there"):
        ledger.fetch_release(other.digest, tmp_path / "none")
    ledger.keep_release(other)
    data = store.get(f"releases/{other.digest}.zip")
    assert data is not None
    store.put(f"releases/{release.digest}.zip", data)
    with pytest.raises(OperationError, match="somebody replaced it"):
        ledger.fetch_release(release.digest, tmp_path / "replaced")


def test_a_release_is_named_by_the_beginning_of_its_digest() -> None:
    records = history(("1", "deploy", OK), ("2", "deploy", OK))
    assert find_release(records, "11") == "1" * 64
    with pytest.raises(InputError, match="known are 111111111111, 222222222222"):
        find_release(records, "3")
    with pytest.raises(InputError, match="is no release that was deployed here"):
        find_release([], "3")


def test_only_the_first_of_two_writers_is_told_so(store: Store) -> None:
    assert store.put("a/b", b"1", only_new=True)
    assert not store.put("a/b", b"2", only_new=True)
    assert store.get("a/b") == b"1"
    assert store.put("a/b", b"3")
    assert (store.get("a/b"), store.keys("a/"), store.keys("x")) == (b"3", ["a/b"], [])
    store.delete("a/b")
    store.delete("a/b")
    assert store.get("a/b") is None


def test_a_missing_bucket_is_named(aws: Client) -> None:
    with pytest.raises(OperationError, match=r"reading s3://nowhere/key failed: .*NoSuchBucket"):
        BucketStore(client=aws("s3"), bucket="nowhere").get("key")
