"""What the commands of deployments share: their arguments, the connection to GitHub, progress."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configuration.account import EnvironmentName
from environments.configured import configured

if TYPE_CHECKING:
    from operations.github.client import GitHub

Environment = Annotated[EnvironmentName, typer.Argument(help="Which environment.", show_default=False)]
ReleaseFolder = Annotated[
    Path, typer.Option("--release", help="The folder of a release.", show_default=False)
]
PlanFolder = Annotated[Path, typer.Option("--plan", help="The folder of a kept plan.", show_default=False)]
Stack = Annotated[
    str | None, typer.Option(help="Another stack of the environment than its own.", show_default=False)
]
Emulated = Annotated[
    bool, typer.Option("--emulated", help="In the embedded AWS instead of the environment's account.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
COMMIT_HELP = "A commit's 40 hexadecimal digits."
FULL_COMMIT = re.compile(r"[0-9a-f]{40}")


def full_commit(value: str | None) -> str | None:
    """Return a commit if it is written out. Raises typer.BadParameter for anything else."""
    if value is not None and not FULL_COMMIT.fullmatch(value):
        raise typer.BadParameter(
            f"{value!r} is no commit: give all 40 hexadecimal digits (git rev-parse HEAD)"
        )
    return value


def connect(environment: EnvironmentName) -> tuple["GitHub", str]:
    """Return the repository on GitHub, by the variables of this process, and the branch that is released."""
    from operations.github.client import GitHub  # noqa: PLC0415 - few commands speak with GitHub
    from operations.github.settings import github_settings  # noqa: PLC0415

    (config,) = [each for each in configured() if each.name is environment]
    return GitHub(github_settings(os.environ)), config.github.branch if config.github else "main"


def say(line: str) -> None:
    """Tell progress beside the result."""
    typer.echo(line, err=True)
