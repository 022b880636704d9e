"""The `anthill` command: one sub-command per area of operations."""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from operations.common.errors import errors_as_exit
from operations.common.usage_errors import usage_text

COMMANDS: Final[Mapping[str, str]] = {
    "config": "config:config",
    "doctor": "doctor:doctor",
    "init": "init:init",
    "new": "new:new",
    "local": "local:local",
    "lakehouse": "lakehouse:lakehouse",
    "power-bi": "power_bi:power_bi",
    "lock": "lock:lock",
    "bundle-offline": "bundle_offline:bundle_offline",
    "release": "release:release",
    "deploy": "deploy:deploy",
    "status": "status:status",
    "history": "status:history",
    "dead-letters": "dead_letters:dead_letters",
    "state": "state:state",
    "pipeline": "pipeline:pipeline",
    "docs": "docs:docs",
    "scan": "scan:scan_stacks",
    "conform": "conform:conform",
    "secrets": "secrets:secrets",
    "audit": "audit:audit",
    "plan": "plan:plan",
    "access": "access:access",
    "who": "who:who",
    "diff-config": "diff_config:diff_config",
    "review": "review:review",
    "rollback": "rollback:rollback",
    "drift": "drift:drift",
    "notify": "notify:notify",
    "canary": "canary:canary",
    "inventory": "inventory:inventory",
}
"""Each sub-command with its module of `operations.commands` and its name there, in the order of the help."""


class Commands(TyperGroup):
    """The sub-commands, each loaded when it is called: all of them together take most of a second."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - asked for by the class above
        """Return their names."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
        """Return the sub-command of a name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(f"operations.commands.{module}"), attribute)
        holder = typer.Typer(add_completion=False, rich_markup_mode=None, callback=_nothing)
        if isinstance(found, typer.Typer):
            holder.add_typer(found, name=cmd_name)
        else:
            holder.command(cmd_name)(found)
        return typer.main.get_group(holder).commands[cmd_name]


def _nothing() -> None:
    """Make a group of what would otherwise be the one command that it holds."""


app = typer.Typer(
    name="anthill",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"anthill {version('anthill')}")
        raise typer.Exit


@app.callback()
def _anthill(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Run the Anthill platform: configuration, access rights, embedded AWS, lakehouse, plans, scans, deployments."""


def main() -> None:
    """Run the command line; exit code 2 means bad input, 1 a failure, 130 Ctrl-C."""
    with errors_as_exit("anthill"):
        try:
            code = app(standalone_mode=False)
        except TyperException as error:
            typer.echo(usage_text(error, "anthill"), err=True)
            raise SystemExit(error.exit_code) from error
        except typer.Abort:
            raise SystemExit(1) from None
    raise SystemExit(code if isinstance(code, int) else 0)
