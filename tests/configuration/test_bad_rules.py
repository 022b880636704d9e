"""Values that are fine alone and wrong together, within one environment, each through the command line."""

from pathlib import Path
from typing import Any

import pytest

from configuration.regions import REGIONS
from tests.configuration.documents import MISSING, assert_refused, check, good, put

STEPS = "lake.layers[bronze].transitions"
COLD_STEPS = "lake.layers[artifacts].transitions"
OWN = "arn:aws:iam::111111111111:role/... and arn:aws:iam::111111111111:user/..."
PRIVATE = "a block inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"
ADMIN = "arn:aws:iam::111111111111:role/admin"
LAYERS = [layer["name"] for layer in good("dev")["lake"]["layers"]]


def steps(*pairs: tuple[int, str]) -> list[dict[str, Any]]:
    return [{"after_days": days, "storage_class": name} for days, name in pairs]


BAD: list[tuple[str, str, Any, str, str, str]] = [
    # environment, the field put, its value, the field blamed, the value and the allowed ones as told
    ("dev", "region", "eu-west-9", "region", "eu-west-9", ", ".join(REGIONS)),
    (
        "local",
        "region",
        "us-east-1",
        "region",
        "us-east-1",
        ", ".join(name for name in REGIONS if name != "us-east-1"),
    ),
    (
        "dev",
        "region",
        "eu-central-1",
        "network.availability_zones[0]",
        "eu-west-1a",
        "eu-central-1a, eu-central-1b",
    ),
    (
        "dev",
        "network.availability_zones[1]",
        "eu-west-1d",
        "network.availability_zones[1]",
        "eu-west-1d",
        "eu-west-1a, eu-west-1b, eu-west-1c;",
    ),
    (
        "dev",
        "network.availability_zones[1]",
        "eu-west-1a",
        "network.availability_zones",
        "eu-west-1a, eu-west-1a",
        "each value once",
    ),
    (
        "dev",
        "network.gateway_endpoints",
        ["s3", "s3"],
        "network.gateway_endpoints",
        "s3, s3",
        "each value once",
    ),
    (
        "dev",
        "network.interface_endpoints",
        ["sts", "kms", "sts"],
        "network.interface_endpoints",
        "sts, kms, sts",
        "each value once",
    ),
    ("dev", "network.cidr", "8.8.0.0/16", "network.cidr", "8.8.0.0/16", PRIVATE),
    ("dev", "network.cidr", "172.32.0.0/16", "network.cidr", "172.32.0.0/16", PRIVATE),
    ("dev", "network.cidr", "100.64.0.0/16", "network.cidr", "100.64.0.0/16", PRIVATE),
    ("dev", "network.cidr", "10.0.0.0/8", "network.cidr", "10.0.0.0/8", "a prefix of /16 or longer"),
    ("dev", "network.cidr", "10.10.0.0/20", "network.cidr", "10.10.0.0/20", "at least 13440 addresses"),
    ("dev", "network.private_prefix", 17, "network.cidr", "10.10.0.0/16", "at least 99456 addresses"),
    ("dev", "account.shared_with", ["test", "test"], "account.shared_with", "test, test", "each value once"),
    ("dev", STEPS, steps((29, "STANDARD_IA")), f"{STEPS}[0].after_days", "29", "30 days or more"),
    ("dev", STEPS, steps((1, "ONEZONE_IA")), f"{STEPS}[0].after_days", "1", "30 days or more"),
    (
        "dev",
        STEPS,
        steps((40, "GLACIER_IR"), (40, "GLACIER")),
        f"{STEPS}[1].after_days",
        "40",
        "41 days or more",
    ),
    (
        "dev",
        STEPS,
        steps((30, "STANDARD_IA"), (59, "GLACIER")),
        f"{STEPS}[1].after_days",
        "59",
        "60 days or more",
    ),
    (
        "dev",
        STEPS,
        steps((40, "GLACIER"), (80, "STANDARD_IA")),
        f"{STEPS}[1].storage_class",
        "STANDARD_IA",
        "DEEP_ARCHIVE;",
    ),
    (
        "dev",
        STEPS,
        steps((40, "ONEZONE_IA"), (80, "GLACIER_IR")),
        f"{STEPS}[1].storage_class",
        "GLACIER_IR",
        "GLACIER, DEEP_ARCHIVE;",
    ),
    (
        "dev",
        COLD_STEPS,
        steps((40, "DEEP_ARCHIVE"), (80, "DEEP_ARCHIVE")),
        f"{COLD_STEPS}[1].storage_class",
        "DEEP_ARCHIVE",
        "none, it is the coldest",
    ),
    ("dev", STEPS, steps((180, "GLACIER")), f"{STEPS}[0].after_days", "180", "less than 180 days"),
    ("dev", "lake.layers[bronze].retention_days", 30, f"{STEPS}[0].after_days", "30", "less than 30 days"),
    (
        "dev",
        "lake.layers",
        good("dev")["lake"]["layers"][:-1],
        "lake.layers",
        ", ".join(LAYERS[:-1]),
        "each of",
    ),
    (
        "dev",
        "keys.administrators",
        [ADMIN, "arn:aws:iam::222222222222:role/admin"],
        "keys.administrators[1]",
        "arn:aws:iam::222222222222:role/admin",
        OWN,
    ),
    (
        "dev",
        "keys.administrators",
        ["arn:aws-us-gov:iam::111111111111:user/admin"],
        "keys.administrators[0]",
        "arn:aws-us-gov:iam::111111111111:user/admin",
        OWN,
    ),
    (
        "dev",
        "keys.administrators",
        [ADMIN, ADMIN],
        "keys.administrators",
        f"{ADMIN}, {ADMIN}",
        "each value once",
    ),
    ("dev", "state.backend", "local", "state.backend", "local", "s3"),
    ("local", "state.backend", "s3", "state.backend", "s3", "local"),
    ("dev", "github", None, "github", "none", "an object with owner, owner_id, repository"),
    ("test", "github.runner", "ubuntu-24.04", "github.runner", "ubuntu-24.04", "a runner of your own, or"),
    ("prod", "github.runner", "ubuntu-latest", "github.runner", "ubuntu-latest", "a runner of your own, or"),
    ("test", "github.runner", MISSING, "github.runner", "ubuntu-24.04", "a runner of your own, or"),
    ("prod", "github.runner", "macos-15-xlarge", "github.runner", "macos-15-xlarge", "a runner of your own"),
    ("local", "github", good("dev")["github"], "github", "example-company/anthill", "none"),
    (
        "dev",
        "emulator_gaps",
        good("local")["emulator_gaps"][:1],
        "emulator_gaps",
        good("local")["emulator_gaps"][0]["resource_type"],
        "none; only local may have gaps",
    ),
    ("prod", "data_protection", "destroy", "data_protection", "destroy", "retain"),
]


