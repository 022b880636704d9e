"""Environments that are fine alone and wrong together, each through the command line."""

from pathlib import Path
from typing import Any

import pytest

from tests.configuration.documents import KNOWN, assert_refused, check, good, good_fleet, put, unregistered

WEAKER: list[tuple[str, str, Any, str, str]] = [
    # environment, field, value there, the value as told, the stricter one as told
    ("test", "keys.deletion_window_days", 8, "8", "9 as in dev, or stricter"),
    ("test", "audit.trail_retention_days", 60, "60", "90 as in dev, or stricter"),
    ("test", "audit.log_group_retention_days", 60, "60", "90 as in dev, or stricter"),
    ("test", "network.flow_log_retention_days", 14, "14", "30 as in dev, or stricter"),
    ("test", "guard_rails.password_minimum_length", 15, "15", "16 as in dev, or stricter"),
    ("test", "guard_rails.access_analyzer", False, "false", "true as in dev, or stricter"),
    ("test", "lake.layers[landing].retention_days", 7, "7", "30 as in dev, or stricter"),
    ("test", "lake.layers[bronze].retention_days", 90, "90", "180 as in dev, or stricter"),
    ("test", "lake.layers[artifacts].retention_days", 3650, "3650", "for ever as in dev, or stricter"),
    ("test", "lake.layers[silver].noncurrent_retention_days", 3, "3", "7 as in dev, or stricter"),
    ("prod", "keys.deletion_window_days", 7, "7", "14 as in test, or stricter"),
    ("prod", "audit.trail_retention_days", 364, "364", "365 as in test, or stricter"),
    ("prod", "audit.log_group_retention_days", 180, "180", "365 as in test, or stricter"),
    ("prod", "audit.insights", False, "false", "true as in test, or stricter"),
    ("prod", "network.flow_log_retention_days", 60, "60", "90 as in test, or stricter"),
    ("prod", "network.availability_zones", ["eu-west-1a", "eu-west-1b"], "2 zones", "3 zones as in test"),
    ("prod", "guard_rails.password_minimum_length", 14, "14", "16 as in test, or stricter"),
    ("prod", "lake.layers[logs].retention_days", 300, "300", "365 as in test, or stricter"),
    ("prod", "lake.layers[artifacts].noncurrent_retention_days", 30, "30", "90 as in test, or stricter"),
]


def fleet() -> dict[str, dict[str, Any]]:
    documents = {
        document["name"]: document if document["name"] == "local" else unregistered(document)
        for document in good_fleet()
    }
    # One day above the least that KMS admits, so that test can fall below dev.
    put(documents["dev"], "keys.deletion_window_days", 9)
    # So that dev can do without a way out.
    put(documents["dev"], "databricks.workspace.private_link", True)
    return documents


