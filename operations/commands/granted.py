"""`anthill deploy granted`: whether people approved a run that somebody started by hand."""

import json
import re
from typing import Annotated, Final

import typer

from configuration.account import EnvironmentName
from operations.commands.options import AsJson, commit_option, connect
from operations.common.errors import OperationError

FOLDER: Final = ".github/workflows"
_FILE: Final = re.compile(r"[\w-][\w.-]*\.ya?ml")


def _workflow(value: str) -> str:
    if not _FILE.fullmatch(value):
        raise typer.BadParameter(
            f"{value!r} is no workflow: give the name of a file of {FOLDER}, such as registration.yml"
        )
    return value


def _named(value: str) -> str:
    if not value.strip():
        raise typer.BadParameter("it is empty: give the name of an environment as GitHub's settings have it")
    return value


def granted(  # noqa: PLR0917 - options, all given by name
    run: Annotated[int, typer.Option(min=1, help="The run's number, as GITHUB_RUN_ID.", show_default=False)],
    workflow: Annotated[
        str, typer.Option(help=f"Its file in {FOLDER}.", show_default=False, callback=_workflow)
    ],
    github_environment: Annotated[
        str,
        typer.Option(
            help="The environment on GitHub that its jobs wait for.", show_default=False, callback=_named
        ),
    ],
    environment: Annotated[EnvironmentName, typer.Option("--env", help="Whose rule of approvals it keeps.")],
    commit: Annotated[str, commit_option("What it runs on.")],
    times: Annotated[int, typer.Option(min=1, help="How often it has waited, once per job.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Verify by GitHub's API that a run was approved while it waited. Exit code 1 says what is missing.

    Wanted are a run of the workflow, started by hand on the release branch, in its first attempt, of a commit that
    a merged pull request brought; and for each time it waited the approvals that the environment asks for, by people
    who may write and did not start the run, a code owner of the workflow's file among them.
    """
    from operations.delivery.approval_rules import rule_for  # noqa: PLC0415 - --help needs none
    from operations.delivery.grant import Wanted, check_grant  # noqa: PLC0415

    github, branch = connect(environment)
    wanted = Wanted(
        workflow=f"{FOLDER}/{workflow}",
        branch=branch,
        commit=commit,
        environment=github_environment,
        times=times,
        rule=rule_for(environment),
    )
    verdict = check_grant(github, run, wanted)
    if as_json:
        document = {
            "granted": not verdict.refusals,
            "approved_by": list(verdict.approved_by),
            "refusals": list(verdict.refusals),
        }
        typer.echo(json.dumps(document, indent=2))
        raise typer.Exit(1 if verdict.refusals else 0)
    if verdict.refusals:
        lines = "\n".join(f"  {refusal}" for refusal in verdict.refusals)
        raise OperationError(f"run {run} is not granted {github_environment}:\n{lines}")
    typer.echo(f"run {run} is granted {github_environment} by {', '.join(verdict.approved_by)}")
