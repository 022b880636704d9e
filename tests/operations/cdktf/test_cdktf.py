"""The `cdktf` command: the right environment for each stack, and nothing of one in the other."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from environments.catalogue import ENVIRONMENTS
from operations.cdktf import command as cdktf_command
from operations.cdktf.command import CLI, prepare
from operations.cdktf.recording import UNREVIEWED
from operations.common import account
from operations.common.databricks_sign_in import workspace_url
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.errors import InputError, OperationError
from operations.common.node import node_binary
from operations.emulator import engine

ROOT = Path(__file__).resolve().parents[3]
EMULATOR_ONLY = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "HTTP_PROXY", "AWS_CONFIG_FILE")


@pytest.fixture
def inherited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An engineer's environment with an empty home."""
    monkeypatch.setenv("ANTHILL_HOME", str(tmp_path / "anthill"))
    return {
        "HOME": str(tmp_path / "nobody"),
        "PATH": os.environ["PATH"],
        "ANTHILL_HOME": str(tmp_path / "anthill"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@pytest.fixture
def local_home(tmp_path: Path) -> Iterator[EngineHome]:
    home = EngineHome.under(tmp_path / "anthill")
    yield home
    engine.stop(home)


def cdktf(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("cdktf")), *arguments],
        cwd=ROOT / "environments",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_synth_needs_no_emulator_and_adds_nothing(inherited: dict[str, str], tmp_path: Path) -> None:
    command, environment = prepare(["synth", "--hcl"], inherited, ROOT)
    assert command == [str(node_binary()), str(ROOT / CLI), "synth", "--hcl"]
    assert not {*EMULATOR_ONLY, "ANTHILL_STACKS"} & environment.keys()
    assert not (tmp_path / "anthill" / "local").exists()


def test_synthesis_through_the_cli_needs_no_node_either(inherited: dict[str, str], tmp_path: Path) -> None:
    given = inherited | {"ANTHILL_STACKS": "anthill-dev-bootstrap"}
    run = cdktf(given, "synth", "--output", str(tmp_path / "out"))
    assert (run.returncode, "by Node" in run.stdout + run.stderr) == (0, False)
    assert (tmp_path / "out/stacks/anthill-dev-bootstrap/cdk.tf.json").is_file()
    assert list((tmp_path / "anthill" / "node-compiled").iterdir()), "cdktf-cli is kept compiled"


def test_the_locked_tools_come_first_and_stay_quiet(inherited: dict[str, str], tmp_path: Path) -> None:
    _, environment = prepare(["list"], inherited, ROOT)
    first, second = environment["PATH"].split(os.pathsep)[:2]
    assert (Path(first), Path(second)) == (Path(sys.executable).parent, node_binary().parent)
    assert environment["JSII_NODE"] == str(node_binary())
    assert environment["CHECKPOINT_DISABLE"] == environment["DISABLE_VERSION_CHECK"] == "1"
    assert Path(environment["CDKTF_HOME"]).is_relative_to(tmp_path / "anthill")
    assert Path(environment["TERRAFORM_BINARY_NAME"]).is_absolute()
    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert (environment["GOGC"], environment["GOMEMLIMIT"]) == ("400", "2GiB")
    assert not (tmp_path / "nobody").exists()


def test_how_terraform_collects_garbage_may_be_set(inherited: dict[str, str]) -> None:
    _, environment = prepare(["list"], inherited | {"GOGC": "100"}, ROOT)
    assert environment["GOGC"] == "100"


def test_the_local_stack_starts_the_engine_and_sees_only_it(
    inherited: dict[str, str], local_home: EngineHome, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = inherited | {"AWS_PROFILE": "prod", "AWS_SESSION_TOKEN": "real", "AWS_CA_BUNDLE": "/ca"}
    command, environment = prepare(["deploy", "anthill-local"], theirs, ROOT)
    record = engine.running(local_home)
    assert record is not None
    assert f"started the embedded AWS on {record.endpoint}" in capsys.readouterr().err
    assert environment["AWS_ENDPOINT_URL"] == record.endpoint
    assert environment["ANTHILL_STACKS"] == "anthill-local"
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CA_BUNDLE"} & environment.keys()
    assert command[3:] == ["anthill-local", "--skip-provider-lock", "--terraform-parallelism=30"]
    # What leaves records of an apply runs what attaches the provider, which runs Terraform.
    assert environment["TERRAFORM_BINARY_NAME"].endswith("/recorded-terraform")
    assert environment["ANTHILL_RECORDED_TERRAFORM"].endswith("/narrowed-terraform")
    assert Path(environment["ANTHILL_WHOLE_TERRAFORM"]).is_absolute()
    prepare(["diff", "anthill-local"], theirs, ROOT)
    assert engine.running(local_home) == record
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("local_home")
def test_what_is_given_is_not_added_again(inherited: dict[str, str]) -> None:
    given = ["deploy", "anthill-local", "--terraform-parallelism", "5", "--skip-provider-lock"]
    command, _ = prepare(given, inherited, ROOT)
    assert command[2:] == given


@pytest.mark.usefixtures("local_home")
def test_output_gets_no_option_that_it_does_not_know(inherited: dict[str, str]) -> None:
    command, _ = prepare(["output", "anthill-local"], inherited, ROOT)
    assert command[2:] == ["output", "anthill-local", "--skip-provider-lock"]


def test_help_asks_for_nothing(inherited: dict[str, str], tmp_path: Path) -> None:
    command, _ = prepare(["deploy", "anthill-local", "--help"], inherited, ROOT)
    assert command[2:] == ["deploy", "anthill-local", "--help"]
    assert not (tmp_path / "anthill" / "local").exists()


@pytest.mark.parametrize("command", ["deploy", "diff", "destroy", "output"])
def test_a_real_stack_without_credentials_ends_before_anything_starts(
    inherited: dict[str, str], tmp_path: Path, command: str
) -> None:
    run = cdktf(inherited, command, "anthill-dev")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("cdktf: anthill-dev: no usable AWS credentials")
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "anthill" / "local").exists()


def test_a_real_stack_refuses_the_emulators_settings(inherited: dict[str, str]) -> None:
    run = cdktf(inherited | {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "deploy", "anthill-prod")
    assert run.returncode == 2
    assert "AWS_ENDPOINT_URL=http://127.0.0.1:1 leads to this machine" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["deploy", "anthill-prodd"], "no stack anthill-prodd; known are anthill-account, anthill-dev, "),
        (["deploy", "anthill-prodd"], "did you mean anthill-prod?"),
        (["diff", "anthill-loc?"], "no stack anthill-loc?; known are "),
        (["destroy"], "no stack is named; known are anthill-account, "),
    ],
)
def test_a_stack_that_does_not_exist_is_refused_before_a_synthesis(
    inherited: dict[str, str], tmp_path: Path, arguments: list[str], told: str
) -> None:
    run = cdktf(inherited, *arguments)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert told in run.stderr
    assert not (tmp_path / "anthill" / "local").exists()