@pytest.mark.parametrize(("environment", "put_at", "value", "field", "given", "allowed"), BAD)
def test_a_broken_rule_is_refused(
    *, environment: str, put_at: str, value: object, field: str, given: str, allowed: str, tmp_path: Path
) -> None:
    document = good(environment)
    put(document, put_at, value)
    assert_refused(check(document, tmp_path), f"{environment}.{field}", given=given, allowed=allowed)


def test_a_layer_in_place_of_another_is_refused_as_missing_and_as_repeated(tmp_path: Path) -> None:
    document = good("dev")
    put(document, "lake.layers[gold].name", "silver")
    result = check(document, tmp_path)
    assert result.exit_code == 2
    repeated, missing = result.stderr.splitlines()
    assert repeated.startswith(
        "dev.lake.layers: silver is named 2 times; given landing, bronze, silver, silver"
    )
    assert missing.startswith("dev.lake.layers: gold is named 0 times; ")


@pytest.mark.parametrize(
    ("put_at", "value"),
    [
        (COLD_STEPS, steps((30, "STANDARD_IA"), (60, "GLACIER_IR"), (61, "GLACIER"), (179, "DEEP_ARCHIVE"))),
        (STEPS, steps((1, "INTELLIGENT_TIERING"), (2, "GLACIER_IR"))),
        ("network.cidr", "172.31.0.0/16"),
        ("network.cidr", "192.168.0.0/16"),
        ("network.availability_zones", ["eu-west-1c", "eu-west-1a"]),
        ("keys.administrators", [ADMIN, "arn:aws:iam::111111111111:user/path/to/ana"]),
        ("lake.layers[landing].retention_days", 1),
        ("keys.deletion_window_days", 14),
        ("tags.owner", "Data Platform team+anthill@example.com"),
    ],
)
def test_what_lies_just_inside_the_rules_is_accepted(put_at: str, value: object, tmp_path: Path) -> None:
    document = good("dev")
    put(document, put_at, value)
    result = check(document, tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "1 environment is valid: dev\n"
