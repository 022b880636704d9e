"""When the tables of a local lakehouse were made, by which engine and from which commit."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from operations.common.commit import NO_COMMIT, commit_if_any
from operations.common.files import write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The run that made the tables: its end in UTC (ISO 8601), its engine, and the commit of its code.

    `commit` is empty outside a git repository; `changed` tells whether files differed from it.
    """

    at: str
    engine: str
    commit: str
    changed: bool

    @property
    def words(self) -> str:
        """All of it as a sentence for people."""
        day = datetime.fromisoformat(self.at)
        code = f"commit {self.commit[:12]}" if self.commit else "code that is in no git repository"
        return f"Made {day:%Y-%m-%d %H:%M} UTC by {self.engine} from {code}" + (
            ", with changes that are not committed" if self.commit and self.changed else ""
        )


def write_made(home: Path, root: Path, engine: str, now: datetime) -> None:
    """Record that a run has just made the tables of a home folder with the code of a checkout."""
    commit = commit_if_any(root)
    known = "" if commit.id == NO_COMMIT else commit.id
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    told = Made(at=at, engine=engine, commit=known, changed=commit.dirty)
    write_file(home / "made.json", json.dumps(asdict(told)))


def read_made(home: Path) -> Made | None:
    """Return what the last run recorded, None where there is nothing that can be read."""
    try:
        told: Any = json.loads((home / "made.json").read_bytes())
        found = Made(**told)
        datetime.fromisoformat(found.at)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return found
