"""A plan is only taken for the stack that it is of."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from configuration.emulator import ACCOUNT
from tests.operations.review.test_review_command import plan
from tests.support.run import Run
from tests.support.template import Template

DEV, PROD = "111111111111", "333333333333"


@pytest.fixture
def review(anthill: Run) -> Run:
    return partial(anthill, "review")


def planned(folder: Path, account: str, addresses: list[str]) -> Path:
    """A plan that changes nothing, of a configuration with an account and resources."""
    file = plan(folder)
    provider = {"expressions": {"allowed_account_ids": {"constant_value": [account]}}}
    resources = [{"address": address, "mode": "managed"} for address in addresses]
    configuration = {"provider_config": {"aws": provider}, "root_module": {"resources": resources}}
    file.write_text(json.dumps(json.loads(file.read_text()) | {"configuration": configuration}))
    return file


def addresses(stacks: Mapping[str, Template], stack: str) -> list[str]:
    """The addresses of a stack's resources."""
    resources: Mapping[str, Mapping[str, Any]] = stacks[stack].json["resource"]
    return [f"{type_}.{name}" for type_, held in resources.items() for name in held]


def refused(found: tuple[int, str, str], output: Path) -> str:
    code, shown, said = found
    assert (code, shown) == (2, "")
    assert not output.exists()
    assert "Traceback" not in said
    return " ".join(said.split())


def test_a_plan_for_another_account_is_refused(review: Run, tmp_path: Path) -> None:
    file, output = planned(tmp_path / "anthill-dev", PROD, []), tmp_path / "out"
    said = refused(review("--plan", str(file), "--output", str(output)), output)
    assert f"is a plan for account {PROD}, and anthill-dev is in {DEV}" in said


@pytest.mark.parametrize("account", [DEV, ACCOUNT])
def test_the_stacks_own_plan_and_one_for_the_embedded_aws_are_taken(
    review: Run, tmp_path: Path, stacks: Mapping[str, Template], synthesised: Path, account: str
) -> None:
    held = addresses(stacks, "anthill-dev")
    # What the embedded AWS cannot hold is not planned for it.
    file = planned(tmp_path / "anthill-dev", account, held if account == DEV else held[5:])
    code, shown, _ = review("--plan", str(file), "--synthesised", str(synthesised), "--json")
    assert code == 0
    assert json.loads(shown)["caveats"] == []


def test_a_plan_of_another_stack_of_the_same_account_is_refused(
    review: Run, tmp_path: Path, stacks: Mapping[str, Template], synthesised: Path
) -> None:
    held = addresses(stacks, "anthill-dev-bootstrap")
    file, output = planned(tmp_path / "anthill-dev", DEV, held), tmp_path / "out"
    said = refused(
        review("--plan", str(file), "--synthesised", str(synthesised), "--output", str(output)), output
    )
    assert "is no plan of anthill-dev as it is synthesised" in said
    assert f"of its {len(held)} resources are not in it, such as aws_" in said


def test_a_stack_that_is_not_in_the_output_folder_is_refused(
    review: Run, tmp_path: Path, synthesised: Path
) -> None:
    file, output = planned(tmp_path, DEV, []), tmp_path / "out"
    given = ("--plan", f"anthill-stage={file}", "--synthesised", str(synthesised), "--output", str(output))
    assert "no stack anthill-stage is in --synthesised; known are anthill-account, anthill-dev" in refused(
        review(*given), output
    )


def test_the_bases_folder_tells_how_providers_were_configured(
    review: Run, tmp_path: Path, synthesised: Path
) -> None:
    base = tmp_path / "base" / "stacks" / "anthill-dev"
    base.mkdir(parents=True)
    document = json.loads((synthesised / "stacks" / "anthill-dev" / "cdk.tf.json").read_text())
    document["provider"]["aws"][0]["region"] = "eu-planted-1"
    (base / "cdk.tf.json").write_text(json.dumps(document), encoding="utf-8")
    file = planned(tmp_path / "anthill-dev", DEV, [])
    folders = ("--synthesised", str(synthesised), "--synthesised", str(tmp_path / "base"))
    code, shown, _ = review("--plan", str(file), *folders, "--json")
    assert code == 0
    assert json.loads(shown)["settings"] == {
        "anthill-dev": [{"path": "provider.aws[0].region", "before": "eu-planted-1", "after": "eu-west-1"}]
    }


def test_a_plan_of_a_form_that_is_not_known_is_refused(review: Run, tmp_path: Path) -> None:
    file, output = planned(tmp_path / "anthill-dev", DEV, []), tmp_path / "out"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format_version": "2.0"}))
    said = refused(review("--plan", str(file), "--output", str(output)), output)
    assert "is of format 2.0; allowed is 1.x" in said
