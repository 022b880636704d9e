"""`anthill inventory`: records the addresses of every stack after an intended change."""

import tempfile
from pathlib import Path

import typer

from operations.common.progress import Progress
from operations.common.project import project_root


def inventory() -> None:
    """Synthesise every stack and record its addresses, with what was added and what went.

    A test compares tests/inventory with what is synthesised. STATEFUL marks an address whose data would be lost.
    """
    from operations.synthesis.inventory import record  # noqa: PLC0415 - --help does not need it
    from operations.synthesis.stacks import read_stacks  # noqa: PLC0415
    from operations.synthesis.synthesise import synthesise  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="anthill-") as outdir, Progress("synthesising every stack"):
        synthesise(Path(outdir))
        stacks = read_stacks(Path(outdir))
    for each in record(project_root(), stacks):
        for address in each.removed:
            loud = "STATEFUL, DATA LOSS " if address in each.lost else ""
            typer.echo(f"{each.stack}: {loud}removed {address}")
        typer.echo(f"{each.stack}: {each.addresses} addresses, {len(each.added)} added")
