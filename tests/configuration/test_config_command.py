"""`anthill config`: what it prints, what it refuses, how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest

from configuration.account import EnvironmentName
from configuration.model import EnvironmentConfig
from configuration.names import Names
from environments.catalogue import ENVIRONMENTS
from operations.common.errors import InputError
from tests.configuration.documents import CONFIGURED, VALID, good, good_fleet, put, run

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "reference" / "environment.schema.json"


def test_the_configured_environments_are_valid() -> None:
    result = run(["check"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == VALID


def test_check_answers_programs() -> None:
    result = run(["check", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "valid": True,
        "environments": list(CONFIGURED),
        "problems": [],
    }


def test_a_refusal_answers_programs_with_each_part() -> None:
    document = good("prod")
    put(document, "data_protection", "destroy")
    result = run(["check", "-", "--json"], json.dumps(document))
    assert (result.exit_code, result.stderr) == (2, "")
    assert json.loads(result.stdout) == {
        "valid": False,
        "environments": [],
        "problems": [
            {
                "field": "prod.data_protection",
                "what": "prod never destroys data",
                "given": "destroy",
                "allowed": "retain",
                "fix": "set it to retain",
            }
        ],
    }


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_what_show_prints_check_accepts(config: EnvironmentConfig) -> None:
    shown = run(["show", config.name.value, "--json"])
    assert shown.exit_code == 0
    assert EnvironmentConfig.model_validate_json(shown.stdout) == config
    checked = run(["check", "-"], shown.stdout)
    assert (checked.exit_code, checked.stdout) == (0, f"1 environment is valid: {config.name}\n")


def test_a_whole_fleet_is_read_from_standard_input() -> None:
    result = run(["check", "-"], "\ufeff" + json.dumps(good_fleet()))
    assert (result.exit_code, result.stdout) == (0, "4 environments are valid: local, dev, test, prod\n")


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [leaf for entry in inner for leaf in leaves(entry)]
    return [] if value is None or isinstance(value, bool) else [str(value)]


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_show_tells_people_every_value_and_what_follows(config: EnvironmentConfig) -> None:
    result = run(["show", config.name.value])
    assert result.exit_code == 0
    for text in leaves(config.model_dump(mode="json")):
        assert text in result.stdout
    for subnet in config.network.subnets:
        assert any(
            line.split() == [subnet.tier, subnet.zone, str(subnet.cidr)]
            for line in result.stdout.splitlines()
        )
    assert Names.of(config).s3_bucket("gold") in result.stdout
    retention = next(line for line in result.stdout.splitlines() if "layers[gold].retention_days" in line)
    assert retention.endswith("for ever")


@pytest.mark.parametrize("arguments", [["show", "staging"], ["show", "DEV"]])
def test_show_refuses_an_unknown_environment(arguments: list[str]) -> None:
    result = run(arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert arguments[1] in result.stderr
    told = " ".join(result.stderr.split())
    assert all(f"'{name}'" in told for name in EnvironmentName)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is not JSON: Expecting value"),
        ("{", "is not JSON: Expecting property name"),
        ("[NaN]", "is not JSON; given NaN"),
        ("[]", "holds no environment; given []"),
        ("7", "holds no environment; given 7"),
        ("null", "holds no environment; given null"),
        ('{"name": "dev", "name": "prod"}', '"name": is given twice in one object; given "prod"'),
        ('{"name": "\\ud800"}', "is not JSON: 'utf-8' codec can't encode"),
        ("[" * 100_000, "is nested too deeply; given"),
        ("9" * 5000, "is not JSON: Exceeds the limit"),
        (b'{"name": "\xff"}', "is not UTF-8; given byte 0xff at position 10"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_document_is_refused(text: str | bytes, told: str) -> None:
    result = run(["check", "-"], text)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("standard input: ")
    assert told in line
    assert "; allowed: a JSON object (one environment) or a list of them" in line
    assert line.endswith("`anthill config show ENV --json` prints one to start from")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.json", "No such file or directory"), (tmp_path, "Is a directory")):
        result = run(["check", str(path)])
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"{path}: cannot be read: {reason}; given ")


def test_the_committed_schema_is_that_of_the_models(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    result = run(["schema", "--output", str(file)])
    assert (result.exit_code, result.output) == (0, "")
    assert file.read_text(encoding="utf-8") == run(["schema"]).stdout
    assert SCHEMA_FILE.read_text(encoding="utf-8") == file.read_text(encoding="utf-8"), (
        "the models changed; run `make reference`"
    )


def test_the_schema_closes_every_object_and_explains_itself() -> None:
    schema = json.loads(run(["schema"]).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    objects = [schema, *(node for node in schema["$defs"].values() if node["type"] == "object")]
    assert len(objects) > 10
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["description"].endswith(".")


def test_a_schema_is_not_written_where_there_is_no_folder(tmp_path: Path) -> None:
    result = run(["schema", "--output", str(tmp_path / "none" / "schema.json")])
    assert isinstance(result.exception, InputError)
    assert str(result.exception).endswith("schema.json cannot be written: No such file or directory")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["check"], ["show"], ["schema"]])
def test_every_command_explains_itself(arguments: list[str]) -> None:
    result = run([*arguments, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


@pytest.mark.parametrize("arguments", [["verify"], ["check", "--jsn"], ["show"]])
def test_a_wrong_call_is_bad_input(arguments: list[str]) -> None:
    result = run(arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr
