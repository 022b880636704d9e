"""What the last run was given: written whole, and where it is damaged, as if there had been none."""

import json
import os
from collections.abc import Mapping
from pathlib import Path


def read_run(file: Path) -> object:
    """Return what a file records, None if it is missing or damaged: then a run does everything that there is to do."""
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def write_run(file: Path, record: Mapping[str, str]) -> None:
    """Write a record in one step: after a kill or on a full disk it is the one before or the new one."""
    draft = file.with_name(f".{file.name}")
    with draft.open("w", encoding="utf-8") as output:
        json.dump(record, output)
        output.flush()
        os.fsync(output.fileno())
    draft.replace(file)