def _whoever(_environments: object, _variables: object) -> None:
    """Take any credentials for those of the account."""


def _locked(_targets: object, _requirements: object, **_places: object) -> dict[str, str]:
    """Take no lock: whether the repository has one is tried in tests/operations/terraform/test_provider_lock.py."""
    return {}


def test_credentials_of_another_workspace_reach_none(
    inherited: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "check_account", _whoever)
    monkeypatch.setattr(cdktf_command, "put_locks", _locked)
    dev = next(filter(None, (workspace_url(each) for each in ENVIRONMENTS if each.name.value == "dev")))
    given = inherited | {"DATABRICKS_HOST": dev}
    with pytest.raises(InputError, match=r"DATABRICKS_HOST is .*, but anthill-prod is at"):
        prepare(["diff", "anthill-dev", "anthill-prod"], given, ROOT)
    _, environment = prepare(["diff", "anthill-dev"], given, ROOT)
    assert "narrowed" not in environment["TERRAFORM_BINARY_NAME"], (
        "real environments run the provider as it is"
    )


@pytest.mark.parametrize("command", ["deploy", "destroy"])
def test_prod_takes_nothing_by_hand_without_a_reason(
    inherited: dict[str, str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(account, "check_account", _whoever)
    monkeypatch.setattr(cdktf_command, "put_locks", _locked)
    with pytest.raises(OperationError, match=r"anthill-prod takes only what was committed and approved"):
        prepare([command, "anthill-prod"], inherited, ROOT)
    _, environment = prepare([command, "anthill-prod"], inherited | {UNREVIEWED: "it is down"}, ROOT)
    assert environment[UNREVIEWED] == "it is down"
    assert environment["TERRAFORM_BINARY_NAME"].endswith("recorded-terraform")
    # Nobody applies a plan of its diff, and its bootstrap no pipeline.
    for allowed in (["diff", "anthill-prod"], [command, "anthill-prod-bootstrap"], [command, "anthill-dev"]):
        prepare(allowed, inherited, ROOT)


def test_mixing_is_refused_before_anything_starts(inherited: dict[str, str], tmp_path: Path) -> None:
    run = cdktf(inherited, "deploy", "anthill-local", "anthill-dev")
    assert run.returncode == 2
    assert "name them in separate calls" in run.stderr
    assert not (tmp_path / "anthill" / "local").exists()


@pytest.mark.parametrize("user_home", ["/dev/null", "/nonexistent"])
def test_without_a_home_to_write_to_everything_stays_in_the_project(
    inherited: dict[str, str], tmp_path: Path, user_home: str
) -> None:
    _, environment = prepare(["list"], inherited | {"HOME": user_home}, ROOT)
    assert environment["JSII_RUNTIME_PACKAGE_CACHE_ROOT"] == str(tmp_path / "anthill" / "jsii")
    _, environment = prepare(["list"], inherited | {"HOME": str(tmp_path)}, ROOT)
    assert "JSII_RUNTIME_PACKAGE_CACHE_ROOT" not in environment


def test_a_missing_cli_says_how_to_install_it(tmp_path: Path, inherited: dict[str, str]) -> None:
    (tmp_path / "cdktf.json").write_text("{}")
    with pytest.raises(OperationError, match=r"node_modules/cdktf-cli/.* is missing in .*make setup"):
        prepare(["synth"], inherited, tmp_path)


def test_an_unsuitable_terraform_is_bad_input(inherited: dict[str, str]) -> None:
    run = cdktf(inherited | {"ANTHILL_TERRAFORM": "/bin/true"}, "list")
    assert run.returncode == 2
    assert "ANTHILL_TERRAFORM: '/bin/true' is no Terraform that runs" in run.stderr


def test_the_cli_runs_in_place_and_its_exit_code_is_exact(inherited: dict[str, str]) -> None:
    run = cdktf(inherited, "--version")
    assert (run.returncode, run.stdout.strip()) == (0, "0.21.0")
    assert cdktf(inherited, "synth", "--app", "false").returncode == 1


def test_a_fresh_checkout_is_synthesised_to_learn_what_it_needs(
    inherited: dict[str, str], local_home: EngineHome, tmp_path: Path
) -> None:
    output = tmp_path / "fresh"
    prepare(["diff", "anthill-local", "--output", str(output)], inherited, ROOT)
    assert engine.running(local_home) is not None
    assert (output / "stacks" / "anthill-local" / "cdk.tf.json").exists()
