"""`anthill review`: what it is told, what it writes, how it ends."""

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from operations.review import plans
from operations.synthesis import revisions
from operations.synthesis.compared import Compared
from tests.operations.review.entries import allow, entry, policy
from tests.operations.review.repositories import WIRING, commit, small_repository
from tests.support.run import Run

ANTHILL = str(Path(sys.executable).with_name("anthill"))


@pytest.fixture
def review(anthill: Run) -> Run:
    return partial(anthill, "review")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--fail-on", "everything"],
            "--fail-on everything: allowed are destroy, replace-data, security-high",
        ),
        (["main", "--plan", "p.json"], "--plan reviews plans alone: leave out BASE, HEAD"),
        (["--plan", "p.json", "--rehearse"], "leave out BASE, HEAD, --stack, --rehearse and --scan"),
        (["--synthesised", "x"], "--synthesised belongs to --plan"),
        (["--rehearse", "--stack", "a", "--stack", "b"], "--rehearse rehearses one stack"),
        (["--plan", "a=nowhere.json"], "--plan: nowhere.json cannot be read as JSON"),
        (["--plan", "a=x.json", "--plan", "a=y.json"], "two plans of a"),
        (["no-such-revision"], "'no-such-revision' is no commit of"),
    ],
)
def test_a_wrong_call_is_bad_input(review: Run, arguments: list[str], told: str) -> None:
    code, shown, said = review(*arguments)
    assert (code, shown) == (2, "")
    assert told in " ".join(said.split())


