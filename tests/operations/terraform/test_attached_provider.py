"""Terraform with the AWS provider attached makes the plans that it makes alone, and does without where it must."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from configuration.emulator import PROVIDER_ARGUMENTS, PROVIDER_VERSIONS
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.terraform import narrow_provider
from operations.terraform.narrow_provider.installation import CACHE_VARIABLE, TERRAFORM
from operations.terraform.run import TerraformRun
from tests.operations.conftest import Client

TYPES = {
    "aws_sqs_queue": {"queue": {"name": "anthill-attached", "visibility_timeout_seconds": 30}},
    "aws_sns_topic": {"topic": {"name": "anthill-attached"}},
    "aws_cloudwatch_log_group": {"logs": {"name": "anthill-attached"}},
}
SAID = "Terraform starts the AWS provider itself"
QUEUE, TOPIC, LOGS = "aws_sqs_queue.queue", "aws_sns_topic.topic", "aws_cloudwatch_log_group.logs"
SAME: dict[str, str] = dict.fromkeys((QUEUE, TOPIC, LOGS), "no-op")


def document(resources: Mapping[str, Any], **more: Any) -> str:
    return json.dumps(
        {
            "terraform": {
                "required_providers": {"aws": {"source": "hashicorp/aws", "version": PROVIDER_VERSIONS}},
                "backend": {"local": {"path": "../../attached.tfstate"}},
            },
            "provider": {"aws": [{"region": "eu-west-1", **PROVIDER_ARGUMENTS}]},
            "resource": resources,
            **more,
        }
    )


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory, engine: EngineRecord) -> TerraformRun:
    """A stack that was applied; its environment has nothing attached."""
    folder = tmp_path_factory.mktemp("attached") / "stacks" / "anthill-attached"
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text(document(TYPES))
    terraform = TerraformRun(folder, engine)
    terraform.init()
    terraform.apply()
    return terraform


@pytest.fixture
def stack(deployed: TerraformRun) -> Iterator[TerraformRun]:
    yield deployed
    (deployed.folder / "cdk.tf.json").write_text(document(TYPES))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def variables(stack: TerraformRun, home: Path, terraform: str | None = None) -> dict[str, str]:
    binary = terraform or stack.environment["TERRAFORM_BINARY_NAME"]
    return dict(stack.environment) | narrow_provider.attaching(home, binary)


def run(stack: TerraformRun, environment: Mapping[str, str], *line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [environment["TERRAFORM_BINARY_NAME"], *line],
        cwd=stack.folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def planned(stack: TerraformRun, environment: Mapping[str, str], *options: str) -> tuple[dict[str, Any], str]:
    """Return the plan as cdktf-cli asks for it, read by Terraform alone, and what was said beside it."""
    done = run(stack, environment, "plan", "-input=false", "-out", "plan", "-lock=false", *options)
    assert done.returncode == 0, done.stderr
    whole = dict(stack.environment)
    shown = json.loads(run(stack, whole, "show", "-json", "plan").stdout)
    # Terraform lists these in another order each time.
    relevant = sorted(map(json.dumps, shown.get("relevant_attributes", ())))
    return {**shown, "timestamp": "", "relevant_attributes": relevant}, done.stderr


def without(*types: str) -> dict[str, Any]:
    return {name: held for name, held in TYPES.items() if name not in types}


RENAMED = {"name": "anthill-attached", "visibility_timeout_seconds": 30, "delay_seconds": 5}
IMPORTED = {"name": "/anthill/attached/configured", "type": "String", "value": "v"}
EVERYTHING = document(
    {
        "aws_sqs_queue": {"renamed": RENAMED},
        "aws_ssm_parameter": {"found": IMPORTED},
        "aws_kms_key": {"new": {"description": "${data.aws_caller_identity.me.account_id}"}},
    },
    data={"aws_caller_identity": {"me": {}}},
    moved=[{"from": QUEUE, "to": "aws_sqs_queue.renamed"}],
    removed=[{"from": TOPIC, "lifecycle": {"destroy": False}}],
    **{"import": [{"to": "aws_ssm_parameter.found", "id": IMPORTED["name"]}]},
)
CHANGED = {
    "aws_sqs_queue.renamed": "update",
    "aws_ssm_parameter.found": "no-op",
    "aws_kms_key.new": "create",
    TOPIC: "forget",
    # A type that only the state holds.
    LOGS: "delete",
}
CASES: dict[str, tuple[str, tuple[str, ...], dict[str, str]]] = {
    "nothing": (document(TYPES), (), SAME),
    "everything": (EVERYTHING, (), CHANGED),
    "destroyed": (document(TYPES), ("-destroy",), dict.fromkeys(SAME, "delete")),
}


@pytest.mark.parametrize("case", CASES)
def test_plans_are_the_same(stack: TerraformRun, home: Path, aws: Client, case: str) -> None:
    aws("ssm").put_parameter(
        Name=IMPORTED["name"], Value=IMPORTED["value"], Type=IMPORTED["type"], Overwrite=True
    )
    text, options, actions = CASES[case]
    (stack.folder / "cdk.tf.json").write_text(text)
    attached, said = planned(stack, variables(stack, home), *options)
    alone, _ = planned(stack, dict(stack.environment), *options)
    assert {each["address"]: each["change"]["actions"][0] for each in attached["resource_changes"]} == actions
    assert SAID not in said
    assert attached == alone


def test_what_is_imported_and_not_configured_is_written_alike(
    stack: TerraformRun, home: Path, aws: Client, tmp_path: Path
) -> None:
    name = "anthill-attached"
    aws("iam").create_group(GroupName=name)
    text = document(TYPES, **{"import": [{"to": "aws_iam_group.found", "id": name}]})
    (stack.folder / "cdk.tf.json").write_text(text)
    made: list[str] = []
    for number, environment in enumerate((variables(stack, home), stack.environment)):
        file = tmp_path / f"generated-{number}.tf"
        # As cdktf-cli asks for it: no file names the type but within an address.
        done = run(stack, environment, "plan", "-lock=false", f"-generate-config-out={file}")
        assert (done.returncode, SAID in done.stderr) == (0, False), done.stderr
        made.append(file.read_text())
    assert made[0] == made[1]
    assert f'"{name}"' in made[0]


def test_terraform_reads_what_is_attached(stack: TerraformRun, home: Path, tmp_path: Path) -> None:
    planned(stack, variables(stack, home))
    (kept,) = (home / "narrow-provider" / "cache").glob("*.schema")
    environment = variables(stack, tmp_path)
    damaged = Path(environment[CACHE_VARIABLE]) / kept.name
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(kept.read_bytes().replace(b"aws_sqs_queue", b"aws_sqs_other"))
    done = run(stack, environment, "plan", "-lock=false")
    assert done.returncode == 1
    assert 'does not support resource type "aws_sqs_queue"' in " ".join(done.stderr.split())


def test_a_file_that_nobody_looked_at_brings_the_whole_schema(stack: TerraformRun, home: Path) -> None:
    beside = stack.folder / "beside.tf"
    beside.write_text('resource "aws_kms_key" "beside" {}\n')
    try:
        plan, said = planned(stack, variables(stack, home))
    finally:
        beside.unlink()
    assert "aws_kms_key.beside" in {each["address"] for each in plan["resource_changes"]}
    assert said == f"cdktf: {SAID} and reads all of its schema: beside.tf is beside cdk.tf.json\n"


def test_what_cannot_be_attached_is_done_without(stack: TerraformRun, home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    environment = variables(stack, home) | {CACHE_VARIABLE: str(tmp_path / "file" / "cache")}
    plan, said = planned(stack, environment)
    assert {each["address"] for each in plan["resource_changes"]} == SAME.keys()
    assert said.startswith(f"cdktf: {SAID} and reads all of its schema: it cannot be attached: ")
    assert said.count("\n") == 1


def test_whoever_reads_the_log_or_says_so_gets_terraform_alone(stack: TerraformRun, home: Path) -> None:
    for given in ({narrow_provider.STOCK: "1"}, {"TF_LOG": "error"}):
        done = run(stack, variables(stack, home) | given, "plan", "-lock=false", "-no-color")
        assert "aws_sqs_queue.queue: Refreshing state... [id=" in done.stdout
    quiet = run(stack, variables(stack, home), "plan", "-lock=false", "-no-color").stdout
    assert "Refreshing" not in quiet
    assert quiet.lstrip().startswith("Refreshed the state of 3 resources\nNo changes.")


KILLER = """#!/bin/sh
[ -z "$TF_REATTACH_PROVIDERS" ] && echo whole && exit 0
for each in $(cat /proc/$PPID/task/*/children); do
  case "$(cat /proc/$each/comm)" in terraform-provi*) kill -9 $each ;; esac
done
sleep 0.3
echo broken
exit 1
"""


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_provider_that_ends_costs_a_plan_and_ends_an_apply(
    stack: TerraformRun, home: Path, tmp_path: Path, command: str
) -> None:
    terraform = tmp_path / "terraform"
    terraform.write_text(KILLER)
    terraform.chmod(0o755)
    environment = variables(stack, home, str(terraform))
    assert environment[TERRAFORM] == str(terraform)
    done = run(stack, environment, command)
    if command == "plan":
        assert (done.returncode, done.stdout) == (0, "broken\nwhole\n")
        assert "the attached one ended by itself, so it is planned once more" in done.stderr
    else:
        assert (done.returncode, done.stdout, done.stderr) == (1, "broken\n", "")


def below(folder: Path, words: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if words in " ".join(process.cmdline()) and Path(process.cwd()) == folder:
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_the_provider_does_not_outlive_the_command(
    stack: TerraformRun, home: Path, ending: signal.Signals
) -> None:
    waiting = {"wait": {"provisioner": [{"local-exec": {"command": "sleep 60"}}]}}
    (stack.folder / "cdk.tf.json").write_text(document({**TYPES, "terraform_data": waiting}))
    environment = variables(stack, home)
    run(stack, dict(stack.environment), "init")
    process = subprocess.Popen(
        [environment["TERRAFORM_BINARY_NAME"], "apply", "-auto-approve"],
        cwd=stack.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not below(stack.folder, "sleep 60"):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (provider,) = below(stack.folder, "terraform-provider-aws")
    process.send_signal(ending)
    process.wait(60)
    provider.wait(20)
    for left in below(stack.folder, "apply"):
        left.kill()
        left.wait(20)
    for left in below(stack.folder, "sleep 60"):
        left.kill()
    if ending == signal.SIGTERM:
        assert process.returncode == 1, "Terraform ended in order, and says that it failed"
