"""Runs an engine in a process of its own, all of which ends with this one."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from anthill_lakehouse.local.alone import alone
from anthill_lakehouse.local.folders import LakehouseFolders

LAST_LINES: Final = 15
ERROR: Final = "error: "
"""What a line begins with that says why the engine ended; without one, the last lines of the log have to."""


class PipelineError(Exception):
    """The engine ended with an error; the text says why, and where the whole log is."""


def run_child(
    command: Sequence[str],
    *,
    place: LakehouseFolders,
    environment: Mapping[str, str],
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Run a command to its end, each line of it to the log and to `say`.

    It runs in a process group of its own: when this process is interrupted or fails, all of it ends too; and when it is
    killed, as soon as the command notices by its input (`end_with_parent`). Waits for another that is at work in
    the place. Raises PipelineError if it ends with an error.
    """
    with alone(place, say) as held, place.log.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=place.home,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            pass_fds=(held,),
        )
        try:
            assert process.stdout is not None  # noqa: S101 - asked for above
            for line in process.stdout:
                log.write(line)
                log.flush()
                say(line.rstrip())
            status = process.wait()
        finally:
            _end(process)
    if status:
        raise PipelineError(_last_words(place, status))


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _last_words(place: LakehouseFolders, status: int) -> str:
    text = place.log.read_text(encoding="utf-8", errors="replace")
    _, error, why = f"\n{text}".rpartition(f"\n{ERROR}")
    if error:
        return f"{why.strip()} (the log is {place.log})"
    told = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("at ")]
    return "\n".join([f"the engine ended with {status}; its log is {place.log}", *told[-LAST_LINES:]])
