"""`anthill drift`: what was changed behind Terraform's back."""

import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from operations.commands.options import AsJson, Emulated, Environment, Stack, connect
from operations.common.text_output import print_or_write, say

DRIFTED = 3


def drift(  # noqa: PLR0917 - options, all given by name
    environment: Environment,
    release: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the deployed release; fetched if none is given.", show_default=False
        ),
    ] = None,
    issue: Annotated[
        bool, typer.Option("--issue", help="Open, change or close the environment's one issue on GitHub.")
    ] = False,
    markdown: Annotated[
        Path | None, typer.Option(help="Write the report to this file, as Markdown.", show_default=False)
    ] = None,
    stack: Stack = None,
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """Compare an environment with the release that is deployed to it, never with code that is not.

    Exit code 0: as deployed; 3: something drifted; 1: the look failed; 2: bad input. Nothing is changed, and no
    lock is taken. Known noise is in policies/drift_noise.toml.
    """
    from operations.drift.issue import first_seen, tell  # noqa: PLC0415
    from operations.drift.look import deployed_release, look  # noqa: PLC0415
    from operations.drift.report import as_document, as_markdown  # noqa: PLC0415
    from operations.record.target import find_target  # noqa: PLC0415 - --help needs none

    # Asked first: a look that cannot be told about is not worth its minutes.
    github = connect(environment)[0] if issue else None
    target = find_target(environment, os.environ, stack=stack, emulated=emulated)
    seen = first_seen(github, target.stack) if github else {}
    with tempfile.TemporaryDirectory(prefix="anthill-") as folder:
        deployed = deployed_release(target, release, Path(folder))
        report = look(target, deployed, seen=seen, today=datetime.now(UTC).date(), say=say)
    document = as_document(report)
    if github is not None:
        number, outcome = tell(github, report)
        document["issue"] = {"number": number, "outcome": outcome}
        say(f"issue #{number}: {outcome}" if number else "there is no issue, and need be none")
    text = as_markdown(report)
    if markdown is not None:
        print_or_write(text + "\n", markdown, option="--markdown")
    typer.echo(json.dumps(document, indent=2) if as_json else text)
    raise typer.Exit(DRIFTED if report.drift.findings else 0)
