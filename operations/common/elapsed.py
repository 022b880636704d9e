"""The seconds that passed since somebody typed a command, its loading included."""

import os
import sys
import time
from pathlib import Path
from typing import Final

COMMANDS: Final = ("anthill", "anthill.exe")
_STAT: Final = Path("/proc/self/stat")
_STARTED: Final = 19
"""Of the fields after the command's name in brackets: ticks after the machine's start (proc_pid_stat(5), field 22)."""
_LOADED: Final = time.monotonic()


def elapsed() -> float:
    """Return the seconds since the command began: its process, or this module in that of another."""
    if Path(sys.argv[0]).name not in COMMANDS:
        return time.monotonic() - _LOADED
    if sys.platform == "linux":
        # psutil adds the time of the machine's start, which Linux tells in whole seconds.
        ticks = int(_STAT.read_text(encoding="utf-8").rpartition(")")[2].split()[_STARTED])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    import psutil  # noqa: PLC0415 - Linux does without

    return time.time() - psutil.Process().create_time()
