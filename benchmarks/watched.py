"""One command in its own process, watched while it runs: its time, and the memory of it and all it starts."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import psutil

MEBIBYTE: Final = 2**20
SAMPLE_SECONDS: Final = 0.1
GRACE_SECONDS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What was seen: wall and processor seconds, the highest sums of memory in MiB, what was printed.

    `peak_mebibytes` counts pages that processes share once per process, `proportional_mebibytes` once in all. The
    processor's time is that of each process when it was last seen: of one that lives shorter than a sample nothing
    is counted. Other work on the machine makes the wall time longer, and hardly the processor's.
    """

    seconds: float
    processor_seconds: float
    peak_mebibytes: float
    proportional_mebibytes: float
    output: str


def watch(
    name: str,
    command: Sequence[str],
    folder: Path,
    *,
    variables: Mapping[str, str] | None = None,
    every_seconds: float = SAMPLE_SECONDS,
) -> Watched:
    """Run a command to its end, looked at so often; what it writes to standard error goes where ours goes.

    It is in a session of its own: Ctrl-C reaches it through this function alone, which waits until it has
    ended what it started. Raises RuntimeError if it fails.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        started = time.perf_counter()
        used: dict[psutil.Process, float] = {}
        process = psutil.Popen(
            command,
            cwd=folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            start_new_session=True,
        )
        peak = proportional = 0
        family: Sequence[psutil.Process] = [process]
        try:
            while process.poll() is None:
                family = _family(process)
                sizes = [_memory(member) for member in family]
                peak = max(peak, sum(resident for resident, _ in sizes))
                proportional = max(proportional, sum(shared for _, shared in sizes))
                used |= {member: seconds for member in family if (seconds := _processor_seconds(member))}
                time.sleep(every_seconds)
        finally:
            _end(process, family)
        seconds = time.perf_counter() - started
        output.seek(0)
        if process.returncode:
            raise RuntimeError(f"{name} failed ({process.returncode}); what it said is above")
        return Watched(
            seconds=seconds,
            processor_seconds=sum(used.values()),
            peak_mebibytes=peak / MEBIBYTE,
            proportional_mebibytes=proportional / MEBIBYTE,
            output=output.read(),
        )


def _processor_seconds(process: psutil.Process) -> float:
    """Return what a process itself took so far; nothing if it has ended."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0
    return times.user + times.system


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return [process]


def _memory(process: psutil.Process) -> tuple[int, int]:
    try:
        memory = process.memory_full_info()
    except (psutil.Error, OSError):
        return 0, 0
    # Only Linux says what is shared; elsewhere the two figures are the same.
    return memory.rss, getattr(memory, "pss", memory.rss)


def _end(process: psutil.Popen, family: Sequence[psutil.Process]) -> None:
    """End a command that was interrupted, as Ctrl-C would, and by force whatever is left of it."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=GRACE_SECONDS)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait()
    for member in family:
        # psutil never ends another process that was given the same number.
        if member.is_running():
            member.kill()


def watch_checkout(
    checkout: Path, command: str, *arguments: str, variables: Mapping[str, str] | None = None
) -> Watched:
    """Watch a command of a checkout that is set up, with what is installed there; its modules may be compiled."""
    programs = checkout / ".venv" / "bin"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    path = os.pathsep.join((str(programs), os.environ["PATH"]))
    return watch(
        str(checkout),
        [str(programs / command), *arguments],
        checkout,
        variables=kept | {"PATH": path} | dict(variables or {}),
    )


def medians(found: Sequence[Watched]) -> dict[str, float]:
    """Return the medians of the times and the highest of the memory, by their names in the reports."""
    return {
        "seconds": round(median(each.seconds for each in found), 2),
        "processor_seconds": round(median(each.processor_seconds for each in found), 2),
        "peak_proportional_mib": round(max(each.proportional_mebibytes for each in found)),
        "peak_resident_mib": round(max(each.peak_mebibytes for each in found)),
    }
