"""A plan of this project's commands starts the AWS provider once; where that cannot be, it is made as before."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from operations.common.errors import OperationError
from operations.terraform.narrow_provider import ATTACHED
from operations.terraform.narrow_provider.attached import Attached
from operations.terraform.narrow_provider.real import RealProvider
from operations.terraform.run import TerraformRun
from tests.operations.terraform.test_narrow_provider import KEY, QUEUE, stack

CREATED = {"aws_kms_key.key": ["create"], "aws_sqs_queue.queue": ["create"]}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def terraform(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> TerraformRun:
    """A stack that reaches nothing; whoever starts the relay of its home says so in `started`."""
    monkeypatch.setenv("ANTHILL_HOME", str(home))
    return telling(stack(tmp_path, {**QUEUE, **KEY}), home)


def telling(terraform: TerraformRun, home: Path) -> TerraformRun:
    """Let the relay say that it starts, which each TerraformRun writes anew."""
    relay = home / "narrow-provider/terraform-provider-aws"
    relay.write_text(relay.read_text().replace("exec ", f"touch {started(home)}\nexec "))
    started(home).unlink(missing_ok=True)
    return terraform


def logging(terraform: TerraformRun, home: Path) -> TerraformRun:
    """The same with a log of the provider's, which is to begin with its start."""
    asked = {**terraform.environment, "TF_LOG_PROVIDER": "ERROR"}
    return telling(TerraformRun(terraform.folder, None, asked), home)


def started(home: Path) -> Path:
    return home / "started"


def actions(plan: Mapping[str, Any]) -> dict[str, list[str]]:
    return {each["address"]: each["change"]["actions"] for each in plan["resource_changes"]}


def also(terraform: TerraformRun, **more: Any) -> None:
    file = terraform.folder / "cdk.tf.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **more}))


def test_a_plan_starts_the_provider_once_and_ends_it(
    terraform: TerraformRun, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[RealProvider] = []
    start = RealProvider.start

    def counted(self: RealProvider) -> None:
        if not self.runs:
            begun.append(self)
        start(self)

    monkeypatch.setattr(RealProvider, "start", counted)
    before = set(psutil.Process().children(recursive=True))
    monkeypatch.setattr(TerraformRun, "planned", lambda _: {})  # pyright: ignore[reportUnknownLambdaType]
    terraform.plan()
    monkeypatch.undo()
    assert len(begun) == 1
    assert not started(home).exists()
    assert set(psutil.Process().children(recursive=True)) <= before
    assert actions(terraform.planned()) == CREATED


def test_it_is_the_plan_that_is_made_without(terraform: TerraformRun, home: Path) -> None:
    def comparable(plan: Mapping[str, Any]) -> Mapping[str, Any]:
        relevant = sorted(map(json.dumps, plan.get("relevant_attributes", ())))
        return {**plan, "timestamp": "", "relevant_attributes": relevant}

    attached = comparable(terraform.plan())
    without = comparable(logging(terraform, home).plan())
    assert started(home).exists()
    assert attached == without


@pytest.mark.parametrize("why", ["two configurations", "another file", "a log", "attached by others"])
def test_what_one_process_cannot_hold_is_planned_by_the_relay(
    terraform: TerraformRun, home: Path, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why == "two configurations":
        (aws,) = json.loads((terraform.folder / "cdk.tf.json").read_text())["provider"]["aws"]
        also(terraform, provider={"aws": [aws, {**aws, "alias": "other", "region": "us-east-1"}]})
    elif why == "another file":
        (terraform.folder / "more.tf.json").write_text("{}")
    elif why == "a log":
        terraform = logging(terraform, home)
    else:
        asked = {**terraform.environment, ATTACHED: "{}"}
        terraform = telling(TerraformRun(terraform.folder, None, asked), home)
    monkeypatch.setattr(Attached, "__init__", refuse)
    assert actions(terraform.plan()) == CREATED
    assert started(home).exists()


def not_started(_provider: RealProvider) -> None:
    raise OSError("no such program")


def refuse(*_arguments: object) -> None:
    raise AssertionError("it was attached")


def test_one_that_ends_by_itself_or_does_not_start_costs_nothing(
    terraform: TerraformRun, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve = Attached.__init__

    def ended(self: Attached, *arguments: Any) -> None:
        serve(self, *arguments)
        self.provider._process.kill()  # type: ignore[union-attr] # pyright: ignore

    monkeypatch.setattr(Attached, "__init__", ended)
    assert actions(terraform.plan()) == CREATED
    assert started(home).exists()
    started(home).unlink()

    monkeypatch.setattr(RealProvider, "start", not_started)
    assert actions(terraform.plan()) == CREATED
    assert started(home).exists()


def test_an_error_of_the_plan_is_terraforms_own_and_said_once(terraform: TerraformRun, home: Path) -> None:
    also(terraform, resource={"aws_sqs_queue": {"queue": {"visibility_timeout_seconds": "many"}}})
    with pytest.raises(OperationError, match=r"terraform plan failed in .*\n[^\x00]*Inappropriate value"):
        terraform.plan()
    assert not started(home).exists()
