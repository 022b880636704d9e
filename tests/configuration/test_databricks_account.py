"""The Databricks account: what it refuses alone, and between it and the environments in it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from configuration.databricks.account import DatabricksAccountSettings
from configuration.databricks.estate import account_problems, check_account
from configuration.errors import ConfigurationError, Problem
from configuration.model import EnvironmentConfig
from configuration.problems import explain
from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from environments.databricks_account import CONFIG
from tests.configuration.documents import assert_refused, check, good, put

ROOT = Path(__file__).parents[2]
UUID = "00000000-0000-4000-8000-0000000000ff"
REUSED = {"mode": "reuse", "id": UUID}
MODES = "an id with reuse, none with create and lookup"


def account(**changed: Any) -> DatabricksAccountSettings:
    document = CONFIG.model_dump(mode="json") | changed
    return DatabricksAccountSettings.model_validate_json(json.dumps(document))


ALONE: list[tuple[dict[str, Any], str, str, str]] = [
    # what is changed, the field blamed, the value and the allowed ones as told
    ({"metastore": {"mode": "reuse"}}, "metastore.id", "none", MODES),
    ({"metastore": {"mode": "create", "id": UUID}}, "metastore.id", UUID, MODES),
    ({"metastore": {"mode": "lookup", "id": UUID}}, "metastore.id", UUID, MODES),
    (
        {"budget_emails": ["a@example.com", "a@example.com"]},
        "budget_emails",
        "a@example.com, a@example.com",
        "each value once",
    ),
]


def assert_told(problems: Sequence[Problem], field: str, *, given: str, allowed: str) -> None:
    assert [problem.field for problem in problems] == [field]
    assert problems[0].given == given
    assert problems[0].allowed.startswith(allowed)
    assert problems[0].fix


@pytest.mark.parametrize(("changed", "field", "given", "allowed"), ALONE)
def test_an_account_that_breaks_its_own_rules_is_refused(
    changed: dict[str, Any], field: str, given: str, allowed: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        account(**changed)
    assert_told(list(explain(refusal.value)), field, given=given, allowed=allowed)


@pytest.mark.parametrize("metastore", [{"mode": "create"}, {"mode": "lookup"}, REUSED])
def test_a_metastore_may_be_made_found_or_known(metastore: dict[str, str]) -> None:
    assert account(metastore=metastore).metastore.mode.value == metastore["mode"]


def fleet(*changes: tuple[str, str, object]) -> list[EnvironmentConfig]:
    """Return the configured environments with fields put: environment, field, value."""
    documents = {config.name.value: good(config.name.value) for config in ENVIRONMENTS}
    for name, field, value in changes:
        put(documents[name], field, value)
    return [EnvironmentConfig.model_validate_json(json.dumps(each)) for each in documents.values()]


GOVERNS = "databricks.governs_metastore"
BUDGET = "monitoring.cost.databricks_monthly_usd"
DEPLOYED = [config.name.value for config in ENVIRONMENTS if not config.is_local]
FRANKFURT = [f"eu-central-1{letter}" for letter in "abc"]
ABOVE_ALL = "true in exactly one environment"

TOGETHER: list[tuple[list[tuple[str, str, object]], str, str, str]] = [
    # what is put into environments, the field blamed, the value and the allowed ones as told
    ([("prod", GOVERNS, False)], GOVERNS, "none", ABOVE_ALL),
    ([("dev", GOVERNS, True)], GOVERNS, "dev, prod", ABOVE_ALL),
    (
        [("test", "databricks.account_id", UUID)],
        "test.databricks.account_id",
        UUID,
        str(DATABRICKS_ACCOUNT.account_id),
    ),
    (
        [
            ("test", "region", "eu-central-1"),
            ("test", "network.availability_zones", FRANKFURT[:2]),
            ("test", "databricks.registration", {"parts": None, "workspace": None}),
        ],
        "test.region",
        "eu-central-1",
        "eu-west-1",
    ),
    (
        [("dev", "databricks.governance.shares", [{"environment": "local", "workspace_id": 1}])],
        "dev.databricks.governance.shares[0].environment",
        "local",
        ", ".join(sorted({*DEPLOYED} - {"dev"})),
    ),
]


@pytest.mark.parametrize(("changes", "field", "given", "allowed"), TOGETHER)
def test_environments_that_do_not_fit_the_account_are_refused(
    changes: list[tuple[str, str, object]], field: str, given: str, allowed: str
) -> None:
    environments = fleet(*changes)
    assert_told(list(account_problems(CONFIG, environments)), field, given=given, allowed=allowed)
    with pytest.raises(ConfigurationError, match=f"; given {given}; allowed: {allowed}"):
        check_account(CONFIG, environments)


@pytest.mark.parametrize(("host", "without"), [("local", ()), ("prod", ("prod",))])
def test_a_host_that_has_no_workspace_is_refused(host: str, without: tuple[str, ...]) -> None:
    environments = [config for config in ENVIRONMENTS if config.name.value not in without]
    told = [
        problem
        for problem in account_problems(account(hosted_by=host), environments)
        if problem.field != GOVERNS
    ]
    names = [config.name.value for config in environments if not config.is_local]
    assert_told(told, "account.hosted_by", given=host, allowed=", ".join(names))


def test_every_environment_that_is_deployed_is_in_the_account_with_its_own_budget() -> None:
    made = check_account(CONFIG, fleet(("test", BUDGET, 1234)))
    assert [name.value for name in made.environments] == DEPLOYED
    budgets = {each.environment.value: each.monthly_usd for each in made.budgets}
    assert list(budgets) == DEPLOYED
    assert (budgets["dev"], budgets["test"], budgets["prod"]) == (1000, 1234, 8000)


@pytest.mark.parametrize(
    ("name", "value", "given", "allowed"),
    [("test", None, "nothing", "US dollars of a month"), ("local", 5, "5", "nothing")],
)
def test_a_budget_is_there_where_there_is_an_account(
    name: str, value: object, given: str, allowed: str, tmp_path: Path
) -> None:
    document = good(name)
    put(document, BUDGET, value)
    assert_refused(check(document, tmp_path), f"{name}.{BUDGET}", given=given, allowed=allowed)


def test_what_does_not_touch_the_account_passes() -> None:
    shares = [
        {"environment": "prod", "workspace_id": 1000000000000003},
        {"environment": "dev", "workspace_id": 1000000000000001},
    ]
    environments = fleet(
        ("test", "databricks.governance.shares", shares),
        # The embedded AWS has no account at Databricks.
        ("local", "databricks.account_id", UUID),
        ("local", "region", "eu-central-1"),
        ("local", "network.availability_zones", FRANKFURT),
    )
    assert check_account(CONFIG, environments) == DATABRICKS_ACCOUNT


@pytest.mark.parametrize(
    ("module", "old", "new", "told"),
    [
        ("prod.py", "governs_metastore=True", "governs_metastore=False", f"{GOVERNS}: 0 environments hold"),
        (
            "databricks_account.py",
            "mode=MetastoreMode.CREATE",
            "mode=MetastoreMode.REUSE",
            "MetastoreConfig.id: does not fit mode reuse; given none; allowed: an id with reuse",
        ),
    ],
)
def test_the_command_line_tells_what_the_modules_break(
    *, module: str, old: str, new: str, told: str, tmp_path: Path
) -> None:
    for package in ("configuration", "contracts", "environments", "operations"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "environments" / module
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    code = "from operations.commands.config import config; config()"
    result = subprocess.run(
        [sys.executable, "-c", code, "check"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
