"""Sources that no environment admits, each through the command line."""

from pathlib import Path
from typing import Any

import pytest

from configuration.sources.quotas import LIMITS
from environments.market_data import MARKET_DATA
from tests.configuration.documents import MISSING, assert_refused, check, good, put

API = "sources.apis[daily-prices]"
STREAM = "sources.streams[intraday-trades]"
DATABASE = "sources.databases[positions]"
BATCH = "sources.databases[instruments]"
FILE = "sources.files[dividends]"
DROP = "sources.files[holidays]"
PARTNER = "sources.partners[example-vendor]"
NAME = "text of 2 to 32 characters matching"
(RULES,) = [limit.used(MARKET_DATA) for limit in LIMITS if limit.of.startswith("event rules on")]
"""Computed: a source that is added changes them."""
PLACE = [source.name for source in MARKET_DATA.apis].index("daily-prices")
BAD: list[tuple[str, Any, object, str, str]] = [
    # field of dev, the value put there, the field named by the message, the value it gives, the values allowed
    (f"{API}.name", "Daily Prices", f"sources.apis[{PLACE}].name", '"Daily Prices"', NAME),
    (f"{API}.name", "a" * 33, f"sources.apis[{'a' * 33}].name", f'"{"a" * 33}"', NAME),
    (f"{API}.owner", "", f"{API}.owner", '""', "text of up to 256 characters"),
    (f"{API}.classification", "secret", f"{API}.classification", '"secret"', "public, internal"),
    (f"{API}.mode", "hourly", f"{API}.mode", '"hourly"', "batch, real_time"),
    (f"{API}.contract", "prices", f"{API}.contract", "prices", "daily_prices, dividends"),
    (f"{API}.contract", "dividends", f"{API}.contract", "csv", "jsonl, of api sources"),
    (f"{API}.freshness_minutes", 1440, f"{API}.freshness_minutes", "1440", "name, owner, classification"),
    (f"{STREAM}.contract", "splits", f"{STREAM}.contract", "landing", "arrivals, of stream sources"),
    (f"{FILE}.contract", "positions", f"{FILE}.contract", "true", "false, of file sources"),
    (f"{API}.schedule", "rate(5 days)", f"{API}.schedule", "rate(5 days)", "up to 5760 minutes"),
    (f"{API}.retention_days", 0, f"{API}.retention_days", "0", "a whole number from 1 to 36500"),
    (
        f"{API}.url",
        "http://api.example.com/v1",
        f"{API}.url",
        '"http://api.example.com/v1"',
        "text of up to 512",
    ),
    (f"{API}.schedule", "hourly", f"{API}.schedule", '"hourly"', "text of up to 256 characters matching"),
    (
        f"{API}.schedule",
        "rate(5 minutes)",
        f"{API}.schedule",
        "rate(5 minutes)",
        "below 15 minutes for real_time",
    ),
    (
        f"{API}.mode",
        "real_time",
        f"{API}.schedule",
        "cron(30 22 ? * MON-FRI *)",
        "below 15 minutes for real_time",
    ),
    (f"{API}.start", "2026-01-01", f"{API}.start", '"2026-01-01"', "a time with its zone"),
    (
        f"{API}.start",
        "2026-01-01T00:00:30Z",
        f"{API}.start",
        "2026-01-01T00:00:30+00:00",
        "such as 2026-01-01",
    ),
    (
        f"{API}.start",
        "2026-01-01T00:00:00+02:00",
        f"{API}.start",
        "2026-01-01T00:00:00+02:00",
        "such as 2026-",
    ),
    (f"{API}.window_minutes", 0, f"{API}.window_minutes", "0", "a whole number from 1 to 44640"),
    (f"{API}.requests_per_second", 0, f"{API}.requests_per_second", "0", "a number above 0"),
    (f"{API}.attempts", 11, f"{API}.attempts", "11", "a whole number from 1 to 10"),
    (f"{API}.key_header", "X Key", f"{API}.key_header", '"X Key"', "text of up to 64 characters"),
    (f"{STREAM}.shards", 0, f"{STREAM}.shards", "0", "a whole number from 1 to 500"),
    (
        f"{STREAM}.stream_retention_hours",
        23,
        f"{STREAM}.stream_retention_hours",
        "23",
        "a whole number from 24",
    ),
    (f"{STREAM}.buffer_seconds", 30, f"{STREAM}.buffer_seconds", "30", "a whole number from 60 to 900"),
    (f"{STREAM}.buffer_seconds", 600, f"{STREAM}.buffer_seconds", "600", "from 60 to 300"),
    (
        f"{DATABASE}.engine",
        "mysql",
        f"{DATABASE}.certificate_authority",
        "none",
        "the certificates, as PEM, of the authority that signed the server's",
    ),
    (f"{DATABASE}.started", "yes", f"{DATABASE}.started", '"yes"', "true or false"),
    (f"{API}.started", 1, f"{API}.started", "1", "true or false"),
    (
        f"{DATABASE}.certificate_authority",
        "ca.pem",
        f"{DATABASE}.certificate_authority",
        '"ca.pem"',
        "text of up to 200000 characters matching",
    ),
    (f"{DATABASE}.engine", "oracle", f"{DATABASE}.engine", '"oracle"', "mysql, postgres"),
    (f"{DATABASE}.tables", [], f"{DATABASE}.tables", "[]", "a list of 1 to 100 entries"),
    (f"{DATABASE}.server_cidr", "10.0.0.0/8", f"{DATABASE}.server_cidr", "10.0.0.0/8", "a prefix of /16"),
    (f"{DATABASE}.server_port", 0, f"{DATABASE}.server_port", "0", "a whole number from 1 to 65535"),
    (
        f"{DATABASE}.serverless",
        MISSING,
        f"{DATABASE}.serverless",
        "neither",
        "one of serverless and instance",
    ),
    (f"{DATABASE}.serverless.maximum_units", 3, f"{DATABASE}.serverless.maximum_units", "3", "1, 2, 4, 8"),
    (f"{DATABASE}.serverless.minimum_units", 8, f"{DATABASE}.serverless.minimum_units", "8", "up to 4"),
    (f"{DATABASE}.schedule", "rate(1 day)", f"{DATABASE}.schedule", "rate(1 day)", "a schedule for batch"),
    (f"{BATCH}.schedule", MISSING, f"{BATCH}.schedule", "none", "a schedule for batch"),
    (f"{PARTNER}.name", "ab", "sources.partners[ab].name", '"ab"', "text of 3 to 32 characters"),
    (f"{FILE}.partner", "nobody", "sources.files[0].partner", "nobody", "example-vendor"),
    (f"{FILE}.partner", MISSING, f"{FILE}.partner", "neither", "one of partner and writers"),
    (f"{FILE}.mode", "real_time", f"{FILE}.mode", "real_time", "batch"),
    (f"{FILE}.file_pattern", "div(", f"{FILE}.file_pattern", "div(", "such as dividends"),
    (f"{DROP}.writers[0]", "calendar", f"{DROP}.writers[0]", '"calendar"', "text matching ^arn:aws"),
    (f"{PARTNER}.public_keys", [], f"{PARTNER}.public_keys", "[]", "a list of 1 to 10 entries"),
    (
        f"{PARTNER}.public_keys[0]",
        "password",
        f"{PARTNER}.public_keys[0]",
        '"password"',
        "text matching ^(ssh-",
    ),
    (
        f"{PARTNER}.allowed_cidrs[0]",
        "0.0.0.0/0",
        f"{PARTNER}.allowed_cidrs[0]",
        "0.0.0.0/0",
        "a prefix of /24",
    ),
    ("quotas.alarms", 0, "quotas.alarms", "0", "a whole number of 1 or more"),
    ("quotas.iam_roles", 6000, "quotas.iam_roles", "6000", "a whole number from 1 to 5000"),
    (
        "quotas.event_rules",
        5,
        "sources",
        f"{RULES} for {len(MARKET_DATA.all)} sources",
        "5 (EventBridge quotas, Rules)",
    ),
    ("network.nat", "none", "network.nat", "none", "single, one_per_zone"),
]


