"""Who may read a table: by the same matrix as `anthill access`, with what is granted above it."""

import json
from collections.abc import Sequence

import pytest
from typer.testing import CliRunner

from configuration.databricks.access import Securable, entries
from configuration.databricks.governance import ColumnMask, GovernanceConfig, RowFilter
from configuration.databricks.groups import Group
from configuration.model import EnvironmentConfig
from environments.catalogue import ENVIRONMENTS
from operations.cli import app
from operations.common.errors import InputError
from operations.documentation.readers import answers, find_asked

Rights = dict[Securable, Sequence[str]]

DEV = next(config for config in ENVIRONMENTS if config.name.value == "dev")


def governed(governance: GovernanceConfig) -> EnvironmentConfig:
    databricks = DEV.databricks.model_copy(update={"governance": governance})
    return DEV.model_copy(update={"databricks": databricks})


def readers(text: str, config: EnvironmentConfig) -> set[str]:
    return {each.principal for each in answers(config, find_asked(text, ENVIRONMENTS)) if each.reads}


def test_analysts_read_silver_and_readers_of_dashboards_do_not() -> None:
    asked = json.loads(CliRunner().invoke(app, ["who", "silver.positions", "--json"]).stdout)
    assert set(asked) == {"local", "dev", "test", "prod"}
    assert asked["prod"]["analysts"]["reads"]
    assert not asked["prod"]["bi-readers"]["reads"]
    # Scientists read silver where people build, and only there.
    assert [name for name, rows in asked.items() if rows["data-scientists"]["reads"]] == ["dev"]


@pytest.mark.parametrize(
    ("rights", "reads"),
    [
        ({Securable.CATALOG: ("USE_CATALOG",), Securable.SILVER: ("USE_SCHEMA", "SELECT")}, True),
        ({Securable.CATALOG: ("USE_CATALOG", "USE_SCHEMA", "SELECT")}, True),
        ({Securable.CATALOG: ("ALL_PRIVILEGES",)}, True),
        # One of the three that reading takes is missing.
        ({Securable.SILVER: ("USE_SCHEMA", "SELECT")}, False),
        ({Securable.CATALOG: ("USE_CATALOG",), Securable.SILVER: ("SELECT",)}, False),
        ({Securable.CATALOG: ("USE_CATALOG",), Securable.SILVER: ("USE_SCHEMA",)}, False),
        ({Securable.CATALOG: ("USE_CATALOG",), Securable.GOLD: ("USE_SCHEMA", "SELECT")}, False),
    ],
)
def test_reading_a_table_takes_all_three_privileges(rights: Rights, reads: bool) -> None:
    config = governed(GovernanceConfig(access=entries(Group.AUDITORS, rights)))
    assert readers("anthill_dev.silver.positions", config) == ({"auditors"} if reads else set())


def test_a_volume_is_read_by_what_is_granted_on_its_schema_too() -> None:
    rights: Rights = {Securable.CATALOG: ("USE_CATALOG",), Securable.BRONZE: ("USE_SCHEMA", "READ_VOLUME")}
    config = governed(GovernanceConfig(access=entries(Group.AUDITORS, rights)))
    assert readers("landing", config) == readers("arrivals", config) == {"auditors"}


def test_masks_and_filters_are_named_for_those_whom_they_hide_values_from() -> None:
    reading: Rights = {Securable.CATALOG: ("USE_CATALOG",), Securable.GOLD: ("USE_SCHEMA", "SELECT")}
    config = governed(
        GovernanceConfig(
            access=(*entries(Group.AUDITORS, reading), *entries(Group.ANALYSTS, reading)),
            column_masks=(
                ColumnMask(name="mask", column_tag="pii", function="mask_text", unmasked=(Group.AUDITORS,)),
            ),
            row_filters=(
                RowFilter(
                    name="rows", on=Securable.GOLD, column_tag="p", function="f", unfiltered=(Group.AUDITORS,)
                ),
            ),
        )
    )
    found = {each.principal: each.hidden for each in answers(config, find_asked("gold", ENVIRONMENTS))}
    assert found == {"auditors": (), "analysts": ("mask", "rows")}


@pytest.mark.parametrize("text", ["silvre", "", "silver.", "silver.a.b", "streams.x", "anthill_dev.nothing"])
def test_what_is_no_securable_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(InputError, match=r"known are catalog, bronze|one of the schemas bronze, silver"):
        find_asked(text, ENVIRONMENTS)
