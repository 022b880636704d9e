"""`anthill dead-letters`: what failed every retry, and how it is sent back."""

import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

from configuration.account import EnvironmentName
from operations.commands.options import AsJson, DryRun, Emulated, Environment
from operations.common.text_output import say

if TYPE_CHECKING:
    from operations.dead_letters.queues import SourceQueues

dead_letters = typer.Typer(
    help="Events that failed every retry: list them, look at them, send them back.", no_args_is_help=True
)
Source = Annotated[str, typer.Argument(help="The source's name.", show_default=False)]


@dead_letters.command("list")
def list_(environment: Environment, emulated: Emulated = False, as_json: AsJson = False) -> None:
    """Say how many dead letters each source has."""
    from environments.configured import find_environment  # noqa: PLC0415 - --help needs none

    names = [source.name for source in find_environment(environment).sources.all]
    counts = {name: _queues(environment, name, emulated=emulated).count() for name in names}
    if as_json:
        typer.echo(json.dumps(counts, indent=2))
        return
    for name, count in counts.items():
        typer.echo(f"  {name}: {count}")
    typer.echo(f"{environment.value}: {sum(counts.values())} dead letters")


@dead_letters.command()
def show(
    environment: Environment, source: Source, emulated: Emulated = False, as_json: AsJson = False
) -> None:
    """Show the dead letters of a source. They are hidden from others for half a minute meanwhile."""
    letters = _queues(environment, source, emulated=emulated).look()
    if as_json:
        shown = [
            {
                "id": letter.id,
                "sent": letter.sent.isoformat(),
                "about": letter.about,
                "landing": letter.landing,
                "attributes": letter.attributes,
                "body": letter.body,
            }
            for letter in letters
        ]
        typer.echo(json.dumps(shown, indent=2))
        return
    for letter in letters:
        typer.echo(f"{letter.id}  {letter.sent:%Y-%m-%d %H:%M:%S} UTC  {letter.about}")
        for name, value in sorted(letter.attributes.items()):
            typer.echo(f"  {name}: {value}")
    typer.echo(f"{source}: {len(letters)} dead letters")


@dead_letters.command()
def redrive(
    environment: Environment,
    source: Source,
    dry_run: DryRun = False,
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """Send the landing events among the dead letters back to the source's landing queue.

    Mend the cause first. What is no landing event, such as a call of a schedule, stays: the runbook dead-letters says
    what becomes of it. Exit code 0 also if there is nothing to send back.
    """
    queues = _queues(environment, source, emulated=emulated)
    if dry_run:
        letters = queues.look()
        moved, stays = (
            sum(letter.landing for letter in letters),
            [each for each in letters if not each.landing],
        )
    else:
        moved, stays = queues.redrive(say)
    if as_json:
        typer.echo(json.dumps({"moved": moved, "stay": [letter.id for letter in stays], "dry_run": dry_run}))
        return
    verb = "would be sent back" if dry_run else "sent back"
    typer.echo(f"{source}: {moved} {verb}, {len(stays)} stay")
    for letter in stays:
        typer.echo(f"  {letter.id}: {letter.about}")


def _queues(environment: EnvironmentName, source: str, *, emulated: bool) -> "SourceQueues":
    from configuration.names import Names  # noqa: PLC0415 - --help needs none
    from environments.configured import find_environment  # noqa: PLC0415
    from operations.dead_letters.queues import source_queues  # noqa: PLC0415
    from operations.record.target import find_target  # noqa: PLC0415

    config = find_environment(environment)
    known = [each.name for each in config.sources.all]
    # Before anything is asked of an account.
    source_queues(None, Names.of(config), known, source)
    target = find_target(environment, os.environ, emulated=emulated)
    return source_queues(target.client("sqs"), Names.of(config), known, source)
