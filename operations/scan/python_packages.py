"""Known vulnerabilities of the locked Python packages, as `uv audit` reports them."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from operations.common.errors import OperationError
from operations.common.uv import find_uv
from operations.scan.vulnerable import Vulnerable
from operations.synthesis.locations import Location

LOCKS: Final = ("uv.lock", "canary/uv.lock", "conformance/uv.lock")
"""The project's own, and those of what `anthill canary` synthesises with and `anthill conform` asks."""
PACKAGE: Final = re.compile(r'^name = "([^"]+)"$')
PREVIEW: Final = "audit-command,json-output"
QUARANTINED: Final = "quarantined"
QUARANTINE: Final = "PYPI-QUARANTINED"
"""What a waiver calls it that the index took a package away, mostly for malware. No database gives it an id."""

LAST_CHARACTERS: Final = 1000


def vulnerable_python(root: Path, service: str) -> list[Vulnerable]:
    """Return what OSV and the index know about the packages of each `uv.lock` that there is.

    Raises OperationError if uv is missing, a lock is out of step, or nobody answers.
    """
    return [
        found for lock in LOCKS if (root / lock).is_file() for found in _audited(root, root / lock, service)
    ]


def _audited(root: Path, lock: Path, service: str) -> Iterator[Vulnerable]:
    command = [find_uv(root), "audit", "--locked", "--preview-features", PREVIEW, "--output-format", "json"]
    run = subprocess.run(
        [*command, "--service-url", service, "--project", str(lock.parent)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        report = json.loads(run.stdout)
        told = [*report["vulnerabilities"], *_quarantined(report)]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise OperationError(
            f"uv audit of {lock} gave no report (exit {run.returncode}): {run.stderr[-LAST_CHARACTERS:]}"
        ) from error
    lines = _lines(lock.read_text(encoding="utf-8"))
    file = lock.relative_to(root).as_posix()
    for each in told:
        yield _read(each, file, lines)


def _quarantined(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for each in report.get("adverse_statuses", ()):
        if each["status"] == QUARANTINED:
            summary = each.get("reason") or "The index has taken the project away."
            yield {
                "id": QUARANTINE,
                "dependency": {"name": each["name"], "version": "any version"},
                "summary": summary,
            }


def _lines(text: str) -> dict[str, int]:
    names = ((PACKAGE.match(line), number) for number, line in enumerate(text.splitlines(), start=1))
    return {match[1]: number for match, number in names if match}


def _read(told: Mapping[str, Any], file: str, lines: Mapping[str, int]) -> Vulnerable:
    package = told["dependency"]["name"]
    return Vulnerable(
        ids=tuple(dict.fromkeys((told["id"], *told.get("aliases", ())))),
        package=package,
        version=told["dependency"]["version"],
        summary=told.get("summary") or "no summary",
        fixed=tuple(told.get("fix_versions", ())),
        place=Location(file, lines.get(package, 1)),
    )
