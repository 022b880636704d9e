"""`anthill lakehouse variables`: from the infrastructure's outputs to the bundle's variables."""

import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from anthill_lakehouse.protection.readers import Readers
from configuration.databricks.governance import RowAccess
from configuration.databricks.groups import Robot
from configuration.model import EnvironmentConfig
from environments.catalogue import ENVIRONMENTS
from operations.commands import lakehouse_bundle
from operations.common.errors import InputError
from operations.lakehouse.bundle_variables import (
    VARIABLES,
    bundle_values,
    check_release,
    needed_infrastructure,
)
from operations.power_bi.connection import OUTPUT, Connection
from tests.support.lakehouse_outputs import lakehouse_outputs
from tests.support.run import Run
from tests.support.template import Template

LAKEHOUSE = Path(__file__).parents[3] / "lakehouse"
REAL = [config for config in ENVIRONMENTS if not config.is_local]
DEV = REAL[0]
OUTPUTS = lakehouse_outputs(DEV)


@pytest.fixture
def run(anthill: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `anthill lakehouse variables` in a project of its own, given a document on standard input."""
    release = tmp_path / "lakehouse" / "anthill_lakehouse" / "release.json"
    release.parent.mkdir(parents=True)
    release.write_text((LAKEHOUSE / "anthill_lakehouse" / "release.json").read_text())
    monkeypatch.setattr(lakehouse_bundle, "project_root", lambda: tmp_path)

    def run(document: object, *arguments: str) -> tuple[int, str, str]:
        text = document if isinstance(document, str) else json.dumps(document)
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        return anthill("lakehouse", "variables", *arguments)

    return run


def terraform(outputs: Mapping[str, Any], **sensitive: bool) -> dict[str, Any]:
    """Return outputs as `terraform output -json` prints them."""
    return {
        name: {"sensitive": sensitive.get(name, False), "type": "string", "value": value}
        for name, value in outputs.items()
    }


def written(project: Path) -> dict[str, Any]:
    return json.loads((project / "lakehouse/.databricks/bundle/dev/variable-overrides.json").read_text())


@pytest.mark.parametrize(
    "document", [terraform(OUTPUTS), {"anthill-dev": OUTPUTS}], ids=["terraform", "cdktf"]
)
def test_variables_are_written_where_the_cli_looks(run: Run, tmp_path: Path, document: object) -> None:
    code, out, err = run(document, "dev")
    assert code == 0
    assert out.splitlines() == [
        "DATABRICKS_HOST=https://dbc-1.cloud.databricks.com",
        "DATABRICKS_WAREHOUSE_ID=w1",
        "ANTHILL_CATALOG=anthill_dev",
    ]
    assert "wrote" in err
    assert written(tmp_path) == {
        "catalog": "anthill_dev",
        "landing_path": "/Volumes/anthill_dev/bronze/landing",
        "arrivals_path": "/Volumes/anthill_dev/bronze/arrivals",
        "run_as_service_principal": "00000000-0000-4000-8000-0000000000d2",
        "budget_policy_id": "00000000-0000-4000-8000-0000000000d4",
        "experiment": "/Shared/anthill-dev-volatility",
        "registered_model": "anthill_dev.models.volatility",
        "sees_values": "00000000-0000-4000-8000-0000000000d2,platform-admins,data-engineers,bi-readers,"
        "00000000-0000-4000-8000-0000000000d3",
        "sees_rows": "analysts=*",
        "alert_emails": list(DEV.databricks.consumption.alerts.emails),
    }
    assert "nothing new" in run(document, "dev")[2]


def test_a_file_and_json_for_programs(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"anthill-dev": OUTPUTS}))
    code, out, _ = run("", "dev", "--outputs", str(file), "--json")
    told = json.loads(out)
    assert code == 0
    assert told["variables"] == written(tmp_path)
    assert told["environment"]["DATABRICKS_HOST"] == OUTPUTS["workspace_url"]


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in OUTPUTS.items() if name not in names}


@pytest.mark.parametrize(
    ("document", "arguments", "told"),
    [
        (terraform(OUTPUTS), ["stage"], "no target 'stage'; known are dev, test, prod"),
        (terraform(OUTPUTS), ["local"], "no target 'local'; known are dev, test, prod"),
        (
            terraform(without("catalog", "volumes")),
            ["dev"],
            "does not have catalog, volumes.arrivals, volumes.landing",
        ),
        (terraform(OUTPUTS | {"experiments": {}}), ["dev"], "does not have experiments.volatility"),
        (terraform(OUTPUTS), ["prod"], f"are of account {DEV.account.id}, but anthill-prod is in"),
        (terraform(OUTPUTS, catalog=True), ["dev"], "catalog are sensitive"),
        ({"anthill-test": OUTPUTS}, ["dev"], "not the outputs of anthill-dev"),
        ([1], ["dev"], "not the outputs of anthill-dev"),
        ("{", ["dev"], "standard input is no JSON"),
        ("", ["dev", "--outputs", "/nowhere/outputs.json"], "/nowhere/outputs.json cannot be read"),
        (
            terraform(OUTPUTS | {"release": "0.7.0"}),
            ["dev"],
            "needs infrastructure >=0.1,<0.2, and 0.7.0 is deployed",
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    run: Run, tmp_path: Path, document: object, arguments: list[str], told: str
) -> None:
    code, out, err = run(document, *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert not (tmp_path / "lakehouse" / ".databricks").exists()


def test_a_release_that_fits_or_is_not_told_is_taken() -> None:
    needed = needed_infrastructure(LAKEHOUSE)
    check_release({}, needed)
    check_release({"release": "0.1.3"}, needed)
    with pytest.raises(InputError):
        check_release({"release": "0.2.0"}, needed)


@pytest.mark.parametrize("config", REAL, ids=[config.name.value for config in REAL])
def test_the_real_stacks_tell_all_that_is_asked(config: Any, stacks: Mapping[str, Template]) -> None:
    outputs = {
        name: output["value"] for name, output in stacks[f"anthill-{config.name}"].json["output"].items()
    }
    check_release({"release": outputs["release"]}, needed_infrastructure(LAKEHOUSE))
    values = bundle_values(outputs, config)
    assert {field.alias or name for name, field in Connection.model_fields.items()} <= set(outputs[OUTPUT])
    assert all(values.variables.values())
    assert all(values.settings.values())
    assert "databricks_volume." in values.variables["landing_path"]
    assert values.variables["run_as_service_principal"] == str(config.databricks.handles.principals.jobs)


def test_the_bundle_asks_for_what_is_written() -> None:
    asked = yaml.safe_load((LAKEHOUSE / "databricks.yml").read_text())["variables"]
    needed = {name for name, variable in asked.items() if "default" not in variable}
    assert needed == {*VARIABLES, "alert_emails", "sees_values", "sees_rows"}


@pytest.mark.parametrize("config", REAL, ids=lambda config: config.name.value)
def test_whoever_may_see_what_is_classified_is_told_to_the_lakehouse(config: EnvironmentConfig) -> None:
    written = bundle_values(lakehouse_outputs(config), config).variables
    readers = Readers.of(written["sees_values"], written["sees_rows"])
    robots = {robot: config.databricks.handles.principals.of(robot) for robot in (Robot.JOBS, Robot.POWER_BI)}
    # Jobs make the tables: masked they would write what they were shown.
    assert readers.values[0] == robots[Robot.JOBS]
    assert {*readers.values} == {*robots.values(), "platform-admins", "data-engineers", "bi-readers"}
    assert readers.rows == {"analysts": ("*",)}
    governance = config.databricks.governance.model_copy(
        update={"sees_rows": (RowAccess(principal=Robot.POWER_BI, values=("P1", "P2")),)}
    )
    databricks = config.databricks.model_copy(update={"governance": governance})
    other = bundle_values(lakehouse_outputs(config), config.model_copy(update={"databricks": databricks}))
    assert other.variables["sees_rows"] == f"{robots[Robot.POWER_BI]}=P1,P2"
