"""Workspaces, models and alerts that are refused, each through the command line."""

from pathlib import Path
from typing import Any

import pytest

from tests.configuration.documents import MISSING, assert_refused, check, good, put

BAD: list[tuple[str, Any, str, str, str]] = [
    # the field put, its value, the field blamed, the value and the allowed ones as told
    (
        "consumption.models",
        [{"name": "volatility"}, {"name": "volatility"}],
        "consumption.models",
        "volatility, volatility",
        "each value once",
    ),
    (
        "consumption.models[volatility].serving.version",
        "latest",
        "consumption.models[volatility].serving.version",
        '"latest"',
        "text matching",
    ),
    (
        "consumption.alerts.emails",
        ["a@example.com", "a@example.com"],
        "consumption.alerts.emails",
        "a@example.com, a@example.com",
        "each value once",
    ),
    (
        "consumption.alerts.daily_usd",
        0,
        "consumption.alerts.daily_usd",
        "0",
        "a whole number from 1 to 1000000",
    ),
    (
        "workspace.egress.mode",
        "full",
        "workspace.egress.allowed_domains",
        "files.pythonhosted.org, pypi.org",
        "none with mode full",
    ),
    (
        "workspace.egress.allowed_domains",
        ["pypi.org", "pypi.org"],
        "workspace.egress.allowed_domains",
        "pypi.org, pypi.org",
        "each value once",
    ),
    *(
        (
            "workspace.egress.allowed_domains",
            [domain],
            "workspace.egress.allowed_domains[0]",
            f'"{domain}"',
            "text of up to 253 characters",
        )
        for domain in ("https://pypi.org", "pypi", "10.0.0.1", "*", "pypi.org/simple", "-a.org", "PyPI.org")
    ),
    (
        "workspace.allowed_cidrs",
        ["198.51.100.0/24", "198.51.100.0/24"],
        "workspace.allowed_cidrs",
        "198.51.100.0/24, 198.51.100.0/24",
        "each value once",
    ),
    (
        "workspace.allowed_cidrs",
        ["198.51.100.7/24"],
        "workspace.allowed_cidrs[0]",
        '"198.51.100.7/24"',
        "an IPv4 block",
    ),
    (
        "workspace.token_lifetime_days",
        91,
        "workspace.token_lifetime_days",
        "91",
        "a whole number from 1 to 90",
    ),
    ("workspace.settle_seconds", 301, "workspace.settle_seconds", "301", "a whole number from 0 to 300"),
    ("handles.metastore_id", "anthill", "handles.metastore_id", '"anthill"', "a UUID, such as"),
    ("handles.principals.power_bi", MISSING, "handles.principals.power_bi", "nothing", "a UUID, such as"),
    ("governs_metastore", 1, "governs_metastore", "1", "true or false"),
]


@pytest.mark.parametrize(("put_at", "value", "field", "given", "allowed"), BAD)
def test_a_broken_rule_of_a_workspace_is_refused(
    *, put_at: str, value: object, field: str, given: str, allowed: str, tmp_path: Path
) -> None:
    document = good("local")
    put(document, f"databricks.{put_at}", value)
    assert_refused(check(document, tmp_path), f"local.databricks.{field}", given=given, allowed=allowed)


@pytest.mark.parametrize(
    ("put_at", "value"),
    [
        ("consumption.models", []),
        ("workspace.egress", {"mode": "full"}),
        ("workspace.egress", {"mode": "restricted", "enforced": False}),
        ("workspace.egress.allowed_domains", ["*.example.com", "a-b.example.co", "a.io"]),
        ("workspace.allowed_cidrs", []),
    ],
)
def test_what_lies_just_inside_the_rules_is_accepted(put_at: str, value: object, tmp_path: Path) -> None:
    document = good("local")
    put(document, f"databricks.{put_at}", value)
    result = check(document, tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
