"""What a scan of secrets or dependencies comes to, for people, for programs and for code scanning."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from operations.scan.outcome import Outcome
from operations.scan.sarif import Result, sarif, write_sarif
from operations.scan.waiver_file import waiver_results
from policies.waivers import Acceptance

Found = TypeVar("Found")
Kind = TypeVar("Kind", bound=Acceptance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner(Generic[Found, Kind]):
    """Who looked, what was looked at, and how a finding is told, with its waiver if it has one."""

    name: str
    version: str
    uri: str
    looked_at: str
    result: Callable[[Found, Kind | None], Result]


def tell(
    scanner: Scanner[Found, Kind],
    outcome: Outcome[Found, Kind],
    waivers: Sequence[Kind],
    root: Path,
    *,
    file: Path | None,
    as_json: bool,
) -> None:
    """Print the outcome, write it as SARIF if a file is given, and exit with 1 if something is left to do."""
    left = [scanner.result(each, None) for each in outcome.left]
    waived = [scanner.result(each, waiver) for each, waiver in outcome.accepted]
    if file is not None:
        results = [*left, *waived, *waiver_results(root, waivers, outcome.expired, outcome.unused)]
        write_sarif(sarif(scanner.name, version=scanner.version, uri=scanner.uri, results=results), file)
    if as_json:
        document = {
            "passed": outcome.passed,
            "found": [_entry(each) for each in left],
            "waived": [_entry(each) for each in waived],
            "expired": [waiver.subject for waiver in outcome.expired],
            "unused": [waiver.subject for waiver in outcome.unused],
        }
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        _print(scanner, outcome, left)
    if not outcome.passed:
        raise typer.Exit(1)


def _print(scanner: Scanner[Found, Kind], outcome: Outcome[Found, Kind], left: Sequence[Result]) -> None:
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for each in left:
        console.print(f"[red]found[/] {escape(f'{each.place}: {each.rule.id}: {each.text}')}")
    for waiver in outcome.expired:
        console.print(
            f"[red]expired[/] waiver of {escape(waiver.subject)} on {waiver.expires}, owner {waiver.owner}"
        )
    for waiver in outcome.unused:
        console.print(f"[red]unused[/] waiver of {escape(waiver.subject)}: delete it")
    console.print(f"{scanner.looked_at}: {len(left)} found, {len(outcome.accepted)} waived")


def _entry(result: Result) -> dict[str, Any]:
    return {
        "rule": result.rule.id,
        "file": result.place.file,
        "line": result.place.line,
        "text": result.text,
    }
