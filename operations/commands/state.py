"""`anthill state`: earlier states, a restore, a forgotten lock."""

import json
import os
import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from operations.commands.options import AsJson, DryRun, Emulated, Environment, Stack
from operations.common.errors import InputError

state = typer.Typer(
    help="Terraform's state: its versions, a restore, a forgotten lock.", no_args_is_help=True
)
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@state.command("list")
def list_(
    environment: Environment,
    limit: Annotated[int, typer.Option(help="How many of the latest.", min=1, max=1000)] = 20,
    stack: Stack = None,
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """List the stored versions of a state, newest first."""
    from operations.delivery.state_versions import list_versions  # noqa: PLC0415 - --help needs none
    from operations.record.target import find_target  # noqa: PLC0415

    target = find_target(environment, os.environ, stack=stack, emulated=emulated)
    found = list_versions(target, limit=limit)
    if as_json:
        typer.echo(json.dumps([asdict(version) for version in found], indent=2, default=str))
        return
    table = Table("version", "stored", "serial", "resources", "bytes", title=target.state_key)
    for version in found:
        mark = " (current)" if version.current else ""
        table.add_row(
            version.id + mark,
            f"{version.at:%Y-%m-%d %H:%M:%S}",
            *map(
                str,
                ("damaged" if version.serial is None else version.serial, version.resources, version.size),
            ),
        )
    Console().print(table)


@state.command()
def restore(  # noqa: PLR0917 - options, all given by name
    environment: Environment,
    version: Annotated[
        str | None,
        typer.Option(help="The id of a version, as `anthill state list` shows it.", show_default=False),
    ] = None,
    kept: Annotated[
        str | None,
        typer.Option(help="Instead, a state that an apply could not store, as it said.", show_default=False),
    ] = None,
    dry_run: DryRun = False,
    stack: Stack = None,
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """Put an earlier version of a state back, as the next one; the current is copied aside first.

    No resource is touched: plan afterwards, to see what the restored state makes of what is there.
    """
    from operations.delivery.state_versions import restore_version  # noqa: PLC0415 - --help needs none
    from operations.delivery.unsent_state import restore_kept  # noqa: PLC0415
    from operations.record.target import find_target  # noqa: PLC0415

    if (version is None) == (kept is None):
        raise InputError(
            "give --version or --kept, one of the two: `anthill state list` shows the versions, and the apply that "
            "could not store a state said where it is kept"
        )
    target = find_target(environment, os.environ, stack=stack, emulated=emulated)
    done = (
        restore_version(target, version, dry_run=dry_run)
        if version is not None
        else restore_kept(target, kept or "", dry_run=dry_run)
    )
    if as_json:
        typer.echo(json.dumps({**asdict(done), "dry_run": dry_run}, indent=2, default=str))
        return
    for sign, addresses in (("+", done.comes), ("-", done.goes)):
        for address in addresses:
            typer.echo(f"  {sign} {address}")
    verb = "would become" if dry_run else "is now"
    typer.echo(f"serial {done.version.serial} of {target.state_key} {verb} serial {done.serial}")
    if not dry_run:
        typer.echo(f"the state before is in {target.store.place}{done.backup}")


@state.command()
def keep(
    environment: Environment,
    file: Annotated[Path, typer.Option(help="The errored.tfstate that a failed apply left.")],
    stack: Stack = None,
    emulated: Emulated = False,
) -> None:
    """Keep a state that an apply could not store, beside the state and encrypted like it.

    Nothing else is changed: `anthill state restore --kept` puts it in place.
    """
    from operations.delivery.unsent_state import keep_state  # noqa: PLC0415
    from operations.record.target import find_target  # noqa: PLC0415 - --help needs none

    target = find_target(environment, os.environ, stack=stack, emulated=emulated)
    key = keep_state(target, file)
    typer.echo(f"kept in {target.store.place}{key}: anthill state restore {target.in_commands} --kept {key}")


@state.command()
def unlock(  # noqa: PLR0917 - options, all given by name
    environment: Environment,
    id_: Annotated[
        str | None, typer.Option("--id", help="The id of the lock to remove; without it the lock is shown.")
    ] = None,
    older_than: Annotated[
        str, typer.Option(help="Remove only a lock that is held longer: a number and s, m, h or d.")
    ] = "1h",
    dry_run: DryRun = False,
    stack: Stack = None,
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """Show who holds the lock of a state, or remove one that was forgotten.

    A run that was killed leaves its lock. Make sure that it has ended: two writers lose a state.
    """
    from operations.delivery.state_lock import in_words, read_lock, remove_lock  # noqa: PLC0415 - --help needs none
    from operations.record.target import find_target  # noqa: PLC0415

    span = _span(older_than)
    target = find_target(environment, os.environ, stack=stack, emulated=emulated)
    removed = id_ is not None and not dry_run
    held = (
        remove_lock(target, id_, older_than=span, dry_run=dry_run) if id_ is not None else read_lock(target)
    )
    if as_json:
        lock = asdict(held) if held else None
        typer.echo(json.dumps({"lock": lock, "removed": removed}, indent=2, default=str))
        return
    if held is None:
        typer.echo(f"{target.state_key} is not locked")
        return
    typer.echo(f"lock {held.id} of {target.state_key}")
    age = held.age(datetime.now(UTC))
    typer.echo(
        f"  held by {held.who} for {held.operation}, since {held.since:%Y-%m-%d %H:%M:%S} ({in_words(age)})"
    )
    if id_ is not None:
        typer.echo("removed" if removed else "would be removed")


def _span(text: str) -> timedelta:
    matched = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if not matched:
        raise typer.BadParameter(
            f"{text!r} is no span: a number and s, m, h or d, such as 90m", param_hint="--older-than"
        )
    return timedelta(**{UNITS[matched[2]]: int(matched[1])})
