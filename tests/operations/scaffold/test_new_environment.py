"""An environment that a command adds is that of its page, and the next one follows it."""

import json
from pathlib import Path

import pytest

from tests.operations.scaffold.conftest import Refused
from tests.support.configured_project import ConfiguredProject
from tests.support.fourth_environment import needs_the_shipped_ones

pytestmark = needs_the_shipped_ones


@pytest.mark.parametrize(
    ("name", "after", "chain", "next_one"),
    [
        ("pre-prod", "test", ["dev", "test", "pre-prod", "prod"], {"environments/prod.py"}),
        ("accept", "dev", ["dev", "accept", "test", "prod"], {"environments/test.py"}),
        ("mirror", "prod", ["dev", "test", "prod", "mirror"], set[str]()),
    ],
)
def test_it_is_in_its_place(
    tmp_path: Path, name: str, after: str, chain: list[str], next_one: set[str]
) -> None:
    project = ConfiguredProject(tmp_path)
    done = project.anthill("new", "environment", name, "--after", after, "--account", "555555555555")
    assert done.returncode == 0, done.stderr
    module = f"environments/{name.replace('-', '_')}.py"
    assert project.changed() == {"configuration/account.py", "lakehouse/databricks.yml", module, *next_one}
    checked = json.loads(project.anthill("config", "check", "--json").stdout)
    assert checked["environments"] == ["local", *chain]
    shown = json.loads(project.anthill("config", "show", name, "--json").stdout)
    assert (shown["account"]["id"], shown["network"]["cidr"]) == ("555555555555", "10.50.0.0/16")
    assert shown["databricks"]["registration"]["parts"] is None
    # A year, as far as the next one keeps them as long.
    assert shown["monitoring"]["log_retention_days"] == (90 if name == "accept" else 365)
    others = project.before["environments/test.py"] + project.before["environments/dev.py"]
    assert shown["databricks"]["handles"]["principals"]["deploy"] not in others
    # No more than one environment holds what the metastore has once.
    assert not shown["databricks"].get("governs_metastore")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["Stage", "--after", "test", "--account", "555555555555"],
            "is no name of an environment; allowed: ",
        ),
        (
            ["prod", "--after", "test", "--account", "555555555555"],
            "is there already; environments are local, dev",
        ),
        (["stage", "--after", "local", "--account", "555555555555"], "allowed: dev, test, prod"),
        (["stage", "--after", "test", "--account", "5"], "allowed: the 12 digits of an account of its own"),
        (["stage", "--after", "test", "--account", "222222222222"], "which test has; allowed: the 12 digits"),
        (
            ["stage", "--after", "test", "--account", "555555555555", "--cidr", "10.20.0.0/16"],
            "overlaps 10.20.0.0/16; allowed: a block that none uses",
        ),
        (
            ["stage", "--after", "test", "--account", "555555555555", "--cidr", "x"],
            "allowed: such as 10.50.0.0/16",
        ),
        (
            ["test-two", "--after", "test", "--account", "555555555555"],
            "nothing was written, for the configuration would not be valid: test-two.name: begins with the name "
            "of test",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence_and_changes_nothing(
    refused: Refused, arguments: list[str], told: str
) -> None:
    assert told in refused("new", "environment", *arguments)
