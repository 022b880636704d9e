"""Arguments and options that several commands take, and the connection to GitHub."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from configuration.account import EnvironmentName

if TYPE_CHECKING:
    from operations.github.client import GitHub

Environment = Annotated[EnvironmentName, typer.Argument(help="Which environment.", show_default=False)]
Stacks = Annotated[
    list[str] | None, typer.Argument(metavar="[STACK]...", help="Only these stacks; all if none is named.")
]
ReleaseFolder = Annotated[
    Path, typer.Option("--release", help="The folder of a release.", show_default=False)
]
PlanFolder = Annotated[Path, typer.Option("--plan", help="The folder of a kept plan.", show_default=False)]
NewFolder = Annotated[Path, typer.Option("--output", help="A folder that is empty or not there yet.")]
Stack = Annotated[
    str | None, typer.Option(help="Another stack of the environment than its own.", show_default=False)
]
Emulated = Annotated[
    bool, typer.Option("--emulated", help="In the embedded AWS instead of the environment's account.")
]
Exact = Annotated[
    bool,
    typer.Option("--exact", help="Fail unless the AWS provider is the one that environments are pinned to."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only check, and say what would be done.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown, as in docs/reference.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", help="Write to this file instead of standard output.", show_default=False),
]
Sarif = Annotated[
    Path | None,
    typer.Option(
        "--sarif",
        metavar="FILE",
        help="Write what is found as SARIF 2.1.0 too, for code scanning, each at the line that it comes from.",
        show_default=False,
    ),
]
FULL_COMMIT: Final = re.compile(r"[0-9a-f]{40}")


def commit_option(which: str) -> Any:
    """Return an option that takes a whole commit; `which` completes its help."""
    return typer.Option(
        help=f"A commit's 40 hexadecimal digits. {which}", show_default=False, callback=_full_commit
    )


def _full_commit(value: str | None) -> str | None:
    if value is not None and not FULL_COMMIT.fullmatch(value):
        raise typer.BadParameter(
            f"{value!r} is no commit: give all 40 hexadecimal digits (git rev-parse HEAD)"
        )
    return value


def connect(environment: EnvironmentName) -> tuple["GitHub", str]:
    """Return the repository on GitHub, by the variables of this process, and the branch that is released."""
    from environments.configured import find_environment  # noqa: PLC0415 - few commands speak with GitHub
    from operations.github.client import GitHub  # noqa: PLC0415
    from operations.github.settings import github_settings  # noqa: PLC0415

    config = find_environment(environment)
    return GitHub(github_settings(os.environ)), config.github.branch if config.github else "main"
