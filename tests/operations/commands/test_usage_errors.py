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
    "doctor now": "Got unexpected extra argument(s) (now); allowed: anthill doctor [OPTIONS]",
    "doctor --jsn": "No such option: --jsn; allowed: --json, --help; did you mean --json?",
    "who silver.positons": "allowed: such as silver.positions, silver.splits, silver.positions_records; ",
    "who": "Missing argument 'SECURABLE'; allowed: anthill who [OPTIONS] {SECURABLE}",
    "who silvre": "known are catalog, bronze, silver, gold, ",
    "who silver.a.b": "with one of the schemas bronze, silver, gold, ",
    "who silver --env prodd": "'prodd' is not one of 'local', 'dev', 'test', 'prod'; did you mean prod?",
    "diff-config dev": "Missing argument 'OTHER'; allowed: local, dev, test, prod",
    "diff-config dev tst": "'tst' is not one of 'local', 'dev', 'test', 'prod'; did you mean test?",
    "diff-config dev dev": "name two of local, dev, test, prod",
    "new sourc x": "No such command 'sourc'; allowed: source, environment; did you mean source?",
    "new source fees": "Missing option '--kind'; allowed: api, stream, database, file",
    "new source fees --kind apo": "'apo' is not one of 'api', 'stream', 'database', 'file'; did you mean api?",
    "new source fees --kind file --classification secret": "'secret' is not one of 'public', ",
    "new source splits --kind api": "names are unique: daily-prices, splits, ",
    "new source f_x --kind api": "allowed: 2 to 32 of a-z, 0-9 and single '-'",
    "new environment stage": "Missing option '--after'; allowed: local, dev, test, prod",
    "new environment stage --after tes --account 5": "did you mean test?",
    "new environment stage --after test": "Missing option '--account'",
    "new environment prod --after test --account 5": "environments are local, dev, test, prod",
    "new environment stage --after test --account 5": "allowed: the 12 digits of an account of its own",
    "init --region mars": "allowed: ap-northeast-1, ",
    "init --account de=1": "allowed: ENVIRONMENT=VALUE with one of dev, test, prod; did you mean dev?",
    "init --team-emails a": "allowed: mail addresses with commas between",
    "init --regio x": "No such option: --regio; allowed: --region, ",
    "lock --platform plan9": "allowed: linux_amd64, linux_arm64, darwin_arm64, darwin_amd64, windows_amd64",
    "lock --mirror nowhere": "allowed: one that `terraform providers mirror` wrote",
    "lock --mirror . --net-mirror https://x/": "--mirror and --net-mirror exclude each other: leave one out",
    "lock --net-mirror http://x/": "allowed: https://HOST/PATH/",
    "lock --verify --mirror .": "--verify makes nothing: leave --platform, --mirror and --net-mirror out",
    "bundle-offline": "Missing argument 'FOLDER'; allowed: anthill bundle-offline [OPTIONS] {FOLDER}",
    "bundle-offline environments": "allowed: a folder that is empty or not there yet",
    "status prodd": "'prodd' is not one of 'local', 'dev', 'test', 'prod'; did you mean prod?",
    "status --jsn": "did you mean --json?",
    "history": "Missing argument 'environment'; allowed: local, dev, test, prod",
    "history loca": "did you mean local?",
    "history local --las 3": "No such option: --las; allowed: ",
    "dead-letters lst local": "No such command 'lst'; allowed: list, show, redrive; did you mean list?",
    "dead-letters list locl": "did you mean local?",
    "dead-letters show local": "Missing argument ",
    "dead-letters redrive local": "Missing argument ",
    "pipeline smoke": "Missing argument 'environment'; allowed: local, dev, test, prod",
    "pipeline smoke local --outputs nowhere.json": "--outputs: nowhere.json cannot be read: No such file",
    "deploy apply --plan x --release x --unreviewed": "Option '--unreviewed' requires an argument",
    "deploy plan dev": "Missing option '--release'; allowed: --release <path>; see",
    "deploy mark dev": "Missing option '--note'",
    "rollback": "Missing argument 'environment'; allowed: local, dev, test, prod",
    "drift dv": "did you mean dev?",
    "state lst dev": "did you mean list?",
    "local deploy now": "Got unexpected extra argument(s) (now); allowed: anthill local deploy [OPTIONS]",
    "local show --json --brief": "--json and --brief exclude each other: leave one out",
    "scan --exat": "No such option: --exat; allowed: --json, --sarif, --exact, --help; did you mean --exact?",
    "plan dev --exat": "did you mean --exact?",
}
"""Lines over all commands, most of them of those that people type in their first hour."""


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
