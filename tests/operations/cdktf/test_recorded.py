"""What cdktf-cli runs as Terraform leaves a record of every apply and destroy, and of nothing else."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from operations.cdktf.recording import UNREVIEWED, recording
from operations.common.commit import NO_COMMIT
from operations.common.store import FolderStore
from operations.record.entry import Position, Record
from operations.record.ledger import Ledger

STACK = "anthill-local"
TERRAFORM = """#!/bin/sh
[ "$1" = version ] && echo '{"terraform_version": "1.11.4"}' && exit 0
trap 'echo ended in order; exit 1' TERM
[ -n "$WAITS" ] && touch waiting && while [ ! -e goes-on ]; do sleep 0.1; done
[ -n "$SERIAL" ] && printf '{"lineage": "a", "serial": %s, "outputs": {}, "resources": []}' "$SERIAL" >state.tfstate
echo "$@"
exit "${CODE:-0}"
"""
Applies = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """A synthesised stack of a project that is in no Git repository."""
    folder = tmp_path / "cdktf.out" / "stacks" / STACK
    folder.mkdir(parents=True)
    (tmp_path / "cdktf.json").write_text("{}")
    (folder / "cdk.tf.json").write_text(
        json.dumps({"terraform": {"backend": {"local": {"path": "state.tfstate"}}, "required_providers": {}}})
    )
    return folder


@pytest.fixture
def applies(stack: Path, tmp_path: Path) -> Applies:
    program = tmp_path / "terraform"
    program.write_text(TERRAFORM)
    program.chmod(0o755)
    settings = recording(tmp_path / "home", str(program), {STACK: "local"})

    def run(*arguments: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [settings["TERRAFORM_BINARY_NAME"], *(arguments or ("apply",))],
            cwd=stack,
            env=os.environ | settings | {"ANTHILL_TERRAFORM": str(program)} | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return run


def ended(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    said, told = process.communicate()
    return process.returncode, said, told


def records(stack: Path) -> list[Record]:
    return Ledger(FolderStore(stack / STACK), STACK).records()


def test_an_apply_is_recorded_with_its_release_and_result(
    stack: Path, applies: Applies, tmp_path: Path
) -> None:
    code, said, told = ended(applies("apply", "-auto-approve", SERIAL="3"))
    assert (code, said, told) == (0, "apply -auto-approve\n", "")
    (record,) = records(stack)
    assert (record.result, record.purpose, record.via) == ("succeeded", "deploy", "cdktf deploy")
    assert (record.before, record.state) == (Position(), Position(lineage="a", serial=3))
    # Outside of Git nobody knows of which commit it is: that is said, and nothing is invented.
    assert (record.commit, record.dirty, record.reviewed, record.plan) == (NO_COMMIT, True, False, None)
    kept = Ledger(FolderStore(stack / STACK)).fetch_release(record.release, tmp_path / "kept")
    assert (kept.manifest.stacks, record.note) == ((STACK,), "")


def test_a_failed_one_too_and_its_exit_code_is_exact(stack: Path, applies: Applies) -> None:
    assert ended(applies(CODE="7"))[0] == 7
    assert ended(applies(CODE="1", SERIAL="2"))[0] == 1
    first, second = records(stack)
    assert (first.result, first.changed, first.note) == ("failed", False, "terraform ended with 7")
    assert (second.result, second.changed) == ("failed", True)


def test_a_destroy_says_so_and_other_commands_leave_nothing(stack: Path, applies: Applies) -> None:
    for command in ("plan", "init", "output", "show"):
        assert ended(applies(command))[:2] == (0, f"{command}\n")
    assert records(stack) == []
    ended(applies("destroy", SERIAL="4"))
    assert [record.purpose for record in records(stack)] == ["destroy"]


def test_a_reason_for_what_nobody_approved_is_kept(stack: Path, applies: Applies) -> None:
    ended(applies(**{UNREVIEWED: "the platform is down"}))
    assert records(stack)[0].forced == "the platform is down"


def test_what_may_be_in_no_release_is_applied_and_said(stack: Path, applies: Applies) -> None:
    (stack / "cdk.tf.json").write_text(
        json.dumps(
            {"terraform": {"backend": {"local": {"path": "state.tfstate"}}}, "module": {"x": {"source": "y"}}}
        )
    )
    assert ended(applies(SERIAL="1"))[0] == 0
    (record,) = records(stack)
    assert (record.release, record.result) == ("", "succeeded")
    assert "no release was kept" in record.note


def waiting(stack: Path) -> None:
    deadline = time.monotonic() + 60
    while not (stack / "waiting").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_terraform_ends_in_order_and_that_is_recorded(stack: Path, applies: Applies) -> None:
    process = applies(WAITS="1")
    waiting(stack)
    process.send_signal(signal.SIGTERM)
    (stack / "goes-on").touch()
    assert "ended in order" in ended(process)[1]
    assert [record.result for record in records(stack)] == ["failed"]


def test_killed_between_apply_and_record_the_next_one_says_so(stack: Path, applies: Applies) -> None:
    process = applies(WAITS="1", SERIAL="1")
    waiting(stack)
    process.kill()
    process.wait()
    # Terraform itself goes on to its end.
    (stack / "goes-on").touch()
    process.communicate()
    deadline = time.monotonic() + 60
    while not (stack / "state.tfstate").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [record.result for record in records(stack)] == ["started"]
    _, _, told = ended(applies(SERIAL="2"))
    assert "ended without a result: the state went from serial 0 to 1" in told
    assert [record.result for record in records(stack)] == ["interrupted", "succeeded"]
