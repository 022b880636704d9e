"""Runs checkov on synthesised stacks and on their plans."""

import json
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Literal, Self, cast

from guards.synthesized import resources
from operations.common.files import read_object
from operations.scan import checkov_process

Framework = Literal["terraform_json", "terraform_plan"]

OPTIONS: Final = ("--output", "json", "--skip-download", "--quiet", "--soft-fail")
"""Nothing is downloaded, and findings are no failure of checkov's."""

LONGEST_ERROR: Final = 500
"""Characters of checkov's words that an error repeats."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A failed check: its id, the stack and address it failed at, what it says and where it was seen.

    `guideline` is its page and `severity` how bad it is, empty where checkov does not say: without an account
    it knows no severity.
    """

    check: str
    stack: str
    address: str
    title: str
    source: str
    guideline: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """The result of one run: how many checks passed, and what failed."""

    passed: int
    findings: tuple[Finding, ...]


class Scanner:
    """Checkov, loaded once for any number of scans, also of several threads; a context manager.

    It is loaded in a process of its own as soon as the context is entered, and ended with it.
    """

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="anthill-scan-")
        self._errors = Path(self._folder.name) / "errors"
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                # The modules beside the script are not what checkov means by its imports.
                [sys.executable, "-P", checkov_process.__file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._lock = threading.Lock()
        self._asked: list[Future[int]] = []
        self._over = False
        self._answering = threading.Thread(target=self._answer, daemon=True)
        self._answering.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.terminate()
        # Asked for nothing more, it ends.
        with suppress(BrokenPipeError):
            self._pipes[0].close()
        self._process.wait()
        self._answering.join()
        self._pipes[1].close()
        self._folder.cleanup()

    def scan(self, file: Path, framework: Framework, *, stack: str) -> Scan:
        """Return what checkov finds in the file of a stack; nothing is downloaded or sent.

        Nothing passes where there is nothing that checkov has rules for. Raises RuntimeError if it did not run to its
        end or scanned nothing of what it has rules for.
        """
        number, future = self._ask(file, framework)
        output, errors = self._files(number)
        try:
            code = future.result()
        except EOFError:
            raise RuntimeError(f"checkov ended before it scanned {file}: {_end_of(self._errors)}") from None
        report = output.read_text(encoding="utf-8") if output.is_file() else ""
        return _read(report, f"(exit {code}): {_end_of(errors)}", file, framework, stack=stack)

    @property
    def _pipes(self) -> tuple[IO[str], IO[str]]:
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise RuntimeError("checkov was started without pipes")
        return requests, answers

    def _files(self, number: int) -> tuple[Path, Path]:
        folder = Path(self._folder.name)
        return folder / f"{number}.output", folder / f"{number}.errors"

    def _ask(self, file: Path, framework: Framework) -> tuple[int, Future[int]]:
        future: Future[int] = Future()
        with self._lock:
            number = len(self._asked)
            self._asked.append(future)
            output, errors = self._files(number)
            request = {
                "number": number,
                "arguments": ["--file", str(file), "--framework", framework, *OPTIONS],
                "output": str(output),
                "errors": str(errors),
            }
            requests, _ = self._pipes
            # A process that has ended answers everything with its end.
            with suppress(BrokenPipeError):
                requests.write(f"{json.dumps(request)}\n")
                requests.flush()
            if self._over:
                self._give_up()
        return number, future

    def _answer(self) -> None:
        _, answers = self._pipes
        for line in answers:
            answer = json.loads(line)
            self._asked[answer["number"]].set_result(answer["exit"])
        with self._lock:
            self._over = True
            self._give_up()

    def _give_up(self) -> None:
        for future in self._asked:
            if not future.done():
                future.set_exception(EOFError())


def scan(file: Path, framework: Framework, *, stack: str) -> Scan:
    """Return what checkov finds in a single file; see `Scanner.scan`."""
    with Scanner() as scanner:
        return scanner.scan(file, framework, stack=stack)


def _read(output: str, ended: str, file: Path, framework: Framework, *, stack: str) -> Scan:
    try:
        report = cast("dict[str, Any]", json.loads(output))
        if not report.get("resource_count", 1) and not report["parsing_errors"] and not _judged(file):
            return Scan(0, ())
        summary, failed = report["summary"], report["results"]["failed_checks"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise RuntimeError(f"checkov gave no report for {file} {ended}") from error
    if summary["parsing_errors"] or not summary["passed"]:
        raise RuntimeError(f"checkov could not read {file}: {summary}")
    addresses = _addresses(file) if framework == "terraform_json" else {}
    findings = {
        Finding(
            entry["check_id"],
            stack,
            addresses.get(entry["resource"]) or entry["resource"],
            entry["check_name"],
            framework,
            entry.get("guideline") or "",
            str(entry.get("severity") or "").upper(),
        )
        for entry in failed
    }
    return Scan(summary["passed"], tuple(sorted(findings)))


def _judged(file: Path) -> bool:
    """Return whether a stack or plan has resources of AWS: of the providers in use checkov knows no other."""
    document = read_object(file, "synthesise again: python main.py")
    types = [*document.get("resource", {}), *(each["type"] for each in document.get("resource_changes", []))]
    return any(type_.startswith("aws_") for type_ in types)


def _end_of(errors: Path) -> str:
    return errors.read_text(encoding="utf-8", errors="replace")[-LONGEST_ERROR:] if errors.is_file() else ""


def _addresses(file: Path) -> dict[str, str]:
    # On JSON checkov 3.3 names a resource 'resource.<logical id>', without its type.
    stack = read_object(file, "synthesise again: python main.py")
    return {f"resource.{found.logical_id}": found.address for found in resources(stack)}
