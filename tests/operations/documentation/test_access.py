"""`anthill access` shows the matrix that the next apply sets, to people, programs and reviewers."""

import json
from functools import partial
from pathlib import Path

import pytest

from configuration.databricks.access import KIND, Securable
from configuration.errors import ConfigurationError
from configuration.model import EnvironmentConfig
from environments.catalogue import ENVIRONMENTS
from operations.commands import access as access_command
from operations.documentation.access_view import PRINCIPALS, as_markdown
from tests.support.run import Run

NAMES = [config.name.value for config in ENVIRONMENTS]


@pytest.fixture
def access(anthill: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "400")
    return partial(anthill, "access")


def cells(config: EnvironmentConfig) -> dict[tuple[str, str], list[str]]:
    return {
        (each.on.value, each.principal.value): list(each.privileges)
        for each in config.databricks.governance.access
    }


def test_people_see_every_cell_of_every_environment(access: Run) -> None:
    code, shown, said = access()
    assert (code, said) == (0, "")
    parts = [shown.index(f"anthill-{name}") for name in NAMES]
    assert parts == sorted(parts)
    for config, start, end in zip(ENVIRONMENTS, parts, [*parts[1:], len(shown)], strict=True):
        rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown[start:end].splitlines()]
        seen: dict[tuple[str, str], list[str]] = {}
        on = ""
        for row in filter(None, rows):
            on = row[0] or on
            seen[on, row[1]] = row[2].split(", ")
        assert seen == cells(config)


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_programs_get_the_matrix_of_one_environment(config: EnvironmentConfig, access: Run) -> None:
    code, shown, _ = access(config.name.value, "--json")
    assert code == 0
    document = json.loads(shown)
    assert list(document) == [config.name.value]
    matrix = document[config.name.value]
    assert list(matrix) == [on.value for on in Securable]
    assert {(on, who): rights for on, row in matrix.items() for who, rights in row.items()} == cells(config)


def test_programs_get_all_environments_in_the_order_of_deployment(access: Run) -> None:
    assert list(json.loads(access("--json")[1])) == NAMES


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_reviewers_see_every_cell_and_who_else_reads(config: EnvironmentConfig, access: Run) -> None:
    code, page, _ = access(config.name.value, "--markdown")
    assert code == 0
    lines = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("|")]
    header, _, *rows = [[cell.strip() for cell in line] for line in lines]
    assert header[:2] == ["on", "kind"]
    assert [(row[0], row[1]) for row in rows] == [(on.value, KIND[on]) for on in Securable]
    seen = {
        (row[0], principal): cell.split("<br>")
        for row in rows
        for principal, cell in zip(header[2:], row[2:], strict=True)
        if cell
    }
    assert seen == cells(config)
    shares = [share.environment.value for share in config.databricks.governance.shares]
    assert page.endswith(
        f"Environments whose workspaces may read {config.name} too: {', '.join(shares) or 'none'}.\n"
    )


def test_every_principal_that_is_configured_has_a_column() -> None:
    used = {each.principal for config in ENVIRONMENTS for each in config.databricks.governance.access}
    assert used <= set(PRINCIPALS)
    assert len(set(PRINCIPALS)) == len(PRINCIPALS)
    header = next(line for line in as_markdown(ENVIRONMENTS).splitlines() if line.startswith("| on |"))
    for principal in used:
        assert f"| {principal} |" in header


@pytest.mark.parametrize("form", ["--json", "--markdown"])
def test_what_is_written_to_a_file_is_what_would_be_printed(access: Run, tmp_path: Path, form: str) -> None:
    file = tmp_path / "access"
    file.write_text("what was there before")
    assert access("prod", form, "--output", str(file)) == (0, "", "")
    assert file.read_text(encoding="utf-8") == access("prod", form)[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--json", "--markdown"], "--json and --markdown exclude each other: leave one out"),
        (["--output", "page.md"], "--output writes JSON or Markdown: add --json or --markdown"),
        (["stage"], "'stage' is not one of 'local', 'dev', 'test', 'prod'"),
        (["dev", "prod"], "unexpected extra argument"),
        (["--yaml"], "No such option: --yaml"),
    ],
)
def test_a_wrong_call_is_bad_input(
    access: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, shown, said = access(*arguments)
    assert (code, shown) == (2, "")
    assert told in " ".join(said.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("form", "parts"), [("--json", ["none", "page"]), ("--markdown", [])])
def test_an_output_that_cannot_be_written_is_bad_input(
    access: Run, tmp_path: Path, form: str, parts: list[str]
) -> None:
    file = tmp_path.joinpath(*parts)
    code, shown, said = access(form, "--output", str(file))
    reason = "No such file or directory" if parts else "Is a directory"
    assert (code, shown) == (2, "")
    assert said == f"anthill: --output: {file} cannot be written: {reason}\n"


def test_a_wrong_configuration_is_bad_input(access: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> tuple[EnvironmentConfig, ...]:
        raise ConfigurationError("dev.region: is not a known region")

    monkeypatch.setattr(access_command, "configured", broken)
    assert access() == (2, "", "anthill: dev.region: is not a known region\n")