def listed(documents: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return list(documents.values())


@pytest.mark.parametrize(("environment", "field", "value", "given", "allowed"), WEAKER)
def test_a_stricter_environment_is_never_less_protected(
    *, environment: str, field: str, value: object, given: str, allowed: str, tmp_path: Path
) -> None:
    documents = fleet()
    put(documents[environment], field, value)
    assert_refused(check(listed(documents), tmp_path), f"{environment}.{field}", given=given, allowed=allowed)


@pytest.mark.parametrize(
    ("stricter", "weaker", "field", "strong", "weak"),
    [
        ("test", "dev", "data_protection", "retain", "destroy"),
        ("test", "dev", "network.nat", "one_per_zone", "single"),
        ("test", "dev", "network.nat", "none", "one_per_zone"),
        ("prod", "test", "network.nat", "none", "single"),
        ("prod", "test", "network.nat", "one_per_zone", "single"),
        ("prod", "test", "guard_rails.password_maximum_age_days", 60, 90),
    ],
)
def test_raising_only_the_weaker_environment_is_refused(
    *, stricter: str, weaker: str, field: str, strong: object, weak: object, tmp_path: Path
) -> None:
    documents = fleet()
    for name in (weaker, stricter):
        # Sources need a way out, and this is not about them.
        put(documents[name], "sources", {})
    put(documents[weaker], field, strong)
    put(documents[stricter], field, weak)
    allowed = f"{strong} as in {weaker}, or stricter"
    assert_refused(
        check(listed(documents), tmp_path), f"{stricter}.{field}", given=str(weak), allowed=allowed
    )


def test_endpoints_of_a_weaker_environment_are_in_the_stricter(tmp_path: Path) -> None:
    documents = fleet()
    put(documents["prod"], "network.interface_endpoints", ["kms"])
    put(documents["prod"], "network.gateway_endpoints", [])
    result = check(listed(documents), tmp_path)
    missing = "also kinesis-streams, logs, secretsmanager, sts"
    assert_refused(result, "prod.network.interface_endpoints", given="kms", allowed=missing)
    assert_refused(result, "prod.network.gateway_endpoints", given="none", allowed="also s3")


def test_without_test_prod_is_compared_with_dev(tmp_path: Path) -> None:
    documents = fleet()
    del documents["test"]
    put(documents["prod"], "delivery.follows", "dev")
    put(documents["prod"], "keys.deletion_window_days", 8)
    result = check(listed(documents), tmp_path)
    assert_refused(result, "prod.keys.deletion_window_days", given="8", allowed="9 as in dev, or stricter")


@pytest.mark.parametrize("cidr", ["10.10.0.0/16", "10.10.64.0/18"])
def test_networks_do_not_overlap(cidr: str, tmp_path: Path) -> None:
    documents = fleet()
    put(documents["prod"], "network.cidr", cidr)
    allowed = "a block apart from 10.10.0.0/16 of dev"
    assert_refused(check(listed(documents), tmp_path), "prod.network.cidr", given=cidr, allowed=allowed)


def test_an_account_is_not_shared_silently(tmp_path: Path) -> None:
    documents = fleet()
    put(documents["test"], "account.id", documents["dev"]["account"]["id"])
    result = check(listed(documents), tmp_path)
    for name in ("dev", "test"):
        assert_refused(result, f"{name}.account.id", given="111111111111", allowed="an account of its own")
    field = "test.account.owns_account"
    assert_refused(result, field, given="owned by dev and test", allowed="true in one of dev, test")


def test_sharing_must_be_mutual(tmp_path: Path) -> None:
    documents = fleet()
    put(documents["test"], "account", {"id": "111111111111", "owns_account": False, "shared_with": ["dev"]})
    result = check(listed(documents), tmp_path)
    assert_refused(result, "dev.account.id", given="111111111111", allowed="an account of its own")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(("dev_owns", "owners"), [(True, "owned by dev and test"), (False, "owned by none")])
def test_a_shared_account_has_one_owner(dev_owns: bool, owners: str, tmp_path: Path) -> None:
    documents = fleet()
    put(
        documents["dev"], "account", {"id": "111111111111", "owns_account": dev_owns, "shared_with": ["test"]}
    )
    put(
        documents["test"], "account", {"id": "111111111111", "owns_account": dev_owns, "shared_with": ["dev"]}
    )
    result = check(listed(documents), tmp_path)
    assert_refused(result, "test.account.owns_account", given=owners, allowed="true in one of dev, test")


@pytest.mark.parametrize("partner", ["test", "dev"])
def test_sharing_needs_another_environment_in_the_same_account(partner: str, tmp_path: Path) -> None:
    documents = fleet()
    put(documents["dev"], "account.shared_with", [partner])
    assert_refused(
        check(listed(documents), tmp_path), "dev.account.shared_with", given=partner, allowed="none"
    )


def test_a_name_is_given_once(tmp_path: Path) -> None:
    result = check([good("dev"), good("dev"), good("prod")], tmp_path)
    assert_refused(result, "dev.name", given="dev", allowed=f"each of {KNOWN} at most once")


def test_one_document_is_checked_among_the_configured_others(tmp_path: Path) -> None:
    document = good("dev")
    put(document, "network.cidr", "10.20.128.0/17")
    allowed = "a block apart from 10.20.0.0/16 of test"
    assert_refused(check(document, tmp_path), "dev.network.cidr", given="10.20.128.0/17", allowed=allowed)


def test_entries_without_a_name_are_told_by_position(tmp_path: Path) -> None:
    result = check([good("dev"), {}, 7], tmp_path)
    assert_refused(result, "[1].name", given="nothing", allowed=KNOWN)
    assert_refused(result, "[2]", given="7", allowed="an object with name, account, region")


def test_a_properly_shared_account_is_accepted(tmp_path: Path) -> None:
    documents = fleet()
    put(documents["dev"], "account.shared_with", ["test"])
    put(documents["test"], "account", {"id": "111111111111", "owns_account": False, "shared_with": ["dev"]})
    result = check(list(reversed(listed(documents))), tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "4 environments are valid: local, dev, test, prod\n"
