"""The AWS provider with a part of its schema: the same plans, sooner, and nothing left running."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from configuration.emulator import PROVIDER_ARGUMENTS, PROVIDER_VERSIONS
from offline_databricks.protobuf import fields, lengthy
from operations.terraform import narrow_provider
from operations.terraform.narrow_provider.schema import named_types, narrowed
from operations.terraform.offline_plan import NO_ACCOUNT
from operations.terraform.run import TerraformRun

QUEUE = {
    "aws_sqs_queue": {"queue": {"name": "anthill-narrow", "kms_master_key_id": "${aws_kms_key.key.arn}"}}
}
KEY = {"aws_kms_key": {"key": {"description": "one"}}}
texts = st.text(alphabet="abcdefgh_", min_size=1, max_size=8)


def stack(folder: Path, resources: dict[str, Any], **variables: str) -> TerraformRun:
    """A stack that reaches nothing, initialised."""
    stacks = folder / "stacks" / "anthill-narrow"
    stacks.mkdir(parents=True)
    document = {
        "terraform": {
            "required_providers": {"aws": {"source": "hashicorp/aws", "version": PROVIDER_VERSIONS}},
            "backend": {"local": {"path": "terraform.tfstate"}},
        },
        "provider": {"aws": [{"region": "eu-west-1", **PROVIDER_ARGUMENTS, **NO_ACCOUNT}]},
        "resource": resources,
    }
    (stacks / "cdk.tf.json").write_text(json.dumps(document))
    terraform = TerraformRun(stacks, None, os.environ | variables)
    terraform.init()
    return terraform


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> TerraformRun:
    return stack(tmp_path_factory.mktemp("narrow"), {**QUEUE, **KEY})


def entry(number: int, name: str, body: bytes) -> bytes:
    return lengthy(number, lengthy(1, name.encode()) + lengthy(2, body))


@given(
    kept=st.sets(texts),
    resources=st.dictionaries(texts, st.binary()),
    data=st.dictionaries(texts, st.binary()),
)
def test_what_is_named_and_what_is_no_type_stays_as_it_is(
    kept: set[str], resources: dict[str, bytes], data: dict[str, bytes]
) -> None:
    def schema(names: Iterable[str] | None) -> bytes:
        def among(number: int, types: dict[str, bytes]) -> bytes:
            return b"".join(
                entry(number, name, body) for name, body in types.items() if names is None or name in names
            )

        return (
            lengthy(1, b"provider") + among(2, resources) + among(3, data) + entry(7, "function", b"function")
        )

    narrow = narrowed(schema(None), {name.encode() for name in kept})
    assert list(fields(narrow)) == list(fields(schema(kept)))


def test_types_are_those_of_every_stack_and_of_the_state(tmp_path: Path) -> None:
    for name, text in {
        "one/cdk.tf.json": '{"terraform": {"backend": {"local": {"path": "../../state"}}}, "a": {"aws_one": 1}}',
        "two/cdk.tf.json": '{"data": {"aws_two": {"x": {"y": "${data.aws_no_type.z}"}}}}',
        "one/other.tfstate": '{"type": "aws_three"}',
        "../state": '{"type": "aws_four", "of": "databricks_job"}',
        "two/terraform.tfstate": '{"type": "aws_of_another_state"}',
    }.items():
        file = tmp_path / "stacks" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert named_types(tmp_path / "stacks/one") == {b"aws_one", b"aws_two", b"aws_three", b"aws_four"}


def test_the_plan_is_the_one_of_the_whole_provider(terraform: TerraformRun) -> None:
    stock = TerraformRun(terraform.folder, None, os.environ | {narrow_provider.STOCK: "1"})
    narrow, whole = terraform.plan(), stock.plan()
    assert len(narrow["resource_changes"]) == 2
    assert {**narrow, "timestamp": ""} == {**whole, "timestamp": ""}


def test_to_show_a_plan_the_provider_is_not_even_started(
    terraform: TerraformRun,
) -> None:
    terraform.plan()
    (installed,) = terraform.folder.glob(".terraform/providers/*/*/aws/*/*/terraform-provider-aws*")
    original = installed.resolve()
    stat = original.stat()
    broken = terraform.folder / "broken"
    broken.mkdir()
    fake = broken / original.name
    fake.write_text("#!/bin/sh\necho started >&2; exit 1\n")
    fake.chmod(0o755)
    with fake.open("r+b") as file:
        file.truncate(stat.st_size)
    os.utime(fake, ns=(stat.st_mtime_ns, stat.st_mtime_ns))
    link = installed.parent
    kept = link.readlink()
    link.unlink()
    link.symlink_to(broken)
    try:
        assert len(terraform.planned()["resource_changes"]) == 2
        with pytest.raises(Exception, match="does not start as a plugin"):
            terraform.plan()
    finally:
        link.unlink()
        link.symlink_to(kept)


def test_a_type_that_only_the_state_holds_brings_the_whole_schema(tmp_path: Path) -> None:
    held = {
        "mode": "managed",
        "type": "aws_sns_topic",
        "name": "old",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [{"schema_version": 0, "attributes": {"id": "old", "name": "old"}}],
    }
    # As with a state in a bucket: no file that the relay reads has the type.
    elsewhere = tmp_path / "state.json"
    elsewhere.write_text(
        json.dumps(
            {"version": 4, "terraform_version": "1.11.0", "serial": 1, "lineage": "x", "resources": [held]}
        )
    )
    terraform = stack(tmp_path, KEY, TF_CLI_ARGS_plan=f"-state={elsewhere}")
    actions = {
        change["address"]: change["change"]["actions"]
        for change in terraform.plan(refresh=False)["resource_changes"]
    }
    assert actions == {"aws_kms_key.key": ["create"], "aws_sns_topic.old": ["delete"]}


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_terraform(tmp_path: Path, ending: signal.Signals) -> None:
    def providers() -> list[str]:
        lines: list[str] = []
        for process in psutil.process_iter():
            try:
                if Path(process.cwd()) == terraform.folder:
                    lines.append(" ".join(process.cmdline()))
            except psutil.Error:
                continue
        return [line for line in lines if "narrow_provider" in line or "terraform-provider-aws" in line]

    waiting = {"wait": {"provisioner": [{"local-exec": {"command": "sleep 60"}}]}}
    queue = {"queue": {"name": "anthill-narrow", "depends_on": ["terraform_data.wait"]}}
    terraform = stack(tmp_path, {"terraform_data": waiting, "aws_sqs_queue": queue})
    process = terraform.start_apply(tmp_path / "log")
    deadline = time.monotonic() + 60
    while len({"narrow" in line for line in providers()}) < 2:
        assert process.poll() is None, (tmp_path / "log").read_text()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(ending)
    process.wait(60)
    while left := providers():
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def test_it_is_installed_once_and_fixed(tmp_path: Path) -> None:
    folder = narrow_provider.install(tmp_path)
    launcher = folder / "terraform-provider-aws"
    whole, before = launcher.read_bytes(), launcher.stat().st_mtime_ns
    assert narrow_provider.install(tmp_path) == folder
    assert launcher.stat().st_mtime_ns == before
    launcher.write_text("half")
    narrow_provider.install(tmp_path)
    assert launcher.read_bytes() == whole
    said = subprocess.run([launcher], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "Terraform starts it" in said.stderr
