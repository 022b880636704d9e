"""What a wrong command line is answered: one sentence with what is allowed, and exit code 2."""

import sys

import pytest

from operations.cli import COMMANDS, main

WRONG = {
    "plam": "anthill: No such command 'plam'; allowed: config, doctor, init, new, local, ",
    "frobnicate": "drift, notify, canary, inventory",
    "config chek": "anthill config: No such command 'chek'; allowed: check, show, schema; did you mean check? see",
    "config show prodd": "'prodd' is not one of 'local', 'dev', 'test', 'prod'; did you mean prod? see",
    "config show": "anthill config show: Missing argument 'environment'; allowed: local, dev, test, prod; see",
    "access dev prod": "Got unexpected extra argument(s) (prod); allowed: anthill access [OPTIONS]",
    "plan dev --ful": "No such option: --ful; allowed: --json, --full, ",
    "--vershun": "did you mean --version?",
    "local up --port x": "Invalid value for '--port': Input should be a valid integer",
    "local up --port 99999": "Input should be less than or equal to 65535",
    "local up --port": "Option '--port' requires an argument",
    "plan anthill-prodd": "did you mean anthill-prod?",
}


def called(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[object, str, str]:
    """Return the exit code of a command line, what it prints, and what it says on standard error."""
    monkeypatch.setattr(sys, "argv", ["anthill", *line.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    shown = capsys.readouterr()
    return ended.value.code, shown.out, shown.err


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_is_answered_with_one_sentence(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, shown, said = called(line, monkeypatch, capsys)
    assert (code, shown) == (2, "")
    assert said.startswith("anthill")
    assert WRONG[line] in said
    assert said.count("\n") == 1
    assert "Value error" not in said


def test_a_group_without_a_command_is_answered_with_its_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, said = called("config", monkeypatch, capsys)
    assert code == 2
    assert "Usage: anthill config" in said
    assert "schema" in said


def test_the_version_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("--version", monkeypatch, capsys) == (0, "anthill 0.1.0\n", "")


def test_a_shell_completes_commands_and_values(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_ANTHILL_COMPLETE", "complete_bash")
    for typed, offered in (
        ("anthill ", list(COMMANDS)),
        ("anthill config show ", ["local", "dev", "test", "prod"]),
    ):
        monkeypatch.setenv("COMP_WORDS", typed)
        monkeypatch.setenv("COMP_CWORD", str(len(typed.split())))
        code, shown, _ = called("", monkeypatch, capsys)
        assert (code, shown.split()) == (0, offered)
