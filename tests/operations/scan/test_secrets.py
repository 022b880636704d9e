"""Secrets are found, in files and in commits, waived only by name and for a time, and shown to nobody."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sarif_kit.validate import validation_errors
from typer.testing import CliRunner

from operations.cli import app
from operations.scan.secret_finder import find_secrets
from tests.support.planted import planted, values

ROOT = Path(__file__).resolve().parents[3]
PLANTED = planted()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "cdktf.json").write_text("{}\n")
    (tmp_path / ".gitignore").write_text("ignored/\n")
    monkeypatch.chdir(tmp_path)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ann@example.com")
    git("init", "--quiet", "--initial-branch=main")
    commit()
    return tmp_path


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout.strip()


def commit() -> str:
    git("add", "--all")
    git("commit", "--quiet", "--message", "a commit")
    return git("rev-parse", "HEAD")


def waive(repository: Path, rule: str, *, days: int) -> None:
    last = datetime.now(UTC).date() + timedelta(days=days)
    (repository / "policies").mkdir(exist_ok=True)
    (repository / "policies/waivers.toml").write_text(
        f'[[secret]]\nrule = "{rule}"\nfiles = ["loader.py"]\n'
        f'reason = "Made by a test, and of no use to anybody."\nowner = "data-platform"\nexpires = {last}\n'
    )


def anthill(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["secrets", *arguments])
    text = result.output
    for kind in PLANTED.values():
        assert not [value for value in values(kind) if value in text]
    return result.exit_code, text


@pytest.mark.parametrize("kind", PLANTED)
def test_each_kind_of_secret_is_found_at_its_line(repository: Path, kind: str) -> None:
    (repository / "loader.py").write_text(f"# Nothing.\n\n{PLANTED[kind]}")
    found = find_secrets(repository, history=False)
    assert found
    assert {each.file for each in found} == {"loader.py"}
    assert 3 in {each.line for each in found}
    assert {each.commit for each in found} == {""}


def test_what_git_ignores_and_what_is_clean_is_nothing(repository: Path) -> None:
    (repository / "ignored").mkdir()
    (repository / "ignored/loader.py").write_text(PLANTED["github"])
    assert anthill() == (0, "files: 0 found, 0 waived\n")


def test_a_secret_fails_and_is_told_by_place_alone(repository: Path) -> None:
    (repository / "loader.py").write_text(PLANTED["databricks"])
    code, text = anthill("--sarif", "found.sarif")
    assert code == 1
    assert "loader.py:1" in text
    written = (repository / "found.sarif").read_text()
    assert not [value for value in values(PLANTED["databricks"]) if value in written]
    assert validation_errors(json.loads(written)) == []
    (result,) = json.loads(written)["runs"][0]["results"]
    assert result["level"] == "error"
    code, text = anthill("--json")
    document = json.loads(text)
    assert (code, document["passed"]) == (1, False)
    assert [(each["file"], each["line"]) for each in document["found"]] == [("loader.py", 1)]


def test_what_a_later_commit_took_out_is_found_in_the_history_alone(repository: Path) -> None:
    (repository / "loader.py").write_text(PLANTED["github"])
    burnt = commit()
    (repository / "loader.py").write_text("# Gone.\n")
    commit()
    assert anthill()[0] == 0
    code, text = anthill("--history")
    assert code == 1
    assert "loader.py:1" in text
    assert f"in commit {burnt[:10]}" in text


def test_a_waiver_holds_until_its_last_day_for_its_rule_alone(repository: Path) -> None:
    (repository / "loader.py").write_text(PLANTED["github"])
    (secret,) = find_secrets(repository, history=False)
    waive(repository, secret.rule, days=0)
    assert anthill("--sarif", "found.sarif") == (0, "files: 0 found, 1 waived\n")
    (result,) = json.loads((repository / "found.sarif").read_text())["runs"][0]["results"]
    assert "of no use to anybody" in result["suppressions"][0]["justification"]

    waive(repository, secret.rule, days=-1)
    code, text = anthill("--sarif", "found.sarif")
    assert code == 1
    assert f"expired waiver of {secret.rule} in loader.py" in text
    results = json.loads((repository / "found.sarif").read_text())["runs"][0]["results"]
    assert {result["ruleId"] for result in results} == {secret.rule, "ANT-WVR-01"}

    waive(repository, "another.rule", days=1)
    assert "unused" not in anthill()[1]
    # Only who has seen every commit can say that it covers nothing.
    code, text = anthill("--history")
    assert code == 1
    assert "unused waiver of another.rule in loader.py: delete it" in text


def test_a_waiver_without_owner_and_a_folder_without_git_are_bad_input(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "policies").mkdir()
    (repository / "policies/waivers.toml").write_text('[[secret]]\nrule = "any"\nfiles = ["a"]\n')
    result = CliRunner().invoke(app, ["secrets"])
    assert "policies/waivers.toml" in str(result.exception)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "cdktf.json").write_text("{}")
    monkeypatch.chdir(elsewhere)
    result = CliRunner().invoke(app, ["secrets"])
    assert "not a git repository" in str(result.exception)


def test_this_repository_holds_nothing_that_is_not_waived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code, text = anthill()
    assert code == 0, text
