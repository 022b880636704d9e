"""`anthill doctor`: whether this machine has what the project needs."""

import json
import os
from dataclasses import asdict

import typer

from operations.commands.options import AsJson
from operations.common.project import anthill_home, project_root


def doctor(as_json: AsJson = False) -> None:
    """Say what this machine has of what the project needs: tools, ports, Spark's Java, disk, memory, certificates.

    Nothing is reached over a network. Exit code 1 means that something is missing without which nothing works;
    a warning is about some of the commands.
    """
    from operations.doctor.finding import State  # noqa: PLC0415 - --help does not need them
    from operations.doctor.machine import findings  # noqa: PLC0415

    root = project_root()
    found = []
    for finding in findings(root, anthill_home(root), os.environ):
        found.append(finding)
        if not as_json:
            typer.echo(f"{finding.state:<8} {finding.name:<13} {finding.found}")
            if finding.remedy:
                typer.echo(f"{'':<23}{finding.remedy}")
    missing = [finding.name for finding in found if finding.state is State.MISSING]
    if as_json:
        typer.echo(json.dumps({"ready": not missing, "findings": [asdict(each) for each in found]}, indent=2))
    elif missing:
        typer.echo(f"not ready: {', '.join(missing)}")
    if missing:
        raise typer.Exit(1)
