"""What commands share: one help for each flag, and one way for errors to end them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from configuration.errors import ConfigurationError
from contracts.errors import ContractError
from operations.cli import app
from operations.common.errors import InputError, OperationError, errors_as_exit


def _commands(command: Any, context: typer.Context) -> Iterator[Any]:
    names = command.list_commands(context) if hasattr(command, "list_commands") else []
    yield command
    for name in names:
        yield from _commands(command.get_command(context, name), context)


def test_a_flag_says_the_same_in_every_command() -> None:
    group = typer.main.get_command(app)
    helps = defaultdict[str, list[str]](list)
    for command in _commands(group, typer.Context(group)):  # pyright: ignore[reportArgumentType]
        for option in command.params:
            if getattr(option, "is_flag", False):
                helps[option.opts[0]].append(option.help)
    assert len(helps["--json"]) > 15
    assert {flag: set(texts) for flag, texts in helps.items() if len(set(texts)) > 1} == {}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("why"), 2),
        (ConfigurationError("why"), 2),
        (ContractError("why", "", "", ""), 2),
        (OperationError("why"), 1),
    ],
)
def test_an_error_ends_a_program_with_its_text_and_code(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int
) -> None:
    with pytest.raises(SystemExit) as ended, errors_as_exit("anthill"):
        raise error
    assert ended.value.code == code
    assert capsys.readouterr().err.startswith("anthill: why")


def test_what_is_no_error_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), errors_as_exit("anthill"):
        raise ZeroDivisionError


def test_ctrl_c_ends_a_program_with_its_code() -> None:
    with pytest.raises(SystemExit) as ended, errors_as_exit("anthill"):
        raise KeyboardInterrupt
    assert ended.value.code == 130
