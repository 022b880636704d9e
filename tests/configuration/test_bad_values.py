"""Values that no field admits, each through the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from configuration.regions import REGIONS
from tests.configuration.documents import KNOWN, MISSING, assert_refused, check, good, put

NAMES = KNOWN
ENDPOINTS = "dms, ec2, glue, kinesis-streams, kms, logs, monitoring, secretsmanager, sns, sqs, sts"
LOG_DAYS = "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400"
DAYS = "a whole number from 1 to 36500"
PREFIX = "a whole number from 17 to 25"
CLASSES = "STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE"
DIGITS = "text matching ^[0-9]{12}$"
BLOCK = "an IPv4 block with no host bits set, such as 10.0.0.0/16"
ARN = "text matching ^arn:aws(-us-gov)?:iam::[0-9]{12}:(role|user)/"
TAG = "text of up to 256 characters matching"
FIELDS = (
    "name, account, region, delivery, state, network, lake, keys, data_protection, audit, guard_rails, tags, "
    "databricks"
)

BAD: list[tuple[str, Any, str]] = [
    # field of dev, the value put there, the values allowed as the message begins to tell them
    ("region", 1, ", ".join(REGIONS)),
    ("region", MISSING, ", ".join(REGIONS)),
    ("regoin", "eu-west-1", FIELDS),
    ("account", MISSING, "an object with id, owns_account, shared_with"),
    ("account", "111111111111", "an object with id, owns_account, shared_with"),
    ("account.number", "111111111111", "id, owns_account, shared_with"),
    ("account.id", "12345678901", DIGITS),
    ("account.id", "1234567890123", DIGITS),
    ("account.id", 111111111111, DIGITS),
    ("account.id", "11111111111\u0661", DIGITS),
    ("account.id", "111111111111\n", DIGITS),
    ("account.owns_account", "yes", "true or false"),
    ("account.shared_with", "test", f"a list of entries, each {NAMES}"),
    ("state.backend", "http", "local, s3"),
    ("network", [], "an object with cidr, availability_zones, nat"),
    ("network.cidr", "ten", BLOCK),
    ("network.cidr", "10.0.0.1/16", BLOCK),
    ("network.cidr", "10.0.0.0/33", BLOCK),
    ("network.cidr", "fd00::/56", BLOCK),
    ("network.availability_zones", ["eu-west-1a"], "a list of 2 to 3 entries"),
    ("network.availability_zones", ["a", "b", "c", "d"], "a list of 2 to 3 entries"),
    ("network.availability_zones", "eu-west-1a", "a list of 2 to 3 entries"),
    ("network.nat", "two", "none, single, one_per_zone"),
    ("network.nat", False, "none, single, one_per_zone"),
    ("network.private_prefix", 16, PREFIX),
    ("network.private_prefix", 26, PREFIX),
    ("network.public_prefix", "/20", PREFIX),
    ("network.public_prefix", 26, PREFIX),
    ("network.intra_prefix", True, PREFIX),
    ("network.intra_prefix", 20.5, PREFIX),
    ("network.gateway_endpoints[0]", "sqs", "s3, dynamodb"),
    ("network.interface_endpoints[1]", "telnet", ENDPOINTS),
    ("network.flow_log_retention_days", 31, LOG_DAYS),
    ("network.flow_log_retention_days", True, LOG_DAYS),
    ("lake.layers", {}, "a list of entries, each an object with name, retention_days"),
    ("lake.layers[bronze].retention_days", 0, f"{DAYS} or null"),
    ("lake.layers[bronze].retention_days", 36501, f"{DAYS} or null"),
    ("lake.layers[bronze].retention_days", "90", f"{DAYS} or null"),
    ("lake.layers[bronze].retention_days", 1.5, f"{DAYS} or null"),
    ("lake.layers[bronze].retention_days", True, f"{DAYS} or null"),
    ("lake.layers[gold].noncurrent_retention_days", None, DAYS),
    ("lake.layers[gold].noncurrent_retention_days", -1, DAYS),
    ("lake.layers[silver].transitions[0].storage_class", "TAPE", CLASSES),
    ("lake.layers[silver].transitions[0].after_days", 0, DAYS),
    ("keys.administrators", ["admin"], ARN),
    ("keys.administrators", ["arn:aws:iam::111111111111:root"], ARN),
    ("keys.administrators", ["arn:aws:iam::111111111111:role/*"], ARN),
    ("keys.deletion_window_days", 6, "a whole number from 7 to 30"),
    ("keys.deletion_window_days", 31, "a whole number from 7 to 30"),
    ("data_protection", "keep", "retain, destroy"),
    ("audit.trail_retention_days", 0, DAYS),
    ("audit.log_group_retention_days", 100, LOG_DAYS),
    ("audit.insights", 1, "true or false"),
    ("guard_rails.access_analyzer", "on", "true or false"),
    ("guard_rails.password_minimum_length", 13, "a whole number from 14 to 128"),
    ("guard_rails.password_minimum_length", 129, "a whole number from 14 to 128"),
    ("guard_rails.password_maximum_age_days", 0, "a whole number from 1 to 90"),
    ("guard_rails.password_maximum_age_days", 91, "a whole number from 1 to 90"),
    ("tags.owner", "", TAG),
    ("tags.owner", " ", TAG),
    ("tags.owner", "team;other", TAG),
    ("tags.owner", "team\n", TAG),
    ("tags.cost_centre", MISSING, TAG),
    ("tags.data_classification", "secret", "public, internal, confidential, restricted"),
    ("databricks.account_id", "1234", "a UUID"),
    ("databricks.account_id", 1234, "a UUID"),
    ("github.owner", "-company", "text matching ^[A-Za-z0-9]"),
    ("github.owner", "company/other", "text matching ^[A-Za-z0-9]"),
    ("github.owner_id", 0, "a whole number greater than 0"),
    ("github.owner_id", "7", "a whole number greater than 0"),
    ("github.repository", "*", "text matching ^[A-Za-z0-9._-]"),
    ("github.repository_id", -1, "a whole number greater than 0"),
    ("github.workflow", "deploy.yml", "text matching ^\\.github/workflows/"),
    ("github.workflow", ".github/workflows/*", "text matching ^\\.github/workflows/"),
    ("github.runner", "self hosted", "text matching ^[A-Za-z0-9]"),
    ("github.branch", "*", "text matching ^[A-Za-z0-9]"),
]


@pytest.mark.parametrize(("field", "value", "allowed"), BAD)
def test_a_bad_value_is_refused(field: str, value: object, allowed: str, tmp_path: Path) -> None:
    document = good("dev")
    put(document, field, value)
    entry = "[0]" if field == "keys.administrators" else ""
    told = value[0] if isinstance(value, list) and entry else value
    given = "nothing" if value is MISSING else json.dumps(told)
    assert_refused(check(document, tmp_path), f"dev.{field}{entry}", given=given, allowed=allowed)


@pytest.mark.parametrize("value", ["staging", "DEV", None, 7, MISSING])
def test_an_environment_without_a_known_name_is_refused(value: object, tmp_path: Path) -> None:
    document = good("dev")
    put(document, "name", value)
    given = "nothing" if value is MISSING else json.dumps(value)
    assert_refused(check(document, tmp_path), "name", given=given, allowed=NAMES)


def test_an_unknown_layer_is_refused(tmp_path: Path) -> None:
    document = good("dev")
    put(document, "lake.layers[bronze].name", "platinum")
    allowed = "landing, bronze, silver, gold, artifacts, logs"
    field = "dev.lake.layers[platinum].name"
    assert_refused(check(document, tmp_path), field, given='"platinum"', allowed=allowed)


def test_a_gap_has_an_aws_type_and_a_reason(tmp_path: Path) -> None:
    document = good("local")
    put(document, "emulator_gaps[0].resource_type", "google_project")
    put(document, "emulator_gaps[0].reason", "broken")
    result = check(document, tmp_path)
    gap = "local.emulator_gaps[0]"
    assert_refused(result, f"{gap}.resource_type", given='"google_project"', allowed="text matching ^aws_")
    assert_refused(result, f"{gap}.reason", given='"broken"', allowed="text of at least 20 characters")


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    document = good("dev")
    for field in ("network.nat", "keys.deletion_window_days", "tags.owner"):
        put(document, field, MISSING)
    told = [line.split(":")[0] for line in check(document, tmp_path).stderr.splitlines()]
    assert sorted(told) == ["dev.keys.deletion_window_days", "dev.network.nat", "dev.tags.owner"]


def test_a_misspelt_field_is_recognised(tmp_path: Path) -> None:
    document = good("dev")
    document["data_protecton"] = document.pop("data_protection")
    assert "; did you mean data_protection?\n" in check(document, tmp_path).stderr


def test_a_long_value_is_shortened_and_nothing_unprintable_is_printed(tmp_path: Path) -> None:
    document = good("dev")
    put(document, "tags.owner", "o" * 5000)
    document["red\x1b[31m"] = "\x07"
    stderr = check(document, tmp_path).stderr
    assert f'dev.tags.owner: is too long; given "{"o" * 119}...; allowed: ' in stderr
    assert stderr.isascii()
    assert stderr.replace("\n", "").isprintable()
