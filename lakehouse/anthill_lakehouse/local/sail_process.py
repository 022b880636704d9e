"""Starts Sail."""

import json
import sys
from collections.abc import Callable
from typing import Final

from anthill_lakehouse.local.child import run_child
from anthill_lakehouse.local.folders import LakehouseFolders

PROGRAM: Final = "anthill_lakehouse.embedded.program"


def run_sail(
    place: LakehouseFolders,
    *,
    code: str,
    full_refresh: bool,
    only: str | None,
    say: Callable[[str], None],
) -> None:
    """Make the tables of a home folder, or one with what it is made of. Raises PipelineError if that fails."""
    request = {"home": str(place.home), "code": code, "full_refresh": full_refresh, "only": only}
    command = [sys.executable, "-m", PROGRAM, json.dumps(request)]
    run_child(command, place=place, environment={"RUST_LOG": "warn,sail_common::actor=error"}, say=say)
