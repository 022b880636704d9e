"""The `anthill` command: one sub-command per area of operations."""

import typer

from operations.config_command import config
from operations.local_command import local

app = typer.Typer(
    name="anthill",
    help="Run the Anthill platform: its configuration, its embedded AWS, its reviews.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(config, name="config")
app.add_typer(local, name="local")


def main() -> None:
    """Run the command line; exit code 2 means bad input, 1 a failure, 130 Ctrl-C."""
    app()