def plan(folder: Path, *changes: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    document = {"format_version": "1.2", "terraform_version": "1.13.0", "resource_changes": list(changes)}
    (folder / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    return folder / "plan.json"


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    return plan(
        tmp_path / "anthill-dev",
        entry("aws_s3_bucket", {"bucket": "gold"}, None, name="lake_gold_bucket_12345678"),
        entry(
            "aws_iam_role_policy",
            {"policy": policy()},
            {"policy": policy(allow("s3:*"))},
            name="audit_policy_1",
        ),
        entry("aws_sqs_queue", {"name": "q"}, {"name": "q"}, actions=["no-op"], name="quiet_1"),
    )


def test_plans_are_reviewed_without_any_revision(review: Run, planned: Path) -> None:
    code, shown, _ = review("--plan", str(planned))
    assert code == 0
    assert shown.startswith("## 1 destroyed, 1 changed in dev; DATA AT RISK in 1 place; 1 grave for security")
    assert "construct paths are guessed" in shown
    assert "lake/gold" in shown
    assert "### Who may do what" in shown


def test_a_plan_says_what_changed_outside_of_terraform(review: Run, planned: Path) -> None:
    document = json.loads(planned.read_text(encoding="utf-8"))
    _, shown, _ = review("--plan", str(planned))
    assert "### What changed outside of Terraform: nothing" in shown
    queue, password = {"name": "q", "delay_seconds": 1}, {"master_password": "old"}
    document["resource_drift"] = [
        entry("aws_sqs_queue", queue, queue | {"delay_seconds": 9}, name="ingestion_q_12345678"),
        entry("aws_sns_topic", {"name": "t"}, None, name="alarms_t_12345678"),
        entry("aws_db_instance", password, {"master_password": "new"}, name="lake_db_12345678"),
    ]
    planned.write_text(json.dumps(document), encoding="utf-8")
    _, shown, _ = review("--plan", str(planned))
    assert "### What changed outside of Terraform: 3 resources" in shown
    assert "delay_seconds: 1 became 9" in shown
    assert "| is gone |" in shown
    assert shown.startswith("## 1 destroyed, 1 changed in dev"), "what others did is no change of the plan"


def test_a_terminal_gets_text_as_wide_as_itself(planned: Path) -> None:
    shown = in_terminal(60, "review", "--plan", str(planned))
    assert shown[0].startswith("1 destroyed, 1 changed in dev")
    assert max(map(len, shown)) <= 60
    assert not [line for line in shown if line.startswith(("#", "|"))]


def in_terminal(width: int, *arguments: str) -> list[str]:
    """Run a command in a terminal of its own, and return the lines that it shows."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    with subprocess.Popen([ANTHILL, *arguments], stdout=theirs, stderr=subprocess.DEVNULL, env=environment):
        os.close(theirs)
        held = b""
        # A terminal whose other end is closed fails to be read instead of being empty.
        with suppress(OSError):
            while more := os.read(ours, 65_536):
                held += more
    os.close(ours)
    return held.decode().splitlines()


@pytest.mark.parametrize("gate", ["destroy", "replace-data", "security-high"])
def test_each_gate_ends_with_one_and_says_why(review: Run, planned: Path, gate: str) -> None:
    code, shown, said = review("--plan", str(planned), "--fail-on", gate)
    assert code == 1
    assert shown.startswith("## ")
    assert said.startswith("anthill: 1 ")


def test_a_synthesised_folder_tells_constructs_and_lines(
    review: Run, tmp_path: Path, synthesised: Path, stacks: Any
) -> None:
    template = stacks["anthill-dev"]
    (id_,) = [id_ for id_ in template.resources("aws_s3_bucket") if id_.startswith("lake_gold_bucket")]
    file = plan(tmp_path / "anthill-dev", entry("aws_s3_bucket", None, {"bucket": "g"}, name=id_))
    code, shown, _ = review("--plan", str(file), "--synthesised", str(synthesised), "--json")
    document = json.loads(shown)
    assert code == 0
    assert [change["path"] for change in document["changes"]] == ["anthill-dev/lake/gold/bucket"]
    assert document["caveats"] == []


def test_three_files_are_written(review: Run, planned: Path, tmp_path: Path) -> None:
    code, shown, _ = review("--plan", str(planned), "--output", str(tmp_path / "out" / "review"), "--json")
    assert code == 0
    written = {
        file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "out" / "review").iterdir()
    }
    assert set(written) == {"review.md", "review.html", "review.json"}
    assert json.loads(written["review.json"]) == json.loads(shown)
    assert written["review.md"].splitlines()[0].removeprefix("## ") == json.loads(shown)["headline"]
    assert "<!doctype html>" in written["review.html"]


def test_a_folder_that_cannot_be_written_is_bad_input(review: Run, planned: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, _, said = review("--plan", str(planned), "--output", str(tmp_path / "file"))
    assert code == 2
    assert "--output" in said


@pytest.mark.parametrize("content", ["{}", "[]", "no json", '{"format_version": "1.0"}'])
def test_what_is_no_plan_is_refused(review: Run, tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    code, shown, said = review("--plan", f"a={tmp_path / 'x.json'}")
    assert (code, shown) == (2, "")
    assert "x.json" in said


def test_two_revisions_of_a_repository_by_the_real_command(tmp_path: Path) -> None:
    repository = small_repository(tmp_path / "repository")
    edited = WIRING.replace('"anthill-small-gold"', '"anthill-small-new"').replace(
        '"anthill-small", tags', '"anthill-small", visibility_timeout_seconds=60, tags'
    )
    commit(repository, wiring=edited)
    run = subprocess.run(
        [
            ANTHILL,
            "review",
            "HEAD~1",
            "HEAD",
            "--json",
            "--output",
            str(tmp_path / "out"),
            "--fail-on",
            "replace-data",
        ],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    document = json.loads(run.stdout)
    found = {change["path"]: change for change in document["changes"]}
    assert found["anthill-small/lake/bucket"]["action"] == "replace"
    assert found["anthill-small/lake/bucket"]["python"]["place"].startswith("wiring.py:")
    assert found["anthill-small/alarms"]["action"] == "update"
    assert run.returncode == 1, run.stderr
    assert "resources with data would, or may, be destroyed or replaced: aws_s3_bucket." in run.stderr


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_review_that_is_ended_leaves_nothing_behind(tmp_path: Path, sent: signal.Signals) -> None:
    repository = small_repository(tmp_path / "repository")
    commit(repository, wiring="import time\ntime.sleep(3)\nraise SystemExit(1)\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [ANTHILL, "review", "HEAD~1", "HEAD"],
        cwd=repository,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while not list(scratch.glob("anthill-review-*/head-checkout/wiring.py")) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(sent)
    process.communicate(timeout=60)
    assert process.returncode not in {0, 1}
    assert list(scratch.glob("anthill-review-*")) == []
    assert process_lines(repository) == []


def process_lines(folder: Path) -> list[str]:
    """Processes that still have to do with a folder."""
    found = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
    return [" ".join(line) for line in found if str(folder) in " ".join(line)]


def test_an_unknown_stack_is_refused_before_anything_is_planned(
    review: Run, monkeypatch: pytest.MonkeyPatch, synthesised: Path
) -> None:
    same = revisions.Revision(name="a", commit=None)

    def synthesised_before(*_: object, **__: object) -> Compared:
        return Compared(before=synthesised, after=synthesised)

    def found(*_: object) -> tuple[revisions.Revision, revisions.Revision]:
        return same, same

    monkeypatch.setattr(plans, "synthesise_both", synthesised_before)
    monkeypatch.delattr(plans, "ask_providers")
    monkeypatch.setattr(revisions, "find_revisions", found)
    code, shown, said = review("--stack", "anthill-stage")
    assert (code, shown) == (2, "")
    assert "no stack anthill-stage; known are anthill-account, anthill-dev" in " ".join(said.split())
