"""`python -m benchmarks.emulator_load`: what a call costs the embedded AWS while many clients call at once.

Clients make the calls that Terraform, the functions and the lakehouse make most, in the same mixture, against a fresh
engine; its processor seconds are divided by the calls that were answered. `--checkout` measures the engines of other
checkouts too, each with its own environment, in turns, so that whatever else the machine does falls on both.
"""

import itertools
import json
import os
import secrets
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.request import urlopen

import psutil
import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.table import Table

from benchmarks.emulator_calls import calls_of, clients_of
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.emulator.spawn import START_LIMIT_SECONDS

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGES: Final = ("operations/emulator", "operations/local")
"""Where the engine is, here and in older checkouts."""
SETTINGS: Final = (
    "import json; from {}.spawn import ENGINE_SETTINGS; print(json.dumps(dict(ENGINE_SETTINGS)))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one engine did: calls answered and failed, its own processor seconds, and those of the clock."""

    calls: int
    errors: int
    processor: float
    seconds: float

    @property
    def milliseconds(self) -> float:
        """Processor time of a call, in milliseconds."""
        return 1000 * self.processor / self.calls


@contextmanager
def _engine(checkout: Path, folder: Path) -> Generator[tuple[str, psutil.Process]]:
    """Run the engine of a checkout; give its address and process. Raises RuntimeError if it does not answer."""
    package = next(name for name in PACKAGES if (checkout / name / "server.py").is_file()).replace("/", ".")
    python = str(checkout / ".venv" / "bin" / "python")
    told = subprocess.run(
        [python, "-c", SETTINGS.format(package)], cwd=checkout, check=True, capture_output=True, text=True
    )
    token, record = secrets.token_hex(16), folder / "engine.json"
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        port = listener.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
        command = [python, "-m", f"{package}.server"]
        command += ["--socket", str(listener.fileno()), "--token", token]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--record", str(record)],
                cwd=folder,
                env=kept | json.loads(told.stdout) | {"MOTO_PORT": str(port), "PYTHONPATH": str(checkout)},
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=log,
            )
    endpoint = f"http://127.0.0.1:{port}"
    try:
        engine = psutil.Process(process.pid)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        # Without a record it would end by itself after a while.
        EngineRecord(
            pid=engine.pid, create_time=engine.create_time(), port=port, token=token, started_at=started
        ).write(record)
        _await(endpoint, process)
        yield endpoint, engine
    finally:
        process.kill()
        process.wait()


@contextmanager
def _sampled(engine: psutil.Process, profile: Path | None) -> Generator[None]:
    """Let py-spy, which has to be installed, write where an engine is while it holds the interpreter."""
    if profile is None:
        yield
        return
    options = ["--gil", "--rate", "250", "--format", "raw", "--output", str(profile)]
    sampler = subprocess.Popen(
        ["py-spy", "record", "--pid", str(engine.pid), *options], stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        sampler.send_signal(signal.SIGINT)
        sampler.wait()


def _await(endpoint: str, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            # The first page that it makes loads half of moto.
            urlopen(f"{endpoint}/moto-api/", timeout=30).close()  # noqa: S310 - of this machine
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the engine does not answer on {endpoint}")


def measure(checkout: Path, clients: int, seconds: float, profile: Path | None = None) -> Measured:
    """Load the engine of a checkout for so many seconds, and return what it did."""
    done: Counter[str] = Counter()
    lock, start = threading.Lock(), threading.Event()

    def work(calls: Sequence[Callable[[], Any]]) -> None:
        start.wait()
        own: Counter[str] = Counter()
        for call in itertools.cycle(calls):
            if time.monotonic() > ends:
                break
            try:
                call()
                own["calls"] += 1
            except (ClientError, BotoCoreError):
                own["errors"] += 1
        with lock:
            done.update(own)

    with (
        tempfile.TemporaryDirectory() as folder,
        _engine(checkout, Path(folder)) as (endpoint, engine),
    ):
        services = clients_of(endpoint, clients)
        rounds = [calls_of(services, f"client-{number}") for number in range(clients)]
        for calls in rounds:
            for call in calls:
                call()
        threads = [threading.Thread(target=work, args=(calls,)) for calls in rounds]
        for thread in threads:
            thread.start()
        with _sampled(engine, profile):
            before, started = engine.cpu_times(), time.monotonic()
            ends = started + seconds
            start.set()
            for thread in threads:
                thread.join()
            after, ended = engine.cpu_times(), time.monotonic()
    spent = after.user + after.system - before.user - before.system
    return Measured(calls=done["calls"], errors=done["errors"], processor=spent, seconds=ended - started)


def main(
    clients: Annotated[int, typer.Option(help="How many call at once.", min=1)] = 16,
    seconds: Annotated[float, typer.Option(help="How long, each time.", min=1, max=40)] = 20,
    runs: Annotated[int, typer.Option(help="How often each engine.", min=1)] = 3,
    checkout: Annotated[list[Path] | None, typer.Option(help="Another checkout, set up.")] = None,
    profile: Annotated[Path | None, typer.Option(help="Where py-spy writes the last run's stacks.")] = None,
) -> None:
    """Load engines in turns, and compare what a call costs them."""
    places = [ROOT, *(each.resolve() for each in checkout or ())]
    found: dict[Path, list[Measured]] = {place: [] for place in places}
    for number in range(runs):
        for place in places:
            last = number == runs - 1 and place == ROOT
            found[place].append(measure(place, clients, seconds, profile if last else None))
    table = Table("checkout", "calls", "errors", "calls/s", "ms of processor a call", "least-most", "part")
    medians = {place: statistics.median(each.milliseconds for each in all_) for place, all_ in found.items()}
    for place, all_ in found.items():
        each = [run.milliseconds for run in all_]
        table.add_row(
            str(place),
            str(sum(run.calls for run in all_)),
            str(sum(run.errors for run in all_)),
            f"{sum(run.calls for run in all_) / sum(run.seconds for run in all_):.0f}",
            f"{medians[place]:.2f}",
            f"{min(each):.2f}-{max(each):.2f}",
            f"{medians[place] / medians[places[-1]]:.0%}",
        )
    Console(width=140).print(table)
    raise typer.Exit(any(run.errors for all_ in found.values() for run in all_))


if __name__ == "__main__":
    typer.run(main)
