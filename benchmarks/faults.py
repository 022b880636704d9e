"""`python -m benchmarks.faults`: real work is disturbed at random moments, and done again; nothing may be lost.

Work: a synthesis, a release, an apply of Terraform, a run of the lakehouse. Faults: kill -9 of all its processes, or of
the first alone; SIGTERM; a disk that is full (a limit on the size of files, and a small tmpfs where one may be
mounted); a file that is cut. Most moments lie between the first write of the work, which is waited for, and the last
one, as far from it as in a run that nobody disturbed. After each the same is done again, and what comes of it is
compared with that of the undisturbed run. The seed is printed: the same one disturbs the same, as far as the machine is
as fast.
"""

import os
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.fault_kinds import FAULTS, strike
from benchmarks.fault_moments import Writes
from benchmarks.fault_work import WORK, Product, Work, remedy
from benchmarks.small_disk import PAGE, can_be_made, on_small_disk

ROOT: Final = Path(__file__).resolve().parents[1]
ANYWHEN: Final = 0.1
"""The part of kills that come at any moment of the run, before its first write too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What is known of a kind of work that nobody disturbed: what came of it, and when it wrote, in seconds."""

    product: Product
    first_write: float
    last_write: float
    seconds: float
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one fault."""

    work: str
    fault: str
    partly: bool
    """Whether it came between the first write and the last: something was written, and not all."""
    healed: bool
    how: str
    """What was done after it: nothing but the same again, or what a message said."""
    said: str
    """The last message where nothing helped."""


def _start(
    work: Work,
    folder: Path,
    *,
    largest: int | None = None,
    pages: int | None = None,
    more: Sequence[str] = (),
) -> subprocess.Popen[bytes]:
    command = [*work.command(folder), *more]
    with (folder / "said").open("wb") as said:
        running = subprocess.Popen(
            on_small_disk(command, work.written(folder), pages) if pages else command,
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


def _own_files(work: Work, folder: Path) -> list[Path]:
    """Return what the work itself has written, without what it was given and what Terraform installs."""
    return [
        file
        for file in sorted(work.written(folder).rglob("*"))
        if file.is_file()
        and not file.is_symlink()
        and ".terraform" not in file.parts
        and file.name not in {"said", "lock", "cdk.tf.json" if work.name == "apply" else ""}
    ]


def _undisturbed(work: Work, folder: Path) -> Undisturbed:
    work.prepare(folder)
    started = time.monotonic()
    with Writes(work.written(folder)) as writes:
        code = _start(work, folder).wait()
        seconds = time.monotonic() - started
    if code:
        raise RuntimeError(f"{work.name} fails undisturbed ({code}): {(folder / 'said').read_text()[-2000:]}")
    sizes = tuple(sorted(file.stat().st_size for file in _own_files(work, folder)))
    return Undisturbed(
        product=work.product(folder),
        first_write=writes.moments[0],
        last_write=writes.moments[-1],
        seconds=seconds,
        sizes=sizes,
    )


def _is_whole(work: Work, folder: Path, known: Undisturbed) -> bool:
    try:
        return work.product(folder) == known.product
    except Exception:  # noqa: BLE001 - whatever cannot be read is not whole
        return False


def _disturb(work: Work, fault: str, folder: Path, known: Undisturbed, chance: random.Random) -> bool:
    """Run the work with a fault; return whether that came between its first write and its last."""
    largest = chance.randrange(1, max(2, chance.choice(known.sizes))) if fault == "full disk" else None
    whole = sum(size // PAGE + 1 for size in known.sizes)
    pages = chance.randrange(work.given_pages, work.given_pages + whole) if fault == "small disk" else None
    wait = chance.uniform(0, known.last_write - known.first_write)
    anywhen = chance.uniform(0, known.seconds) if chance.random() < ANYWHEN else None
    with Writes(work.written(folder)) as writes:
        running = _start(work, folder, largest=largest, pages=pages)
        if fault in {"full disk", "small disk", "damaged file"}:
            failed = running.wait() != 0
        else:
            while anywhen is None and not writes.moments and running.poll() is None:
                time.sleep(0.01)
            time.sleep(wait if anywhen is None else anywhen)
            failed = running.poll() is None
            if failed:
                strike(running, fault)
            written = bool(writes.moments)
            running.wait()
            return failed and written and not _is_whole(work, folder, known)
    if fault == "damaged file":
        file = chance.choice(_own_files(work, folder))
        os.truncate(file, chance.randrange(file.stat().st_size + 1))
        return False
    return failed and bool(writes.moments) and not _is_whole(work, folder, known)


def _heal(work: Work, folder: Path) -> tuple[str, str]:
    """Do the work again, as its messages say; return how, and the message where that did not help."""
    code, how = _start(work, folder).wait(), "again"
    said = (folder / "said").read_text(errors="replace")
    if code and (told := remedy(work, folder, said)):
        more = ("--full-refresh",) if told.startswith("--full-refresh") else ()
        code, how = _start(work, folder, more=more).wait(), told
    return how, (folder / "said").read_text(errors="replace")[-1500:] if code else ""


def disturb(
    kinds: Sequence[str], faults: int, seed: int, say: Callable[[str], None], only: Sequence[str] = ()
) -> list[Outcome]:
    """Disturb kinds of work in turn, dear ones less often, and return what became of every fault.

    `only` names the faults, all that this machine can make if it is empty.
    """
    happens = only or [fault for fault in FAULTS if fault != "small disk" or can_be_made()]
    chance = random.Random(seed)  # noqa: S311 - no secret
    turns = [
        name
        for turn in range(max(work.share for work in WORK.values()))
        for name in kinds
        if turn < WORK[name].share
    ]
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="anthill-faults-") as place:
        known: dict[str, Undisturbed] = {}
        for name in dict.fromkeys(turns[:faults]):
            (Path(place) / name).mkdir()
            known[name] = found = _undisturbed(WORK[name], Path(place) / name)
            say(
                f"{name}: {found.seconds:.1f} s undisturbed, "
                f"writes from {found.first_write:.1f} to {found.last_write:.1f} s"
            )
        for number in range(faults):
            work = WORK[turns[number % len(turns)]]
            # What another process does whose first is gone is of interest where the work sees to it.
            may = [fault for fault in happens if fault != "kill -9 alone" or work.name == "lakehouse"]
            (fault,) = chance.choices(may, [FAULTS[fault] for fault in may])
            folder = Path(place) / f"{number}"
            folder.mkdir()
            work.prepare(folder)
            partly = _disturb(work, fault, folder, known[work.name], chance)
            how, said = _heal(work, folder)
            healed = not said and _is_whole(work, folder, known[work.name])
            outcomes.append(
                Outcome(work=work.name, fault=fault, partly=partly, healed=healed, how=how, said=said)
            )
            when = "partly written" if partly else "before the first write or after the last"
            say(
                f"{number + 1} of {faults}: {fault} of {work.name}, {when}: {how if healed else f'LOST {said}'}"
            )
            shutil.rmtree(folder)
    return outcomes


def main(
    faults: Annotated[int, typer.Option(help="How many.", min=1)] = 200,
    seed: Annotated[int, typer.Option(help="Of the random moments, faults and files.")] = 1,
    kind: Annotated[list[str] | None, typer.Option(help="Which work: all by default.")] = None,
    fault: Annotated[list[str] | None, typer.Option(help="Which faults: all by default.")] = None,
) -> None:
    """Disturb work at random moments, and compare what the next run makes of it."""
    console = Console(stderr=True)
    if unknown := sorted(set(kind or ()) - set(WORK)):
        raise typer.BadParameter(f"there is no work {', '.join(unknown)}: give one of {', '.join(WORK)}")
    if unknown := sorted(set(fault or ()) - set(FAULTS)):
        raise typer.BadParameter(f"there is no fault {', '.join(unknown)}: give one of {', '.join(FAULTS)}")
    if fault and "small disk" in fault and not can_be_made():
        raise typer.BadParameter(
            "this machine lets nobody mount a tmpfs in a namespace: leave small disk out"
        )
    if fault == ["kill -9 alone"] and kind != ["lakehouse"]:
        raise typer.BadParameter("kill -9 alone is of the lakehouse: give --kind lakehouse")
    console.print(f"seed {seed}")
    outcomes = disturb(kind or list(WORK), faults, seed, console.print, fault or ())
    counts = Counter((each.work, each.fault, each.how, each.healed) for each in outcomes)
    partly = Counter((each.work, each.fault, each.how, each.healed) for each in outcomes if each.partly)
    table = Table("work", "fault", "then", "healed", "faults", "between first and last write")
    for row, count in sorted(counts.items()):
        work, happened, how, healed = row
        table.add_row(work, happened, how, "yes" if healed else "NO", str(count), str(partly[row]))
    Console(width=140).print(table)
    lost = [each for each in outcomes if not each.healed]
    hit = partly.total()
    Console(width=140).print(
        f"seed {seed}: {len(outcomes)} faults, {hit} ({hit / len(outcomes):.0%}) between the first write and the last, "
        f"{len(lost)} lost"
    )
    raise typer.Exit(1 if lost else 0)


if __name__ == "__main__":
    typer.run(main)
