"""`python -m benchmarks.faults`: real work is disturbed at random moments, and done again; nothing may be lost.

Work: a synthesis, a release, an apply of Terraform. Faults: kill -9 and SIGTERM of all its processes, a disk that is
full (a limit on the size of files), a file that is cut. After each the same is done again, and what comes of it is
compared with that of a run that nobody disturbed. The seed is printed: the same one disturbs the same, as far as the
machine is as fast.
"""

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).resolve().parents[1]
FAULTS: Final = ("kill -9", "SIGTERM", "full disk", "damaged file")
STACK: Final = "anthill-dev"
RESOURCES: Final = 12

Product = Mapping[str, str]
"""What came of a run: a digest by name."""

APPLY: Final = """
import os, sys
from pathlib import Path
from operations.common.errors import errors_as_exit
from operations.common.signals import run_in_order
with errors_as_exit("apply"):
    for command in (["init", "-no-color"], ["apply", "-auto-approve", "-no-color"]):
        done = run_in_order(["terraform", *command], cwd=Path(sys.argv[1]), environment=os.environ)
        if done.returncode:
            sys.exit(done.stderr)
"""


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work in a folder of its own: its command, and what it makes there."""

    name: str
    prepare: Callable[[Path], None]
    command: Callable[[Path], Sequence[str]]
    product: Callable[[Path], Product]
    variables: Callable[[Path], Mapping[str, str]] = field(default=lambda _: {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one fault: whether it hit the work, and whether the next run made everything good."""

    work: str
    fault: str
    during: bool
    healed: bool
    said: str


def _hashes(folder: Path) -> Product:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def _stack_of_terraform(folder: Path) -> None:
    waits = [{"local-exec": {"command": "sleep 0.2"}}]
    made = {f"part_{number}": {"input": number, "provisioner": waits} for number in range(RESOURCES)}
    (folder / "cdk.tf.json").write_text(json.dumps({"resource": {"terraform_data": made}}))


def _known_to_state(folder: Path) -> Product:
    state = json.loads((folder / "terraform.tfstate").read_bytes())
    return {each["name"]: str(each["instances"][0]["attributes"]["input"]) for each in state["resources"]}


WORK: Final = {
    work.name: work
    for work in (
        Work(
            "synthesis",
            lambda _: None,
            lambda _: (sys.executable, "main.py"),
            lambda folder: _hashes(folder / "out" / "stacks"),
            lambda folder: {"CDKTF_OUTDIR": str(folder / "out"), "ANTHILL_STACKS": STACK},
        ),
        Work(
            "release",
            lambda _: None,
            lambda folder: (
                str(Path(sys.executable).with_name("anthill")),
                *("release", "build", "--allow-dirty", "--synthesised", "cdktf.out", "--output"),
                str(folder / "release"),
            ),
            lambda folder: _hashes(folder / "release"),
        ),
        Work(
            "apply",
            _stack_of_terraform,
            lambda folder: (sys.executable, "-c", APPLY, str(folder)),
            _known_to_state,
            lambda _: {"CHECKPOINT_DISABLE": "1"},
        ),
    )
}


def _start(work: Work, folder: Path, *, largest: int | None = None) -> subprocess.Popen[bytes]:
    with (folder / "said").open("wb") as said:
        running = subprocess.Popen(
            work.command(folder),
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | dict(work.variables(folder)),
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    if largest is not None:
        resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (largest, largest))
    return running


def _undisturbed(work: Work, folder: Path) -> tuple[Product, float]:
    work.prepare(folder)
    started = time.monotonic()
    if code := _start(work, folder).wait():
        raise RuntimeError(f"{work.name} fails undisturbed ({code}): {(folder / 'said').read_text()[-2000:]}")
    return work.product(folder), time.monotonic() - started


def _disturb(work: Work, fault: str, folder: Path, seconds: float, chance: random.Random) -> bool:
    """Run the work with a fault; return whether it hit the work before its end."""
    if fault == "full disk":
        return _start(work, folder, largest=chance.randrange(1, 60_000)).wait() != 0
    running = _start(work, folder)
    if fault == "damaged file":
        running.wait()
        files = [file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != "said"]
        own = [
            file for file in files if ".terraform" not in file.parts and file.name != "cdk.tf.json"
        ] or files
        file = chance.choice(own)
        os.truncate(file, chance.randrange(file.stat().st_size + 1))
        return False
    time.sleep(chance.uniform(0.3, 1.0) * seconds)
    during = running.poll() is None
    if during and fault == "kill -9":
        os.killpg(running.pid, signal.SIGKILL)
    elif during:
        running.send_signal(signal.SIGTERM)
    running.wait()
    return during


def _heal(work: Work, folder: Path) -> str:
    """Do the work again, as its messages say; return what it said where that did not help."""
    code = _start(work, folder).wait()
    said = (folder / "said").read_text(errors="replace")
    if code and "is not empty: give another folder, or remove it first" in said:
        shutil.rmtree(folder / "release")
        code = _start(work, folder).wait()
    elif code and work.name == "apply" and "state" in said.lower():
        # A state that was cut: what it described is made again, as `make down` and `make up` do.
        state = folder / "terraform.tfstate"
        state.unlink(missing_ok=True)
        code = _start(work, folder).wait()
    return (folder / "said").read_text(errors="replace")[-500:] if code else ""


def disturb(kinds: Sequence[str], faults: int, seed: int, say: Callable[[str], None]) -> list[Outcome]:
    """Disturb each kind of work in turn, and return what became of every fault."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="anthill-faults-") as place:
        known: dict[str, tuple[Product, float]] = {}
        for name in kinds:
            (Path(place) / name).mkdir()
            known[name] = _undisturbed(WORK[name], Path(place) / name)
            say(f"{name}: {known[name][1]:.1f} s undisturbed")
        for number in range(faults):
            work, fault = WORK[kinds[number % len(kinds)]], chance.choice(FAULTS)
            folder = Path(place) / f"{number}"
            folder.mkdir()
            work.prepare(folder)
            product, seconds = known[work.name]
            during = _disturb(work, fault, folder, seconds, chance)
            said = _heal(work, folder)
            healed = not said and work.product(folder) == product
            outcomes.append(Outcome(work=work.name, fault=fault, during=during, healed=healed, said=said))
            say(f"{number + 1} of {faults}: {fault} of {work.name}: {'healed' if healed else f'LOST {said}'}")
            shutil.rmtree(folder)
    return outcomes


def main(
    faults: Annotated[int, typer.Option(help="How many.", min=1)] = 200,
    seed: Annotated[int, typer.Option(help="Of the random moments, faults and files.")] = 1,
    kind: Annotated[list[str] | None, typer.Option(help="Which work: all by default.")] = None,
) -> None:
    """Disturb work at random moments, and compare what the next run makes of it."""
    console = Console(stderr=True)
    console.print(f"seed {seed}")
    outcomes = disturb(kind or list(WORK), faults, seed, console.print)
    counts = Counter((each.work, each.fault, each.during, each.healed) for each in outcomes)
    table = Table("work", "fault", "during the work", "healed", "faults")
    for (work, fault, during, healed), count in sorted(counts.items()):
        table.add_row(work, fault, "yes" if during else "no", "yes" if healed else "NO", str(count))
    Console().print(table)
    lost = [each for each in outcomes if not each.healed]
    hit = sum(each.during for each in outcomes)
    Console().print(f"{len(outcomes)} faults, {hit} during the work, {len(lost)} lost")
    raise typer.Exit(1 if lost else 0)


if __name__ == "__main__":
    typer.run(main)
