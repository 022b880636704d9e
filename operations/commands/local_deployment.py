"""`anthill local deploy`: anthill-local deployed with a line a phase; all that was said is in a file."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final, TextIO

import typer

from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.errors import OperationError
from operations.common.progress import Progress
from operations.common.project import project_root

STACK: Final = "anthill-local"
CDKTF: Final = Path(sys.executable).with_name("cdktf")
LOG: Final = "deploy.log"
LAST_LINES: Final = 25

COLOURS: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
"""cdktf-cli gives Terraform a terminal, whatever its own output is."""

PLANNED: Final = re.compile(r"Plan: (\d+) to add, (\d+) to change, (\d+) to destroy")
UNCHANGED: Final = "No changes. Your infrastructure matches the configuration"
APPLIED: Final = re.compile(r"Apply complete! Resources: .*")
ENDED: Final = re.compile(r": (Creation|Modifications|Destruction) complete after ")


def deploy(
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Print the whole plan and every resource too.")
    ] = False,
) -> None:
    """Deploy anthill-local as `cdktf deploy anthill-local --auto-approve` does, with a line a phase.

    The plan and what became of each resource are in .anthill/local/deploy.log. Exit code 1 if it fails, with the end
    of that.
    """
    log = EngineHome.of_project().folder / LOG
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as kept, Progress("synthesising and planning") as progress:
        with subprocess.Popen(
            [str(CDKTF), "deploy", STACK, "--auto-approve"],
            cwd=project_root(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            last = _followed(process.stdout or (), kept, progress, verbose=verbose)
        code = process.returncode
    if code:
        end = "".join(log.read_text(encoding="utf-8").splitlines(keepends=True)[-LAST_LINES:])
        raise OperationError(
            f"{STACK} was not deployed (exit code {code}); all of it is in {log}, its end:\n{end}"
        )
    if last:
        typer.echo(last)


def _followed(lines: Iterable[str], kept: TextIO, progress: Progress, *, verbose: bool) -> str:
    """Keep what is said and print a line a phase; return how Terraform summed it up."""
    done, last = 0, ""
    for said in lines:
        line = COLOURS.sub("", said)
        kept.write(line)
        if verbose:
            typer.echo(line, nl=False)
        if planned := PLANNED.search(line):
            total = sum(map(int, planned.groups()))
            typer.echo(f"{planned[0].removeprefix('Plan: ')}; the whole plan is in {kept.name}")
            progress.step(done=0, total=total, what="deployed")
        elif UNCHANGED in line:
            typer.echo(f"nothing to change; what was compared is in {kept.name}")
        elif ENDED.search(line):
            done += 1
            progress.step(done=done)
        elif applied := APPLIED.search(line):
            last = applied[0]
    return last
