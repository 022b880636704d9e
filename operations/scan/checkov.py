"""Runs checkov on a synthesised stack or on its plan."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from constructs_lib.guards.synthesized import resources

Framework = Literal["terraform_json", "terraform_plan"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Defines a failed check: its id, the stack and address it failed at, what it says and where it was seen.

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
    """Defines the result of one run: how many checks passed, and what failed."""

    passed: int
    findings: tuple[Finding, ...]


def scan(file: Path, framework: Framework, *, stack: str) -> Scan:
    """Return what checkov finds in the file of a stack; nothing is downloaded or sent.

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
        raise RuntimeError(
            f"checkov gave no report for {file} (exit {run.returncode}): {run.stderr[-500:]}"
        ) from error
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


def _addresses(file: Path) -> dict[str, str]:
    # On JSON checkov 3.3 names a resource 'resource.<logical id>', without its type.
    stack = json.loads(file.read_text(encoding="utf-8"))
    return {f"resource.{found.logical_id}": found.address for found in resources(stack)}
