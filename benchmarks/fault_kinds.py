"""What may happen to work; and how it is killed: all of its processes, or the first alone, so that others are left."""

import contextlib
import signal
import subprocess
from typing import Final

import psutil

FAULTS: Final = {
    "kill -9": 3,
    "kill -9 alone": 1,
    "SIGTERM": 3,
    "full disk": 3,
    "damaged file": 1,
    "small disk": 2,
}
"""What may happen, and how often of all. A file is damaged after the work, so that fault is the rarest."""


def strike(running: subprocess.Popen[bytes], fault: str) -> None:
    """Send what a fault says: kill -9 of whatever the process started too, in whichever process groups."""
    if fault == "SIGTERM":
        running.send_signal(signal.SIGTERM)
        return
    first = psutil.Process(running.pid)
    # Stopped, it starts nothing more and tidies up after none.
    first.suspend()
    left = first.children(recursive=True) if fault == "kill -9" else []
    for process in [first, *left]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
