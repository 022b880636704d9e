"""Progress: a line now and then in a log, one line that is painted again in a terminal."""

import io
import time
from collections.abc import Iterator

import pytest

from operations.common.progress import GROWTH, LONGEST_SECONDS, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def seconds(*times: float) -> Iterator[float]:
    yield from times


@pytest.mark.parametrize(
    ("done", "total", "said"),
    [
        (0, None, "scanning, 30 s"),
        (0, 10, "scanning: 0 of 10, 30 s"),
        (3, 10, "scanning: 3 of 10, 30 s, about 70 s remain"),
        (10, 10, "scanning: 10 of 10, 30 s"),
    ],
)
def test_what_remains_is_said_where_it_is_known(done: int, total: int | None, said: str) -> None:
    times = seconds(0, 30)
    progress = Progress("scanning", total=total, clock=lambda: next(times))
    progress.step(done=done)
    assert progress.text() == said


def test_what_ends_soon_says_nothing() -> None:
    log = io.StringIO()
    with Progress("planning", stream=log) as progress:
        progress.step()
    assert log.getvalue() == ""


def test_in_a_log_lines_come_ever_more_seldom() -> None:
    log = io.StringIO()
    with Progress("planning", stream=log, first=0.01):
        time.sleep(0.3)
    lines = log.getvalue().splitlines()
    # 0.01 s, then half as much more each time: eight waits fill 0.3 s.
    assert 2 <= len(lines) <= 8
    assert all(line == "planning, 0 s ..." for line in lines)
    assert "\r" not in log.getvalue()
    hours, wait = 0.0, 5.0
    count = 0
    while hours < 3600:
        hours, wait, count = hours + wait, min(wait * GROWTH, LONGEST_SECONDS), count + 1
    assert count < 70


def test_a_terminal_has_one_line_that_is_gone_at_the_end() -> None:
    terminal = Terminal()
    with Progress("planning", stream=terminal, first=0.01):
        time.sleep(0.1)
    assert terminal.getvalue().startswith("\r\x1b[Kplanning, 0 s")
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert "\n" not in terminal.getvalue()


def test_a_line_that_is_said_stays_and_names_what_is_done_from_then_on() -> None:
    for stream, said in ((io.StringIO(), "planning ...\n"), (Terminal(), "\r\x1b[Kplanning ...\n")):
        times = seconds(0, 0, 50, 80)
        with Progress("reading", total=3, stream=stream, clock=lambda times=times: next(times)) as progress:
            progress.say("planning ...")
            # Of what is done now: neither the count nor the time of what was done before.
            assert progress.text() == "planning, 30 s"
        assert stream.getvalue().startswith(said)
