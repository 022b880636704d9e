"""Where Databricks can be: what its regions offer, and environments that ask for more."""

import re
from pathlib import Path

import pytest

from configuration.databricks.regions import (
    REGIONS,
    artifact_buckets,
    endpoint_service,
    log_bucket,
    private_link_regions,
    shared_buckets,
)
from configuration.regions import REGIONS as AWS_REGIONS
from configuration.regions import partition_of
from tests.configuration.documents import assert_refused, check, good, put, unregistered

PRIVATE_LINK = "databricks.workspace.private_link"
FREE_OF_SERVICES = "eu-north-1"

DOCUMENTED = {
    "eu-west-1": ("0da6ebf1461278016", "09b4eb2bc775f4e8c"),
    "eu-central-1": ("081f78503812597f7", "08e5dfca9572c85c4"),
    "eu-west-2": ("01148c7cdc1d1326c", "05279412bf5353a45"),
    "eu-west-3": ("008b9368d1d011f37", "005b039dd0b5f857d"),
}
"""Workspace and relay, copied from Databricks' own page and not from the table under test."""


def moved(name: str, region: str, *, private_link: bool) -> dict[str, object]:
    """Return an environment in another region, with zones that are there."""
    document = unregistered(good(name))
    zones = [f"{region}{letter}" for letter in AWS_REGIONS[region][1]]
    put(document, "region", region)
    put(document, "network.availability_zones", zones[: len(document["network"]["availability_zones"])])
    put(document, PRIVATE_LINK, private_link)
    return document


def test_a_region_without_privatelink_services_is_a_clear_error(tmp_path: Path) -> None:
    result = check(moved("dev", FREE_OF_SERVICES, private_link=True), tmp_path)
    allowed = f"false, or one of the regions {', '.join(private_link_regions())};"
    assert_refused(result, f"dev.{PRIVATE_LINK}", given="true", allowed=allowed)
    assert f"no PrivateLink services for classic compute in {FREE_OF_SERVICES}" in result.stderr
    assert FREE_OF_SERVICES not in allowed
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("private_link", [True, False])
def test_every_other_region_is_accepted(region: str, *, private_link: bool, tmp_path: Path) -> None:
    # In a list: alone it would leave the region that its Databricks account has.
    result = check([moved("dev", region, private_link=private_link)], tmp_path)
    assert (result.exit_code == 0) is not (private_link and region == FREE_OF_SERVICES), result.stderr


def test_a_region_apart_from_the_metastores_is_refused(tmp_path: Path) -> None:
    result = check(moved("dev", "eu-west-2", private_link=False), tmp_path)
    assert_refused(result, "dev.region", given="eu-west-2", allowed="eu-west-1")


def test_a_region_without_databricks_is_refused_with_those_that_have_it(tmp_path: Path) -> None:
    region = "us-gov-west-1"
    result = check(moved("dev", region, private_link=False), tmp_path)
    assert_refused(result, "dev.region", given=region, allowed=f"{', '.join(REGIONS)}; choose")
    assert region not in REGIONS
    # Its partition is another one too, which is said of what names the old one.
    assert all(
        "is of another partition" in line for line in result.stderr.splitlines() if "dev.region" not in line
    )


def test_an_unknown_region_is_told_once(tmp_path: Path) -> None:
    document = good("dev")
    put(document, "region", "eu-west-9")
    result = check(document, tmp_path)
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == ["dev.region"]


def isolated(region: str, *, private_link: bool) -> dict[str, object]:
    document = moved("dev", region, private_link=private_link)
    # Sources need a way out, and this is not about them.
    put(document, "sources", {})
    put(document, "network.nat", "none")
    return document


def test_a_network_without_a_way_out_needs_privatelink(tmp_path: Path) -> None:
    result = check([isolated("eu-west-1", private_link=False)], tmp_path)
    assert_refused(result, f"dev.{PRIVATE_LINK}", given="false", allowed="true where network.nat is none")
    accepted = check([isolated("eu-west-1", private_link=True)], tmp_path)
    assert (accepted.exit_code, accepted.stderr) == (0, "")


@pytest.mark.parametrize(
    ("private_link", "what"),
    [(False, "without it compute cannot reach"), (True, "Databricks has no PrivateLink")],
)
def test_a_region_without_privatelink_cannot_hold_an_isolated_network(
    *, private_link: bool, what: str, tmp_path: Path
) -> None:
    result = check([isolated(FREE_OF_SERVICES, private_link=private_link)], tmp_path)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"dev.{PRIVATE_LINK}: {what}")


def test_every_region_is_one_of_aws() -> None:
    assert set(REGIONS) <= set(AWS_REGIONS)
    assert {partition_of(region) for region in REGIONS} == {"aws"}
    assert {region for region in AWS_REGIONS if partition_of(region) == "aws"} == set(REGIONS)


def test_services_come_in_pairs_and_no_two_are_the_same() -> None:
    pairs = [(region.workspace_service, region.relay_service) for region in REGIONS.values()]
    assert all((workspace is None) is (relay is None) for workspace, relay in pairs)
    given = [service for pair in pairs for service in pair if service is not None]
    assert len(given) == 2 * len(private_link_regions()) == 2 * (len(REGIONS) - 1)
    assert len(set(given)) == len(given)
    for service in given:
        assert re.fullmatch(r"0[0-9a-f]{16}", service), service


@pytest.mark.parametrize(("region", "services"), DOCUMENTED.items())
def test_services_are_those_that_databricks_documents(region: str, services: tuple[str, str]) -> None:
    assert (REGIONS[region].workspace_service, REGIONS[region].relay_service) == services
    assert endpoint_service(region, services[0]) == f"com.amazonaws.vpce.{region}.vpce-svc-{services[0]}"


def test_buckets_of_databricks_are_those_of_the_region_alone() -> None:
    everywhere = [
        bucket
        for region in REGIONS
        for bucket in (*artifact_buckets(region), *shared_buckets(region), log_bucket(region))
    ]
    assert len(set(everywhere)) == len(everywhere) == 4 * len(REGIONS) + 1
    for bucket in everywhere:
        assert re.fullmatch(r"[a-z0-9-]{3,63}", bucket), bucket
    assert artifact_buckets("eu-west-1") == ("databricks-prod-artifacts-eu-west-1",)
    assert shared_buckets("eu-west-1") == (
        "databricks-datasets-ireland",
        "system-tables-prod-eu-west-1-uc-metastore-bucket",
    )
    assert log_bucket("eu-west-1") == "databricks-prod-storage-ireland"
