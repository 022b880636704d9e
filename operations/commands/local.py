"""`anthill local`: the embedded AWS that anthill-local is deployed to."""

import json
import signal
import sys
import time
from dataclasses import asdict
from typing import Annotated

import typer

from operations.commands.local_show import env, show
from operations.commands.options import AsJson
from operations.commands.send import send
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord, running
from operations.common.errors import InputError, OperationError
from operations.emulator import engine

FOLLOW_SECONDS = 0.3
HIGHEST_PORT = 65535

local = typer.Typer(
    help="The embedded AWS, where `cdktf deploy anthill-local` deploys to. All it holds is in memory.",
    no_args_is_help=True,
)
Port = Annotated[
    int,
    typer.Option(help="Port on 127.0.0.1; 0 takes a free one.", min=0, max=HIGHEST_PORT, show_default=True),
]


@local.command()
def up(
    port: Port = 0,
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay, and end the engine with this command.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Start the embedded AWS, or find it running. It stays until `anthill local down`."""
    home = EngineHome.of_project()
    if foreground:
        _serve(home, port, as_json=as_json)
        return
    started = engine.start(home, port=port)
    if started.state_retired:
        typer.echo(
            f"The engine before has ended and its resources with it; its state is now in {home.previous}",
            err=True,
        )
    verb = "started" if started.new else "was running already"
    _report(started.record, home, f"The embedded AWS {verb}: {started.record.endpoint}", as_json=as_json)


@local.command()
def down(
    purge: Annotated[
        bool, typer.Option("--purge", help="Remove its state and logs too, the previous ones included.")
    ] = False,
) -> None:
    """Stop the embedded AWS; everything deployed to it is gone."""
    home = EngineHome.of_project()
    ended = engine.stop(home, purge=purge)
    kept = "nothing is kept" if purge else f"its last state and log are in {home.previous}"
    typer.echo(
        "The embedded AWS was not running." if ended is None else f"The embedded AWS is stopped; {kept}."
    )


@local.command()
def status(as_json: AsJson = False) -> None:
    """Say whether the embedded AWS runs and answers; exit code 1 if not."""
    home = EngineHome.of_project()
    record = running(home)
    if record is None:
        text = (
            json.dumps({"running": False}) if as_json else "The embedded AWS is not running: anthill local up"
        )
        typer.echo(text)
        raise typer.Exit(1)
    answers = engine.healthy(record)
    state = "running" if answers else "not answering (anthill local down ends it)"
    line = f"The embedded AWS is {state}: {record.endpoint}, process {record.pid}, since {record.started_at}"
    _report(record, home, line, as_json=as_json, healthy=answers)
    raise typer.Exit(0 if answers else 1)


@local.command()
def logs(
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C or the engine's end.")
    ] = False,
    lines: Annotated[int, typer.Option(help="How many of the last lines to begin with.", min=0)] = 50,
) -> None:
    """Print what the embedded AWS wrote: one line per request, and its errors."""
    home = EngineHome.of_project()
    file = home.log if home.log.exists() else home.previous / home.log.name
    if not file.exists():
        raise InputError(f"no log in {home.folder}: start the embedded AWS with `anthill local up`")
    with file.open(encoding="utf-8", errors="replace") as log:
        held = log.readlines()
        sys.stdout.writelines(held[-lines:] if lines else [])
        while follow:
            new = log.read()
            sys.stdout.write(new)
            sys.stdout.flush()
            if not new and running(home) is None:
                return
            time.sleep(FOLLOW_SECONDS)


def _serve(home: EngineHome, port: int, *, as_json: bool) -> None:
    # SIGTERM takes the same way out as Ctrl-C, through the `with` block.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with engine.running_engine(home, port=port) as record:
        _report(record, home, f"The embedded AWS runs until Ctrl-C: {record.endpoint}", as_json=as_json)
        while record.process() is not None:
            time.sleep(FOLLOW_SECONDS)
    raise OperationError(f"the embedded AWS ended; its log is {home.previous / home.log.name}")


def _report(
    record: EngineRecord, home: EngineHome, line: str, *, as_json: bool, healthy: bool = True
) -> None:
    if not as_json:
        typer.echo(line)
        return
    facts = asdict(record) | {
        "running": True,
        "healthy": healthy,
        "endpoint": record.endpoint,
        "log": str(home.log),
    }
    del facts["token"]
    typer.echo(json.dumps(facts, indent=2))
    sys.stdout.flush()


for _name, _command in (("show", show), ("env", env), ("send", send)):
    local.command(_name)(_command)
