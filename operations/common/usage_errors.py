"""What is wrong with a command line, in one sentence: what was given, what is allowed, the nearest of that."""

import re
from collections.abc import Sequence
from typing import Any, Final

from typer.exceptions import TyperException

from configuration.suggestion import did_you_mean

_OWN_WORDS: Final = "Value error, "
"""What pydantic, by which Typer reads values, puts before the words of a type."""

_GIVEN: Final = re.compile(r"'([^']*)'")


def usage_text(error: TyperException, program: str) -> str:
    """Return one line for an error in a command line, which begins with the command that was typed.

    A group that is called without a command is answered with its help.
    """
    context: Any = getattr(error, "ctx", None)
    # The class has no public name; Typer's own Rich output tells it by its name too.
    if type(error).__name__ == "NoArgsIsHelpError":
        return error.format_message()
    if context is None:
        return f"{program}: {error.format_message().rstrip('.')}"
    text, known, given = _parts(error, context)
    allowed = f"; allowed: {', '.join(known)}" if known and "is not one of" not in text else ""
    near = did_you_mean(given, known) or ";"
    return f"{context.command_path}: {text}{allowed}{near} see {context.command_path} --help"


def _parts(error: TyperException, context: Any) -> tuple[str, Sequence[str], str]:
    """Return what is wrong, what is allowed there, and what was given instead of it."""
    said = " ".join(error.format_message().replace(_OWN_WORDS, "").split())
    option: str | None = getattr(error, "option_name", None)
    parameter: Any = getattr(error, "param", None)
    if said.startswith("No such command"):
        (given,) = _GIVEN.findall(said.partition(". ")[0])
        return f"No such command '{given}'", context.command.list_commands(context), given
    if said.startswith("No such option") and option is not None:
        return f"No such option: {option}", _options(context), option
    if parameter is not None and (choices := parameter.type_descriptor.choices):
        given = next(iter(_GIVEN.findall(str(error))), "")
        return (
            said.partition(". Choose from")[0].rstrip("."),
            [str(getattr(each, "value", each)) for each in choices],
            given,
        )
    if parameter is not None and said.startswith("Missing option"):
        return said.rstrip("."), [f"{parameter.opts[0]} {parameter.display_type_rich(context)}"], ""
    if "argument" in said:
        return said.rstrip("."), [" ".join(context.get_usage().removeprefix("Usage: ").split())], ""
    return said.rstrip("."), [], ""


def _options(context: Any) -> list[str]:
    parameters = [*context.command.params, context.command.get_help_option(context)]
    names = (name for each in parameters for name in [*each.opts, *each.secondary_opts])
    return [name for name in names if name.startswith("--")]
