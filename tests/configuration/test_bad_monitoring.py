"""Monitoring that no environment admits, each through the command line."""

from pathlib import Path
from typing import Any

import pytest

from tests.configuration.documents import assert_refused, check, good, put

BAD: list[tuple[str, Any, str, str]] = [
    # field of dev, the value put there, the value that the message gives, the values allowed
    ("monitoring.critical.emails", ["nobody"], '"nobody"', "matching"),
    ("monitoring.critical.emails", ["a b@example.com"], '"a b@example.com"', "matching"),
    ("monitoring.high.slack", {"workspace_id": "X1", "channel_id": "C12345678"}, '"X1"', "matching"),
    (
        "monitoring.high.slack",
        {"workspace_id": "T12345678", "channel_id": "general"},
        '"general"',
        "matching",
    ),
    ("monitoring.cost.monthly_usd", 0, "0", "a whole number from 1 to 10000000"),
    ("monitoring.cost.anomaly_usd", -5, "-5", "a whole number from 1 to 1000000"),
    ("monitoring.cost.anomalies", "budget", '"budget"', "none, services, environment_tag"),
    ("monitoring.cost.activate_tags", "yes", '"yes"', "true or false"),
    ("monitoring.detection.guardduty", "maybe", '"maybe"', "true"),
    ("monitoring.log_retention_days", 8, "8", "7"),
    ("monitoring.runbooks_url", "http://example.com", '"http://example.com"', "matching"),
    ("monitoring.runbooks_url", "https://example.com/", '"https://example.com/"', "matching"),
]


@pytest.mark.parametrize(("field", "value", "given", "allowed"), BAD)
def test_bad_monitoring_is_refused(tmp_path: Path, field: str, value: Any, given: str, allowed: str) -> None:
    document = good("dev")
    put(document, field, value)
    result = check(document, tmp_path)
    assert result.exit_code == 2, result.output
    assert f"dev.{field}" in result.output
    assert given in result.output
    assert allowed in result.output


@pytest.mark.parametrize("severity", ["critical", "high"])
def test_somebody_is_told_of_what_cannot_wait(tmp_path: Path, severity: str) -> None:
    document = good("dev")
    put(document, f"monitoring.{severity}", {"emails": [], "slack": None})
    assert_refused(
        check(document, tmp_path),
        f"dev.monitoring.{severity}",
        given="no e-mail address and no Slack channel",
        allowed="at least one of emails and slack",
    )


def test_nobody_need_be_told_of_the_rest(tmp_path: Path) -> None:
    document = good("dev")
    put(document, "monitoring.low", {"emails": [], "slack": None})
    assert check(document, tmp_path).exit_code == 0


def test_an_address_is_named_once(tmp_path: Path) -> None:
    document = good("dev")
    put(document, "monitoring.critical.emails", ["a@example.com", "a@example.com"])
    result = check(document, tmp_path)
    assert result.exit_code == 2
    assert "a@example.com" in result.output


def test_a_tag_is_watched_only_where_it_is_activated(tmp_path: Path) -> None:
    document = good("dev")
    put(document, "monitoring.cost.anomalies", "environment_tag")
    assert_refused(
        check(document, tmp_path),
        "dev.monitoring.cost.activate_tags",
        given="false",
        allowed="true with anomalies environment_tag",
    )
    put(document, "monitoring.cost.activate_tags", True)
    assert check(document, tmp_path).exit_code == 0
