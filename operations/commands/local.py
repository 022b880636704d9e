"""`anthill local`: the embedded AWS that anthill-local is deployed to."""

import json
import shlex
import sys
import time
from collections import Counter
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from operations.commands.local_deployment import deploy
from operations.commands.options import AsJson
from operations.commands.send import send
from operations.common.embedded_engine.client import client_environment
from operations.common.embedded_engine.engine_home import STATE_FILE, EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord, require_running, running
from operations.common.errors import InputError, OperationError
from operations.common.files import read_object
from operations.emulator import engine

FOLLOW_SECONDS = 0.3
LOOK = (
    "\nLook at it:\n"
    "  uv run cdktf diff anthill-local              what a change of code would do\n"
    '  eval "$(uv run anthill local env)"           then any AWS tool, such as aws s3 ls, in this shell\n'
    "  uv run anthill local logs --follow           every call that reaches it\n"
    "  make down                                    stop it and forget everything"
)
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


@local.command()
def show(
    as_json: AsJson = False,
    brief: Annotated[bool, typer.Option("--brief", help="Only count, without types and outputs.")] = False,
) -> None:
    """Say what anthill-local consists of, and how to look at it. Exit code 2 if nothing is deployed."""
    if as_json and brief:
        raise InputError("--json and --brief exclude each other: leave one out")
    home = EngineHome.of_project()
    record = require_running(home)
    file = home.states / STATE_FILE
    if not file.exists():
        raise InputError("nothing is deployed: run 'make up', or 'uv run cdktf deploy anthill-local'")
    state = read_object(file, "run `make up`, which begins empty if an apply was killed")
    managed = [resource for resource in state["resources"] if resource["mode"] == "managed"]
    counts = Counter(resource["type"] for resource in managed for _ in resource["instances"])
    outputs = {name: output["value"] for name, output in sorted(state["outputs"].items())}
    if as_json:
        typer.echo(
            json.dumps({"endpoint": record.endpoint, "resources": dict(counts), "outputs": outputs}, indent=2)
        )
        return
    if brief:
        typer.echo(
            f"anthill-local on {record.endpoint}: {counts.total()} resources of {len(counts)} types, "
            f"{len(outputs)} outputs; what they are: uv run anthill local show"
        )
    else:
        _print(record, counts, outputs)
    typer.echo(LOOK)


@local.command()
def env() -> None:
    """Print the shell commands that lead AWS tools to the embedded AWS: eval "$(anthill local env)"."""
    record = require_running(EngineHome.of_project())
    typer.echo("unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_CA_BUNDLE")
    for name, value in sorted(client_environment(record).items()):
        typer.echo(f"export {name}={shlex.quote(value)}")


local.command("deploy")(deploy)
local.command("send")(send)


def _serve(home: EngineHome, port: int, *, as_json: bool) -> None:
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


def _print(record: EngineRecord, counts: Counter[str], outputs: dict[str, Any]) -> None:
    console = Console()
    table = Table("resource type", "count", title=f"anthill-local on {record.endpoint}")
    for type_, count in sorted(counts.items()):
        table.add_row(type_, str(count))
    table.add_section()
    table.add_row(f"{len(counts)} types", str(counts.total()))
    console.print(table)
    for name, value in outputs.items():
        typer.echo(f"  {name} = {json.dumps(value)}")
