"""What two environments have differently, field by field."""

import json

from typer.testing import CliRunner

from configuration.account import EnvironmentName
from environments.configured import find_environment
from operations.cli import app
from operations.commands.config_view import flat_fields


def test_only_what_differs_is_shown() -> None:
    shown = json.loads(CliRunner().invoke(app, ["diff-config", "test", "prod", "--json"]).stdout)
    assert shown["account.id"] == {"test": "222222222222", "prod": "333333333333"}
    assert all(values["test"] != values["prod"] for values in shown.values())
    one, other = (
        flat_fields(find_environment(name)) for name in (EnvironmentName.TEST, EnvironmentName.PROD)
    )
    assert set(shown) == {field for field in one.keys() | other.keys() if one.get(field) != other.get(field)}
    assert "region" not in shown


def test_rights_are_compared_by_whom_they_are_given_to_and_on_what() -> None:
    shown = json.loads(CliRunner().invoke(app, ["diff-config", "dev", "test", "--json"]).stdout)
    privileges = "databricks.governance.access[data-scientists on silver].privileges"
    assert shown[privileges]["test"] is None
    assert "SELECT" in shown[privileges]["dev"]
    # The same right at another place of the list is no difference.
    assert not any("[analysts on" in field for field in shown)


def test_people_see_the_whole_name_of_a_field() -> None:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["diff-config", "dev", "test"])
    assert "lake.layers[bronze].retention_days" in result.stdout
    assert result.stdout.splitlines()[-1].endswith("fields differ")
