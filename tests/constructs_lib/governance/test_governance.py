"""Privileges, locations and catalogues: what is refused, beside what is accepted."""

from collections.abc import Callable

import pytest
from cdktf import TerraformStack

from constructs_lib.databricks_principal import DatabricksPrincipal
from constructs_lib.governance.access_grants import AccessGrants, SecurableGrants
from constructs_lib.governance.medallion_catalog import MedallionCatalog, SchemaSpec, VolumeSpec
from tests.constructs_lib.conftest import Build
from tests.constructs_lib.databricks import (
    DEPLOYER,
    ENGINEERS,
    sample_locations,
    waits,
    workspace_provider,
)
from tests.support.template import Template

Synth = Callable[[Build], Template]


def grants(*securables: SecurableGrants) -> Build:
    return lambda stack: AccessGrants(
        stack,
        "access",
        deployer=DEPLOYER,
        securables=securables,
        workspace=workspace_provider(stack),
        after=[],
    )


def catalog(*rights: tuple[DatabricksPrincipal, tuple[str, ...]]) -> SecurableGrants:
    return SecurableGrants(id="catalog", kind="catalog", name="sample", rights=rights)


SELECT = ("SELECT",)


@pytest.mark.parametrize(
    ("securables", "message"),
    [
        (
            [catalog(), SecurableGrants(id="again", kind="catalog", name="sample")],
            "named twice:.*catalog sample",
        ),
        ([SecurableGrants(id="lake", kind="lake", name="lake")], "'lake' is not a kind of securable"),
        ([catalog((ENGINEERS, ("READ_FILES",)))], "READ_FILES given to data-engineers on catalog"),
        ([catalog((ENGINEERS, SELECT), (ENGINEERS, ("BROWSE",)))], "data-engineers is named twice"),
        ([catalog((DEPLOYER, SELECT))], "deploy deploys: its right on catalog is not a matter of choice"),
    ],
)
def test_impossible_grants_are_refused(synth: Synth, securables: list[SecurableGrants], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        synth(grants(*securables))


def test_a_list_of_privileges_always_has_the_deployers_right_to_manage(synth: Synth) -> None:
    template = synth(
        grants(catalog((ENGINEERS, SELECT)), SecurableGrants(id="gold", kind="schema", name="a.b"))
    )
    with_rights = template.by_path("databricks_grants", "/access/catalog")
    assert with_rights["catalog"] == "sample"
    assert with_rights["grant"] == [
        {"principal": "deployer-id", "privileges": ["MANAGE"]},
        {"principal": "data-engineers", "privileges": ["SELECT"]},
    ]
    assert len(template.by_path("databricks_grants", "/access/gold")["grant"]) == 1


@pytest.mark.parametrize(
    ("specs", "message"),
    [
        ([("a", "bucket", ""), ("a", "other", "")], "distinct names"),
        ([("a", "bucket", "tables")], "prefix 'tables' does not end in a slash"),
        ([("a", "bucket", ""), ("b", "bucket", "tables/")], r"location 'b' .* lies in location 'a'"),
        ([("b", "bucket", "tables/x/"), ("a", "bucket", "tables/")], r"location 'b' .* lies in location 'a'"),
        ([("a", "bucket", "tables/"), ("b", "bucket", "tables/")], "refuses locations that overlap"),
    ],
)
def test_impossible_locations_are_refused(
    synth: Synth, specs: list[tuple[str, str, str]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        synth(lambda stack: sample_locations(stack, *specs))


def test_places_beside_each_other_are_accepted(synth: Synth) -> None:
    specs = [(name, "b", f"{name}/") for name in ("tables", "tables2")]
    found = synth(lambda stack: sample_locations(stack, *specs)).resources("databricks_external_location")
    assert sorted(each["url"] for each in found.values()) == ["s3://b/tables", "s3://b/tables2"]


@pytest.mark.parametrize(("prefix", "key"), [("", "_marker"), ("arrivals/", "arrivals/_marker")])
def test_a_read_only_location_waits_for_an_object_in_it(synth: Synth, prefix: str, key: str) -> None:
    template = synth(lambda stack: sample_locations(stack, ("a", "b", prefix), read_only=True))
    marker = template.by_path("aws_s3_object", "/locations/a_marker/object")
    assert (marker["key"], marker["content"]) == (key, "\n")
    (given,) = template.resources("databricks_external_location").values()
    assert "encryption_details" not in given
    (location,) = template.resources("databricks_external_location")
    address = f"databricks_external_location.{location}"
    assert waits(template, address, "aws_s3_object", "/locations/a_marker/object")
    # What is written before the bucket encrypts is encrypted otherwise for good.
    (marker_id,) = template.resources("aws_s3_object")
    for type_, path in (
        ("aws_s3_bucket_server_side_encryption_configuration", "/bucket_b/encryption"),
        ("aws_s3_bucket_policy", "/bucket_b/policy"),
    ):
        assert waits(template, f"aws_s3_object.{marker_id}", type_, path)


def test_a_location_for_writing_waits_for_its_bucket_and_needs_no_object(synth: Synth) -> None:
    template = synth(lambda stack: sample_locations(stack, ("a", "b", "tables/")))
    assert not template.resources("aws_s3_object")
    (given,) = template.resources("databricks_external_location").values()
    (asked,) = [given["encryption_details"]["sse_encryption_details"]]
    assert asked["algorithm"] == "AWS_SSE_KMS"
    assert asked["aws_kms_key_arn"].startswith("${aws_kms_key.location_key_")
    (location,) = template.resources("databricks_external_location")
    assert waits(template, f"databricks_external_location.{location}", "aws_s3_bucket", "/bucket_b/bucket")


@pytest.mark.parametrize(
    ("root", "schema", "volume", "message"),
    [
        ("nowhere", ("gold", "a"), ("files", "gold", "a"), r"no locations \['nowhere'\]"),
        ("a", ("gold", "nowhere"), ("files", "gold", "a"), r"no locations \['nowhere'\]"),
        ("a", ("gold", "a"), ("files", "gold", "nowhere"), r"no locations \['nowhere'\]"),
        ("a", ("gold", "a"), ("files", "silver", "a"), r"volumes in schemas \['silver'\]"),
    ],
)
def test_impossible_catalogues_are_refused(
    synth: Synth, root: str, schema: tuple[str, str], volume: tuple[str, str, str], message: str
) -> None:
    def build(stack: TerraformStack) -> None:
        locations, workspace = sample_locations(stack, ("a", "b", ""))
        MedallionCatalog(
            stack,
            "catalog",
            name="sample",
            comment="A catalogue",
            root=root,
            schemas=[SchemaSpec(name=schema[0], location=schema[1], comment="A schema")],
            volumes=[VolumeSpec(name=volume[0], schema=volume[1], location=volume[2], comment="Files")],
            locations=locations,
            workspace=workspace,
        )

    with pytest.raises(ValueError, match=message):
        synth(build)
