"""Runs checkov on a synthesised stack or on its plan."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

Framework = Literal["terraform_json", "terraform_plan"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Defines a failed check: its id, the address it failed at, what it says and where it was seen."""

    check: str
    address: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Scan:
    """Defines the result of one run: how many checks passed, and what failed."""

    passed: int
    findings: tuple[Finding, ...]


def scan(file: Path, framework: Framework) -> Scan:
    """Return what checkov finds in a file; nothing is downloaded or sent.

    Raises RuntimeError if checkov did not run to its end or scanned nothing.
    """
    command = [
        str(Path(sys.executable).with_name("checkov")),
        "--file",
        str(file),
        "--framework",
        framework,
        "--output",
        "json",
        "--skip-download",
        "--quiet",
        "--soft-fail",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report = cast("dict[str, Any]", json.loads(run.stdout))
        summary, failed = report["summary"], report["results"]["failed_checks"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise RuntimeError(f"checkov gave no report for {file} (exit {run.returncode}): {run.stderr[-500:]}") from error
    if summary["parsing_errors"] or not summary["resource_count"]:
        raise RuntimeError(f"checkov read {summary['resource_count']} resources of {file}: {report['results']}")
    findings = {
        Finding(entry["check_id"], _address(entry["resource"]), entry["check_name"], framework) for entry in failed
    }
    return Scan(summary["passed"], tuple(sorted(findings)))


def _address(resource: str) -> str:
    return resource.removeprefix("resource.")
