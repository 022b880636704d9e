"""How every scan ends: printed for people, as JSON, as SARIF for code scanning, and as an exit code."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from operations.scan.outcome import Outcome
from operations.scan.sarif import Result, sarif, write_sarif
from operations.scan.waiver_file import waiver_results
from policies.waivers import FindingWaiver

Found = TypeVar("Found")
Kind = TypeVar("Kind", bound=FindingWaiver)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """The scanner as SARIF names it."""

    name: str
    version: str
    uri: str


@dataclass(frozen=True, kw_only=True)
class ScanReport(ABC, Generic[Found, Kind]):
    """A scan's outcome against `waivers`, all of their kind; each scan says how its findings are shown."""

    tool: Tool
    outcome: Outcome[Found, Kind]
    waivers: Sequence[Kind]

    @abstractmethod
    def results(self) -> Iterable[Result]:
        """Yield the findings for code scanning, accepted ones with their waiver."""

    @abstractmethod
    def document(self) -> Mapping[str, Any]:
        """Return what the JSON says beside `passed`."""

    @abstractmethod
    def show(self) -> None:
        """Print what is left to do, and counts."""

    def as_document(self) -> dict[str, Any]:
        """Return the report as JSON."""
        return {"passed": self.outcome.passed, **self.document()}

    def as_sarif(self, root: Path) -> dict[str, Any]:
        """Return the report for code scanning; waivers that no longer hold are findings of their own."""
        stale = waiver_results(root, self.waivers, self.outcome.expired, self.outcome.unused)
        tool = self.tool
        return sarif(tool.name, version=tool.version, uri=tool.uri, results=[*self.results(), *stale])

    def publish(self, root: Path, *, file: Path | None, as_json: bool) -> None:
        """Print the report, write its SARIF if a file is given, and exit with 1 if something is left to do."""
        if file is not None:
            write_sarif(self.as_sarif(root), file)
        if as_json:
            typer.echo(json.dumps(self.as_document(), indent=2, ensure_ascii=False))
        else:
            self.show()
        if not self.outcome.passed:
            raise typer.Exit(1)

    def stale_waivers(self) -> Iterator[str]:
        """Yield a line for people for each waiver that no longer holds."""
        for waiver in self.outcome.expired:
            yield f"[red]expired[/] waiver of {escape(waiver.subject)} on {waiver.expires}, owner {waiver.owner}"
        for waiver in self.outcome.unused:
            yield f"[red]unused[/] waiver of {escape(waiver.subject)}: delete it"


@dataclass(frozen=True, kw_only=True)
class LineReport(ScanReport[Found, Kind]):
    """A scan whose findings each stand at a line: `result` shows one, with its waiver if it has one."""

    looked_at: str
    result: Callable[[Found, Kind | None], Result]

    def results(self) -> list[Result]:
        """Return a result per finding."""
        return [*self._left(), *self._accepted()]

    def document(self) -> Mapping[str, Any]:
        """Return every finding with its line."""
        return {
            "found": [_entry(each) for each in self._left()],
            "waived": [_entry(each) for each in self._accepted()],
            "expired": [waiver.subject for waiver in self.outcome.expired],
            "unused": [waiver.subject for waiver in self.outcome.unused],
        }

    def show(self) -> None:
        """Print a line per finding on standard error."""
        console = Console(stderr=True, soft_wrap=True, highlight=False)
        for each in self._left():
            console.print(f"[red]found[/] {escape(f'{each.place}: {each.rule.id}: {each.text}')}")
        for line in self.stale_waivers():
            console.print(line)
        left, accepted = self.outcome.left, self.outcome.accepted
        console.print(f"{self.looked_at}: {len(left)} found, {len(accepted)} waived")

    def _left(self) -> list[Result]:
        return [self.result(each, None) for each in self.outcome.left]

    def _accepted(self) -> list[Result]:
        return [self.result(each, waiver) for each, waiver in self.outcome.accepted]


def _entry(result: Result) -> dict[str, Any]:
    return {
        "rule": result.rule.id,
        "file": result.place.file,
        "line": result.place.line,
        "text": result.text,
    }
