"""Runs Kingfisher on the files of a repository, and on every commit: nothing is asked, and no secret is kept."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from operations.common.errors import OperationError
from operations.common.git import git
from operations.synthesis.locations import Location

FOUND: Final = (200, 205)
"""Kingfisher's exit codes for findings: not tried out, and proven to work, which is never asked here."""

OFFLINE: Final = (
    "--no-validate",
    "--no-update-check",
    "--redact",
    "--no-ignore",
    "--quiet",
    "--format",
    "json",
)
"""Nothing is asked of anybody, and no remark in a file silences it: waivers have a reason, an owner and an end."""

LAST_CHARACTERS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Secret:
    """Where something looks like a secret: never what it is. `commit` is empty for the files as they are."""

    file: str
    line: int
    rule: str
    title: str
    commit: str = ""

    @property
    def place(self) -> Location:
        """The line that holds it."""
        return Location(self.file, self.line)

    @property
    def at(self) -> tuple[str, str, int]:
        """What a secret of the files and one of a commit have in common if they are the same."""
        return self.rule, self.file, self.line


def find_secrets(root: Path, *, history: bool) -> list[Secret]:
    """Return what looks like a secret in the files that Git knows or would take, and in its history if asked.

    What a commit holds at the same place as the file does is reported once. Raises InputError outside a repository
    of Git, OperationError if Kingfisher does not run to its end.
    """
    with tempfile.TemporaryDirectory(prefix="anthill-secrets-") as folder:
        files = Path(folder) / "files"
        _copy(root, files)
        found = {each.at: each for each in _scan(files, "--git-history", "none", "--no-dedup")}
        if history:
            # Of a checkout it would read tools and caches too; this has nothing but the commits of every branch.
            commits = Path(folder) / "commits"
            git(root, "clone", "--quiet", "--mirror", "--shared", str(root), str(commits))
            for each in _scan(commits, "--git-history", "full"):
                found.setdefault(each.at, each)
    return sorted(found.values())


def _copy(root: Path, target: Path) -> None:
    listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
    for name in filter(None, listed.split("\0")):
        source = root / name
        # A file may be deleted and not yet committed so; a link leads to what is read at its own place.
        if source.is_file() and not source.is_symlink():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)
    target.mkdir(exist_ok=True)


def _scan(folder: Path, *options: str) -> list[Secret]:
    kingfisher = str(Path(sys.executable).with_name("kingfisher"))
    run = subprocess.run(
        [kingfisher, "scan", *OFFLINE, *options, "."], cwd=folder, capture_output=True, text=True, check=False
    )
    try:
        report = json.loads(run.stdout)
        unread = report["audit"]["summary"]["scan_failed"] + report["audit"]["summary"]["scan_partial"]
        found = [_read(entry["rule"], entry["finding"]) for entry in report["findings"]]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        # Its report may hold what it found; its errors hold no secret.
        raise OperationError(
            f"kingfisher gave no report (exit {run.returncode}): {run.stderr[-LAST_CHARACTERS:]}"
        ) from error
    if unread or run.returncode not in (0, *FOUND):
        raise OperationError(f"kingfisher did not read everything: {run.stderr[-LAST_CHARACTERS:]}")
    return found


def _read(rule: Mapping[str, Any], finding: Mapping[str, Any]) -> Secret:
    commit = finding.get("git_metadata", {}).get("commit", {}).get("id", "")
    return Secret(
        file=finding["path"].removeprefix("./"),
        line=finding["line"],
        rule=rule["id"],
        title=rule["description"].rstrip("."),
        commit=commit,
    )
