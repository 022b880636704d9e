"""`anthill plan`: what a stack would create, with no account, no credentials and no network."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import main as application
from configuration.emulator import OFFLINE_DATABRICKS_VERSION, PROVIDER_VERSIONS
from configuration.errors import ConfigurationError
from operations.commands import plan as plan_command
from operations.common.errors import OperationError
from operations.synthesis.emulated_stack import emulated
from operations.terraform import offline_plan
from operations.terraform.offline_plan import OfflinePlan, offline
from operations.terraform.run import TerraformRun
from tests.support.run import Run
from tests.support.template import Template

ANTHILL = str(Path(sys.executable).with_name("anthill"))
ROOT = Path(__file__).resolve().parents[3]
ACCOUNT = "anthill-account"


@pytest.fixture
def plan(anthill: Run) -> Run:
    return partial(anthill, "plan")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["prod", "--json", "--full"], "--json and --full exclude each other: leave one out"),
        ([], "missing argument 'stack'"),
        (["dev", "prod"], "unexpected extra argument"),
    ],
)
def test_a_wrong_call_is_bad_input_and_plans_nothing(
    plan: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.delattr(plan_command, "_synthesise")
    code, shown, said = plan(*arguments)
    assert (code, shown) == (2, "")
    assert told.lower() in " ".join(said.split()).lower()


def test_an_unknown_stack_is_refused_with_the_known_ones(plan: Run, synthesised: Path) -> None:
    code, shown, said = plan("stage")
    known = sorted(folder.name for folder in (synthesised / "stacks").iterdir())
    assert ACCOUNT in known
    assert (code, shown) == (2, "")
    assert said == f"anthill: no stack 'anthill-stage'; known are {', '.join(known)}\n"


def test_a_wrong_configuration_is_bad_input(plan: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise ConfigurationError("dev.region: is not a known region")

    monkeypatch.setattr(application, "build_app", broken)
    assert plan("dev") == (2, "", "anthill: dev.region: is not a known region\n")


MADE = OfflinePlan(
    stack=ACCOUNT,
    plan={"resource_changes": [{"type": "aws_b"}, {"type": "aws_a"}, {"type": "aws_b"}]},
    text="every argument\n",
)


OTHER = "planned with aws 5.100.0, the newest on this machine; environments are pinned to 6.25.0"


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch, synthesised: Path) -> list[Path]:
    """A plan that is made already; the folders that it was asked for."""
    asked: list[Path] = []

    def made(stack: Path, _: Path, *, exact: bool) -> OfflinePlan:
        asked.append(stack)
        return replace(MADE, provider=None if exact else OTHER)

    def synthesise(_: Path, stack: str) -> Path:
        return synthesised / "stacks" / stack

    monkeypatch.setattr(plan_command, "_synthesise", synthesise)
    monkeypatch.setattr(offline_plan, "plan_offline", made)
    return asked


def test_people_see_types_and_counts(plan: Run, planned: list[Path]) -> None:
    code, shown, said = plan(ACCOUNT)
    assert code == 0
    assert [folder.name for folder in planned] == [ACCOUNT]
    rows = [line.replace("│", " ").split() for line in shown.splitlines()]
    assert rows.index(["aws_a", "1"]) < rows.index(["aws_b", "2"])
    assert shown.endswith(f"{ACCOUNT}: 3 resources of 2 types to create; nothing was reached\n")
    assert said == f"planning {ACCOUNT} from nothing, without an account ...\n{OTHER}\n"
    assert OTHER not in plan(ACCOUNT, "--exact")[2]


@pytest.mark.parametrize(("form", "text"), [("--json", json.dumps(MADE.plan) + "\n"), ("--full", MADE.text)])
@pytest.mark.usefixtures("planned")
def test_other_forms_leave_standard_output_to_the_plan(plan: Run, form: str, text: str) -> None:
    code, shown, _ = plan(ACCOUNT, form)
    assert (code, shown) == (0, text)


def test_what_terraform_refuses_is_a_failure_with_its_words(
    plan: Run, planned: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Path, exact: bool) -> OfflinePlan:  # noqa: ARG001 - as the real one
        raise OperationError("terraform plan failed in x:\nError: Invalid value")

    monkeypatch.setattr(offline_plan, "plan_offline", refused)
    code, shown, said = plan(ACCOUNT)
    assert (code, shown, planned) == (1, "", [])
    assert said.endswith("anthill: terraform plan failed in x:\nError: Invalid value\n")


def document(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))


def test_a_copy_for_offline_changes_only_how_providers_connect(synthesised: Path) -> None:
    for folder in sorted((synthesised / "stacks").iterdir()):
        stack, before = document(folder), document(folder)
        changed = offline(stack)
        assert stack == before, f"{folder.name} itself was changed"
        assert set(changed) == set(before)
        assert {part for part in before if changed[part] != before[part]} <= {"provider", "terraform"}
        assert changed["terraform"]["backend"] == {"local": {"path": "terraform.tfstate"}}
        required, needed = (each["terraform"]["required_providers"] for each in (changed, before))
        assert set(required) == set(needed)
        if "aws" in needed:
            assert required["aws"] == {**needed["aws"], "version": PROVIDER_VERSIONS}
        if "databricks" in needed:
            assert required["databricks"] == {**needed["databricks"], "version": OFFLINE_DATABRICKS_VERSION}
        rest = [name for name in needed if name not in {"aws", "databricks"}]
        assert {name: required[name] for name in rest} == {name: needed[name] for name in rest}


def test_a_copy_for_offline_asks_nobody_who_it_is(synthesised: Path) -> None:
    for folder in sorted((synthesised / "stacks").iterdir()):
        before, changed = document(folder), offline(document(folder))
        assert changed["provider"].keys() == before["provider"].keys()
        assert {**changed["provider"], "aws": None} == {**before["provider"], "aws": None}
        configured = [each["provider"].get("aws", []) for each in (before, changed)]
        for old, new in zip(*configured, strict=True):
            assert "allowed_account_ids" not in new
            for asking in ("credentials_validation", "requesting_account_id", "metadata_api_check"):
                assert str(new[f"skip_{asking}"]).lower() == "true"
            assert (new["region"], new.get("default_tags")) == (old["region"], old.get("default_tags"))


def test_what_a_stack_imports_is_asked_of_no_account_and_made_like_the_rest(synthesised: Path) -> None:
    before = document(synthesised / "stacks" / ACCOUNT)
    bucket = next(iter(before["resource"]["aws_s3_bucket"]))
    importing = {**before, "import": [{"to": f"aws_s3_bucket.{bucket}", "id": "running-already"}]}
    assert offline(importing) == offline(before)
    assert emulated(importing) == emulated(before)


@pytest.fixture(scope="module")
def providers(synthesised: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mirror with the AWS provider, from wherever this machine gets it."""
    folder = tmp_path_factory.mktemp("providers") / "stacks" / ACCOUNT
    folder.mkdir(parents=True)
    stack = offline(document(synthesised / "stacks" / ACCOUNT))
    (folder / "cdk.tf.json").write_text(json.dumps(stack), encoding="utf-8")
    TerraformRun(folder, None).init()
    return folder / ".terraform" / "providers"


def test_a_stack_is_planned_without_credentials_and_without_network(
    providers: Path, stacks: Mapping[str, Template]
) -> None:
    nowhere = "http://127.0.0.1:1"
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), nowhere)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "DATABRICKS_")) and name.upper() != "NO_PROXY"
    }
    own = {"ANTHILL_PROVIDER_MIRROR": str(providers)}
    run = subprocess.run(
        [ANTHILL, "plan", "account", "--json"],
        cwd=ROOT,
        env=kept | proxies | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    changes = json.loads(run.stdout)["resource_changes"]
    assert {tuple(change["change"]["actions"]) for change in changes} == {("create",)}
    declared = stacks[ACCOUNT].json["resource"]
    assert Counter(change["type"] for change in changes) == {
        type_: len(resources) for type_, resources in declared.items()
    }
