"""The pinned versions of the providers: every stack is valid against the schema of what it asks for."""

import json
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from offline_databricks.bindings import BindingsMissingError, provider_version
from operations.canary.pins import Bindings, Pin, installed_bindings, judge_pins
from operations.canary.versions import CDK_TERRAIN
from operations.common.locked_environment import packages_of
from provider_facts.databricks import FACTS
from provider_facts.versions import AWS_VERSION, DATABRICKS_VERSION
from tests.support.template import Template

ROOT = Path(__file__).resolve().parents[3]
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def bindings() -> list[Bindings]:
    return installed_bindings(map(packages_of, (Path(sys.executable), CDK_TERRAIN.install(ROOT))))


@pytest.fixture(scope="module")
def output(stacks: Mapping[str, Template], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("output")
    for name, template in stacks.items():
        write(folder, name, template.json)
    return folder


def write(folder: Path, name: str, document: Mapping[str, Any]) -> None:
    (folder / "stacks" / name).mkdir(parents=True)
    (folder / "stacks" / name / "cdk.tf.json").write_text(json.dumps(document))


def test_every_stack_is_valid_against_the_schemas_of_the_pinned_versions(
    output: Path, bindings: list[Bindings], stacks: Mapping[str, Template]
) -> None:
    aws, databricks = judge_pins(output, bindings)
    assert (aws.refused, databricks.refused) == ((), ())
    assert (aws.provider, aws.version, databricks.provider, databricks.version) == (
        "aws", AWS_VERSION, "databricks", DATABRICKS_VERSION,
    )  # fmt: skip
    registrations = {name for name in stacks if name.endswith("-registration")}
    assert set(aws.stacks) == set(stacks) - registrations
    real = {"anthill-account", "anthill-dev", "anthill-prod", "anthill-test"}
    assert set(databricks.stacks) == real | registrations
    for pin, prefix in ((aws, "aws_"), (databricks, "databricks_")):
        there = [stacks[stack].json for stack in pin.stacks]
        assert pin.bindings
        assert pin.resources == sum(
            len(bodies)
            for document in there
            for kind in ("resource", "data")
            for type_, bodies in document.get(kind, {}).items()
            if type_.startswith(prefix)
        )


def test_what_the_stand_in_does_is_of_the_pinned_version() -> None:
    # Whoever moves the pin compares the provider's source of the types in use first, and then says so there.
    assert json.loads(FACTS.read_text())["version"] == DATABRICKS_VERSION


def test_the_newest_locked_bindings_take_every_stack_too(output: Path, bindings: list[Bindings]) -> None:
    newest = max(
        (each for each in bindings if each.provider == "aws"), key=lambda each: numbers(each.version)
    )
    assert numbers(newest.version) > numbers(AWS_VERSION)
    pretended = Bindings(provider="aws", version=AWS_VERSION, archive=newest.archive)
    (aws,) = (pin for pin in judge_pins(output, [pretended]) if pin.provider == "aws")
    assert (aws.refused, aws.bindings) == ((), newest.archive.name.removesuffix(".jsii.tgz"))


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


LOCATION = "databricks_external_location"
FAULTS: list[tuple[str, Change, str]] = [
    (
        LOCATION,
        lambda one: one.update(enable_file_event=False),
        "enable_file_event: no such argument or block",
    ),
    (LOCATION, lambda one: one.pop("url"), "url: required, and not there"),
    (LOCATION, lambda one: one.update(fallback="off"), "fallback: 'off' is no bool"),
    (LOCATION, lambda one: one.update(created_at=1), "created_at: only the provider sets it"),
    ("databricks_catalog", lambda one: one.update(options=["a"]), "options: ['a'] is no map"),
    (
        "databricks_sql_endpoint",
        lambda one: one["tags"].update(tags=1),
        "tags.tags: no such argument or block",
    ),
    ("databricks_tag_policy", lambda one: one["values"].append({}), "values.name: required, and not there"),
    ("aws_vpc", lambda one: one.update(arn="arn"), "arn: only the provider sets it"),
    (
        "aws_dynamodb_table",
        lambda one: one["attribute"][0].update(kind="S"),
        "attribute.kind: no such argument",
    ),
    ("aws_transfer_server", lambda one: one.update(protocols="SFTP"), "protocols: 'SFTP' is no "),
]


@pytest.mark.parametrize(("type_", "change", "problem"), FAULTS)
def test_a_fault_in_a_real_stack_is_refused_with_its_address(
    stacks: Mapping[str, Template],
    bindings: list[Bindings],
    tmp_path: Path,
    type_: str,
    change: Change,
    problem: str,
) -> None:
    document = json.loads(json.dumps(stacks["anthill-prod"].json))
    change(next(iter(document["resource"][type_].values())))
    write(tmp_path, "anthill-prod", document)
    (refused,) = (each for pin in judge_pins(tmp_path, bindings) for each in pin.refused)
    assert refused.startswith("anthill-prod: ")
    assert problem in refused


@pytest.mark.parametrize(
    ("provider", "version"),
    [("databricks", "1.127.0"), ("aws", "6.26.0"), ("aws", "~> 6.25"), ("aws", ""), ("odd", "1.0.0")],
)
def test_a_version_that_no_bindings_describe_is_refused(
    bindings: list[Bindings], tmp_path: Path, provider: str, version: str
) -> None:
    write(tmp_path, "one", {"terraform": {"required_providers": {provider: {"version": version}}}})
    (pin,) = judge_pins(tmp_path, bindings)
    (problem,) = pin.refused
    assert f"{provider} {version}: no installed bindings describe this version" in problem
    assert pin == Pin(
        provider=provider, version=version, bindings="", stacks=("one",), resources=0, refused=(problem,)
    )
    described = {"aws": "6.25.0, 6.", "databricks": "1.128.0, 1.99.0", "odd": "none"}
    assert f"(described: {described[provider]}" in problem


def test_bindings_that_name_no_version_are_an_error(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tgz", "w:gz"):
        pass
    with pytest.raises(BindingsMissingError, match=r"a\.tgz does not say which version"):
        provider_version(tmp_path / "a.tgz")
