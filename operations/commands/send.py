"""`anthill local send`: samples into a source of the embedded AWS."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from configuration.account import EnvironmentName
from environments.configured import find_environment
from operations.commands.options import AsJson
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import require_running
from operations.emulator.send.delivery import Delivery


def send(
    source: Annotated[str, typer.Argument(help="Name of a source of anthill-local.")],
    files: Annotated[
        list[Path],
        typer.Argument(
            help="JSON lines, of databases SQL too (.sql), or for file sources the files themselves."
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Send samples into a source by the way that its kind takes, and say what arrived.

    An API source: its function fetches the records from a server on this machine. A stream: they are put into
    Kinesis and written as Firehose would write them. A database: a PostgreSQL on this machine is changed by them,
    and what changed is written as DMS would write it. A file source: the files are dropped and checked. Samples are in
    the folder samples. Exit code 1 if a file went to quarantine, 2 for bad input.
    """
    # Slow to load (boto3, pyarrow), and no other command needs them.
    from operations.emulator.send.platform import Platform  # noqa: PLC0415
    from operations.emulator.send.send import send as send_files  # noqa: PLC0415

    home = EngineHome.of_project()
    record = require_running(home)
    local = find_environment(EnvironmentName.LOCAL)
    delivery = send_files(Platform(record, local), source, files, home)
    typer.echo(json.dumps(asdict(delivery), indent=2) if as_json else _text(delivery))
    raise typer.Exit(1 if delivery.refused else 0)


def _text(delivery: Delivery) -> str:
    lines = [f"{delivery.source} ({delivery.kind})", *(f"  {step}" for step in delivery.steps)]
    for stored in delivery.stored:
        tags = ", ".join(f"{name}={value}" for name, value in sorted(stored.tags.items()))
        lines += [
            f"  s3://{stored.bucket}/{stored.key}",
            f"    {stored.size} bytes, {stored.encryption} with {stored.kms_key_arn}",
            f"    tags: {tags or 'none'}",
        ]
    lines += [f"  announced by {delivery.announced} new messages in the source's queue"]
    lines += [f"  refused: {reason}" for reason in delivery.refused]
    lines += [f"  not moved here: {what}" for what in delivery.not_moved]
    return "\n".join(lines)
