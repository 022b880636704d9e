"""Who may read a table: by the same matrix as `anthill access`, with what is granted above it."""

import json
from collections.abc import Sequence

import pytest
from typer.testing import CliRunner

from anthill_lakehouse.pipelines.names import table_names
from configuration.databricks.access import Securable, entries
from configuration.databricks.governance import GovernanceConfig, RowAccess
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
    config = governed(GovernanceConfig(access=entries(Group.AUDITORS, rights), sees_values=(Group.AUDITORS,)))
    assert readers("anthill_dev.silver.positions", config) == ({"auditors"} if reads else set())


def test_a_volume_is_read_by_what_is_granted_on_its_schema_too() -> None:
    rights: Rights = {Securable.CATALOG: ("USE_CATALOG",), Securable.BRONZE: ("USE_SCHEMA", "READ_VOLUME")}
    config = governed(GovernanceConfig(access=entries(Group.AUDITORS, rights), sees_values=(Group.AUDITORS,)))
    assert readers("landing", config) == readers("arrivals", config) == {"auditors"}


def test_what_is_hidden_is_named_for_those_whom_it_is_hidden_from() -> None:
    reading: Rights = {Securable.CATALOG: ("USE_CATALOG",), Securable.GOLD: ("USE_SCHEMA", "SELECT")}
    config = governed(
        GovernanceConfig(
            access=tuple(
                entry
                for group in (Group.AUDITORS, Group.ANALYSTS, Group.DATA_SCIENTISTS)
                for entry in entries(group, reading)
            ),
            sees_values=(Group.AUDITORS,),
            sees_rows=(RowAccess(principal=Group.ANALYSTS, values=("P1",)),),
        )
    )

    def hidden(text: str) -> dict[str, tuple[str, ...]]:
        return {each.principal: each.hidden for each in answers(config, find_asked(text, ENVIRONMENTS))}

    assert hidden("gold.portfolio_value") == {
        "auditors": (),
        "analysts": (
            "rows of gold.portfolio_value but those of portfolio_id P1",
            "gold.portfolio_value.market_value",
            "gold.portfolio_value.daily_profit",
        ),
        "data-scientists": ("every row of gold.portfolio_value",),
    }
    assert hidden("gold")["data-scientists"] == (
        "every row of gold.portfolio_positions",
        "every row of gold.portfolio_value",
    )
    assert not any(hidden("gold.daily_returns").values())


@pytest.mark.parametrize("text", ["silvre", "", "silver.", "silver.a.b", "streams.x", "anthill_dev.nothing"])
def test_what_is_no_securable_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(InputError, match=r"known are catalog, bronze|one of the schemas bronze, silver"):
        find_asked(text, ENVIRONMENTS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "silver.positons",
            "schema silver has no table 'silver.positons' of the pipeline's; allowed: such as ",
        ),
        ("anthill_prod.gold.daily_return", "allowed: such as gold.daily_returns"),
        ("features.x", "allowed: features.volatility_features; whatever else"),
        (
            "models.forecast",
            "schema models has no table 'models.forecast' of the pipeline's; allowed: none; whatever",
        ),
    ],
)
def test_a_table_that_does_not_exist_is_refused_with_those_nearest(text: str, said: str) -> None:
    done = CliRunner().invoke(app, ["who", text])
    assert isinstance(done.exception, InputError)
    message = str(done.exception)
    assert said in message
    assert message.endswith(f"anthill who {text.removeprefix('anthill_prod.').partition('.')[0]}")
    assert "\n" not in message


@pytest.mark.parametrize("name", table_names())
def test_every_table_of_the_pipeline_can_be_asked_about(name: str) -> None:
    asked = find_asked(name, ENVIRONMENTS)
    assert f"{asked.securable.value}.{asked.table}" == name