@pytest.mark.parametrize(("field", "value", "named", "given", "allowed"), BAD)
def test_bad_source_is_refused(
    tmp_path: Path, field: str, value: Any, named: Any, given: str, allowed: str
) -> None:
    document = good("dev")
    put(document, field, value)
    result = check(document, tmp_path)
    assert_refused(result, f"dev.{named}", given=given, allowed=allowed)


def test_a_name_is_used_once_among_all_kinds(tmp_path: Path) -> None:
    document = good("dev")
    put(document, f"{FILE}.name", "splits")
    result = check(document, tmp_path)
    assert_refused(result, "dev.sources", given="splits (api), splits (file)", allowed="each name once")


def test_prefixes_do_not_lie_inside_each_other(tmp_path: Path) -> None:
    document = good("dev")
    put(document, f"{FILE}.contract", "daily_prices")
    result = check(document, tmp_path)
    assert_refused(
        result, "dev.sources", given="market/daily-prices/", allowed="any outside market/daily-prices/"
    )


def test_a_source_is_kept_shorter_than_its_layer(tmp_path: Path) -> None:
    document = good("dev")
    put(document, f"{API}.retention_days", 365)
    result = check(document, tmp_path)
    assert_refused(result, "dev.sources", given="retention_days 365", allowed="less than 30 days")


def test_two_partners_do_not_share_addresses(tmp_path: Path) -> None:
    document = good("dev")
    document["sources"]["partners"].append({**document["sources"]["partners"][0], "name": "other"})
    result = check(document, tmp_path)
    assert_refused(
        result, "dev.sources.partners", given="198.51.100.0/28, 198.51.100.0/28", allowed="each value once"
    )


def test_a_replication_can_be_started_without_a_way_out(tmp_path: Path) -> None:
    """The function that starts it calls DMS: over the internet, or an endpoint in the network."""
    document = good("prod")
    sources = document["sources"]
    sources |= {"apis": [], "partners": [], "files": []}
    document["network"]["nat"] = "none"
    refused = check(document, tmp_path)
    endpoints = document["network"]["interface_endpoints"]
    assert_refused(
        refused,
        "prod.network.interface_endpoints",
        given=", ".join(endpoints),
        allowed="with dms, in a network",
    )
    endpoints.append("dms")
    admitted = check(document, tmp_path)
    assert admitted.exit_code == 0, admitted.output
