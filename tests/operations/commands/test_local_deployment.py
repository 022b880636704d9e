"""`anthill local deploy`: a line a phase, the whole plan in a file, and the end of it where it fails."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from operations.cli import app
from operations.commands import local_deployment
from operations.common.errors import OperationError

SAID = (
    "\x1b[2K\x1b[1A\x1b[Ganthill-local  \x1b[1mPlan:\x1b[0m 3 to add, 1 to change, 0 to destroy.",
    *(f"anthill-local  aws_x.y{number}: Creation complete after 1s [id=1]" for number in range(4)),
    *(f"               one line of a long plan {number}" for number in range(2000)),
    "               \x1b[32mApply complete! Resources: 3 added, 1 changed, 0 destroyed.\x1b[0m",
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANTHILL_HOME", str(tmp_path))
    return tmp_path / "local" / local_deployment.LOG


def saying(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str, code: int = 0) -> None:
    """Put a program in place of cdktf that says what cdktf-cli says, and ends as it does."""
    (folder / "said").write_text("".join(f"{line}\n" for line in lines))
    program = folder / "cdktf"
    program.write_text(
        f'#!/bin/sh\n[ "$*" = "deploy anthill-local --auto-approve" ] || exit 99\ncat {folder}/said\nexit {code}\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(local_deployment, "CDKTF", program)


def test_the_plan_goes_to_a_file_and_phases_to_the_screen(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saying(tmp_path, monkeypatch, *SAID)
    done = CliRunner().invoke(app, ["local", "deploy"])
    assert (done.exit_code, done.stdout) == (
        0,
        f"3 to add, 1 to change, 0 to destroy; the whole plan is in {home}\n"
        "Apply complete! Resources: 3 added, 1 changed, 0 destroyed.\n",
    )
    kept = home.read_text()
    assert "one line of a long plan 1999" in kept
    assert "\x1b" not in kept
    assert "one line of a long plan 1999" in CliRunner().invoke(app, ["local", "deploy", "--verbose"]).stdout


def test_without_a_change_that_is_said(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saying(
        tmp_path,
        monkeypatch,
        "\x1b[1m\x1b[32mNo changes.\x1b[0m\x1b[1m Your infrastructure matches the configuration.",
    )
    done = CliRunner().invoke(app, ["local", "deploy"])
    assert (done.exit_code, done.stdout) == (0, f"nothing to change; what was compared is in {home}\n")


def test_a_failure_ends_with_what_was_said_last(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saying(
        tmp_path, monkeypatch, *(f"line {number}" for number in range(100)), "Error: no such bucket", code=1
    )
    done = CliRunner().invoke(app, ["local", "deploy"])
    assert isinstance(done.exception, OperationError)
    assert str(done.exception).endswith("Error: no such bucket\n")
    assert f"was not deployed (exit code 1); all of it is in {home}" in str(done.exception)
    assert "line 10\n" not in str(done.exception)
