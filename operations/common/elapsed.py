"""The seconds that passed since somebody typed a command, its loading included."""

import sys
import time
from pathlib import Path
from typing import Final

import psutil

COMMANDS: Final = ("anthill", "anthill.exe")
_LOADED: Final = time.time()


def began() -> float:
    """Return when the command began, in seconds since the epoch: its process, or this module in that of another."""
    is_own = Path(sys.argv[0]).name in COMMANDS
    return psutil.Process().create_time() if is_own else _LOADED


def elapsed() -> float:
    """Return the seconds since then."""
    return time.time() - began()
