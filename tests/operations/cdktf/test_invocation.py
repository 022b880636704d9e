"""What a command line of `cdktf` asks for, and which environments it reaches."""

import pytest

from configuration.account import EnvironmentName
from configuration.databricks.account import DatabricksAccountConfig
from configuration.stack_ids import ACCOUNT_STACK
from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from operations.cdktf.invocation import read_invocation
from operations.cdktf.targets import find_targets
from operations.common.errors import InputError


def hosted_by(host: str) -> DatabricksAccountConfig:
    """The configured Databricks account, in the AWS account of another environment."""
    return DATABRICKS_ACCOUNT.model_copy(update={"hosted_by": EnvironmentName(host)})


@pytest.mark.parametrize(
    ("line", "command", "stacks"),
    [
        ("", None, ()),
        ("synth", "synth", ()),
        ("deploy anthill-dev", "deploy", ("anthill-dev",)),
        ("deploy --auto-approve anthill-dev", "deploy", ("anthill-dev",)),
        ("deploy --auto-approve true anthill-dev", "deploy", ("anthill-dev",)),
        ("deploy a b --parallelism 1 c", "deploy", ("a", "b", "c")),
        ("deploy --parallelism=1 a", "deploy", ("a",)),
        ("-o out deploy a", "deploy", ("a",)),
        ("deploy -- a", "deploy", ("a",)),
        ("diff a --var x=y --var-file f", "diff", ("a",)),
        ("deploy --outputs-file a b", "deploy", ("b",)),
    ],
)
def test_a_line_is_read_as_cdktf_reads_it(line: str, command: str | None, stacks: tuple[str, ...]) -> None:
    read = read_invocation(line.split())
    assert (read.command, read.stacks) == (command, stacks)


@pytest.mark.parametrize(
    ("line", "touches"),
    [
        ("deploy a", True),
        ("apply a", True),
        ("plan a", True),
        ("output a", True),
        ("watch a", True),
        ("deploy --help", False),
        ("deploy a -h", False),
        ("--version", False),
        ("synth", False),
        ("list", False),
    ],
)
def test_only_some_commands_touch_what_stacks_describe(line: str, *, touches: bool) -> None:
    assert read_invocation(line.split()).touches_stacks is touches


@pytest.mark.parametrize(
    ("patterns", "stacks", "real", "emulated"),
    [
        (["anthill-local"], ["anthill-local"], [], True),
        (["anthill-dev"], ["anthill-dev"], ["dev"], False),
        (["anthill-dev-bootstrap"], ["anthill-dev-bootstrap"], ["dev"], False),
        (["anthill-dev*"], ["anthill-dev", "anthill-dev-bootstrap"], ["dev"], False),
        (["anthill-dev", "anthill-prod"], ["anthill-dev", "anthill-prod"], ["dev", "prod"], False),
        (["anthill-?????"], ["anthill-local"], [], True),
        (["unknown"], [], [], False),
        ([], [], [], False),
    ],
)
def test_patterns_reach_environments(
    patterns: list[str], stacks: list[str], real: list[str], *, emulated: bool
) -> None:
    targets = find_targets(patterns, ENVIRONMENTS)
    assert list(targets.stacks) == stacks
    assert [environment.name.value for environment in targets.real] == real
    assert targets.emulated is emulated


@pytest.mark.parametrize("patterns", [["anthill-local", "anthill-dev"], ["anthill-*"], ["*"]])
def test_the_emulator_and_real_accounts_do_not_mix(patterns: list[str]) -> None:
    with pytest.raises(
        InputError, match=r"embedded AWS \(anthill-local\) and real accounts .*separate calls"
    ):
        find_targets(patterns, ENVIRONMENTS)


@pytest.mark.parametrize(
    ("patterns", "host", "stacks", "real"),
    [
        ([ACCOUNT_STACK], "prod", [ACCOUNT_STACK], ["prod"]),
        ([ACCOUNT_STACK], "dev", [ACCOUNT_STACK], ["dev"]),
        (["anthill-acc*"], "test", [ACCOUNT_STACK], ["test"]),
        (["anthill-prod"], "prod", ["anthill-prod"], ["prod"]),
        (["anthill-dev-registration"], "prod", ["anthill-dev-registration"], ["prod"]),
        ([ACCOUNT_STACK, "anthill-dev"], "prod", ["anthill-dev", ACCOUNT_STACK], ["dev", "prod"]),
        (
            ["anthill-prod*", ACCOUNT_STACK],
            "prod",
            ["anthill-prod", "anthill-prod-bootstrap", ACCOUNT_STACK, "anthill-prod-registration"],
            ["prod"],
        ),
    ],
)
def test_the_stacks_of_the_databricks_account_belong_to_its_host(
    patterns: list[str], host: str, stacks: list[str], real: list[str]
) -> None:
    targets = find_targets(patterns, ENVIRONMENTS, account=hosted_by(host))
    assert list(targets.stacks) == stacks
    assert [environment.name.value for environment in targets.real] == real
    assert not targets.emulated


def test_without_a_host_there_is_no_stack_of_an_account() -> None:
    assert find_targets([ACCOUNT_STACK], ENVIRONMENTS).stacks == ()
    assert find_targets([ACCOUNT_STACK], ENVIRONMENTS, account=DATABRICKS_ACCOUNT).stacks


def test_the_stack_of_the_account_and_the_emulator_do_not_mix() -> None:
    with pytest.raises(
        InputError, match=r"embedded AWS \(anthill-local\) and real accounts \(anthill-prod\)"
    ):
        find_targets(["anthill-local", ACCOUNT_STACK], ENVIRONMENTS, account=hosted_by("prod"))
