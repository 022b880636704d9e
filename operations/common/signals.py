"""SIGINT and SIGTERM: a command ends in order, and all that it has started ends with it."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    import psutil

IN_ORDER_SECONDS: Final = 120.0
"""How long Terraform gets to end what it began and to store its state."""

SOON_SECONDS: Final = 5.0
"""How long anything else gets."""

EMBEDDED_TERRAFORM: Final = ".embedded_terraform"


class Terminated(KeyboardInterrupt):
    """SIGTERM, which pipelines and service managers send: like Ctrl-C, but to this process alone."""


@contextlib.contextmanager
def children_end_with_us() -> Generator[None]:
    """Raise Terminated for SIGTERM and KeyboardInterrupt for SIGINT in a `with` block, and then end the children.

    They are looked up when the signal comes: later those whose parents have ended would be nobody's. Anything but
    Terraform that has a session of its own is left alone: it was started to stay, or whatever started it ends it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    found: list[psutil.Process] = []

    def ended(number: int, _frame: FrameType | None) -> NoReturn:
        found.extend(_descendants())
        if number == signal.SIGTERM:
            # A terminal tells every process; this signal reached none but us.
            _interrupt(process for process in found if _is_terraform(process))
        raise Terminated if number == signal.SIGTERM else KeyboardInterrupt

    before = {number: signal.signal(number, ended) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if found:
            end_in_order(found)


def run_in_order(
    command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run Terraform to its end and return what it said; it is never killed while it has a state to store.

    Whatever interrupts this process interrupts Terraform too: a second signal would make it give its state up.
    """
    with subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            out, err = process.communicate()
        except KeyboardInterrupt:
            process.communicate()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def end_in_order(processes: Sequence["psutil.Process"]) -> None:
    """End processes: Terraform first, which gets the time to store its state, then all others.

    Terraform may have been interrupted already, and a second signal would make it give its state up: so it is only
    told to end when its time is over.
    """
    import psutil  # noqa: PLC0415 - only where something is to be ended

    _, late = psutil.wait_procs(
        [process for process in processes if _is_terraform(process)], IN_ORDER_SECONDS
    )
    for process in (*late, *processes):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, late = psutil.wait_procs(processes, SOON_SECONDS)
    for process in late:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def _interrupt(processes: Iterable["psutil.Process"]) -> None:
    for process in processes:
        # Nobody waits in a signal handler for what has ended meanwhile.
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGINT)


def _descendants() -> list["psutil.Process"]:
    """Return the processes below this one that share its session, and Terraform, which cdktf-cli gives a terminal."""
    import psutil  # noqa: PLC0415 - as above

    children = psutil.Process().children(recursive=True)
    sessions = {os.getsid(0)}
    for process in children:
        with contextlib.suppress(ProcessLookupError):
            if _is_terraform(process):
                sessions.add(os.getsid(process.pid))
    found: list[psutil.Process] = []
    for process in children:
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(process.pid) in sessions:
                found.append(process)
    return found


def _is_terraform(process: "psutil.Process") -> bool:
    import psutil  # noqa: PLC0415 - as above

    try:
        return process.name() == "terraform" or any(
            word.endswith(EMBEDDED_TERRAFORM) for word in process.cmdline()
        )
    except psutil.NoSuchProcess:
        return False
