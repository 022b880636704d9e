"""`anthill rollback`: back to the last good release."""

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from operations.commands.options import AsJson, DryRun, Emulated, Environment, Stack
from operations.common.project import project_root
from operations.common.text_output import say


def rollback(  # noqa: PLR0917 - options, all given by name
    environment: Environment,
    to: Annotated[
        str | None,
        typer.Option(
            help="A release's digest or its beginning; the last good one if none.", show_default=False
        ),
    ] = None,
    dry_run: DryRun = False,
    stack: Stack = None,
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """Deploy an earlier release again, from the store beside the state.

    Good is a release that was applied, not called unhealthy since (`anthill deploy mark`) and not rolled back
    from. Exit code 1 if what holds data would be destroyed or replaced: a rollback never does that.
    """
    from operations.delivery.rollback import roll_back  # noqa: PLC0415 - --help needs none
    from operations.record.target import find_target  # noqa: PLC0415

    target = find_target(environment, os.environ, stack=stack, emulated=emulated)
    with tempfile.TemporaryDirectory(prefix="anthill-") as folder:
        # That folder ends with the command; a state that could be stored nowhere must not.
        done = roll_back(
            target, Path(folder), to=to, dry_run=dry_run, root=project_root(), say=say, left_in=Path.cwd()
        )
    if as_json:
        document = {
            "from": done.left,
            "to": done.to,
            "changes": list(done.changes),
            "applied": done.applied is not None,
        }
        typer.echo(json.dumps(document, indent=2))
        return
    for line in done.changes:
        typer.echo(f"  {line}")
    verb = "is back at" if done.applied else "would go back to"
    typer.echo(
        f"{target.stack} {verb} release {done.to[:12]} from {done.left[:12]}: {len(done.changes)} changes"
    )
