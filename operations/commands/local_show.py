"""`anthill local show` and `env`: what was deployed to the embedded AWS, and how to look at it."""

import json
import shlex
from collections import Counter
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from operations.commands.options import AsJson
from operations.common.embedded_engine.client import client_environment
from operations.common.embedded_engine.engine_home import STATE_FILE, EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord, running
from operations.common.errors import InputError


def show(as_json: AsJson = False) -> None:
    """Say what anthill-local consists of, and how to look at it. Exit code 2 if nothing is deployed."""
    home, record = require_running()
    file = home.states / STATE_FILE
    if not file.exists():
        raise InputError("nothing is deployed: run 'make up', or 'uv run cdktf deploy anthill-local'")
    state = json.loads(file.read_text(encoding="utf-8"))
    managed = [resource for resource in state["resources"] if resource["mode"] == "managed"]
    counts = Counter(resource["type"] for resource in managed for _ in resource["instances"])
    outputs = {name: output["value"] for name, output in sorted(state["outputs"].items())}
    if as_json:
        typer.echo(
            json.dumps({"endpoint": record.endpoint, "resources": dict(counts), "outputs": outputs}, indent=2)
        )
        return
    _print(record, counts, outputs)


def env() -> None:
    """Print the shell commands that lead AWS tools to the embedded AWS: eval "$(anthill local env)"."""
    _, record = require_running()
    typer.echo("unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_CA_BUNDLE")
    for name, value in sorted(client_environment(record).items()):
        typer.echo(f"export {name}={shlex.quote(value)}")


def require_running() -> tuple[EngineHome, EngineRecord]:
    """Return the running engine and its home. Raises InputError if there is none."""
    home = EngineHome.of_project()
    record = running(home)
    if record is None:
        raise InputError("the embedded AWS is not running: run 'make up', or 'uv run anthill local up'")
    return home, record


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
    typer.echo(
        "\nLook at it:\n"
        "  uv run cdktf diff anthill-local              what a change of code would do\n"
        '  eval "$(uv run anthill local env)"           then any AWS tool, such as aws s3 ls, in this shell\n'
        "  uv run anthill local logs --follow           every call that reaches it\n"
        "  make down                                    stop it and forget everything"
    )
