"""The work that is disturbed: what prepares it, its command, what comes of it, and the way on that it names."""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from anthill_lakehouse.local.tables import read_table, table_names
from anthill_lakehouse.sample.market import generate

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
    for command in (["init", "-no-color"], ["apply", "-auto-approve", "-no-color", "-parallelism=2"]):
        done = run_in_order(["terraform", *command], cwd=Path(sys.argv[1]), environment=os.environ)
        if done.returncode:
            sys.exit(done.stderr)
"""


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work in a folder of its own: its command, and what it makes there."""

    name: str
    share: int
    """How many of ten faults are of this kind: dear work gets fewer."""
    prepare: Callable[[Path], None]
    command: Callable[[Path], Sequence[str]]
    product: Callable[[Path], Product]
    written: Callable[[Path], Path]
    """Below it is what the work writes."""
    variables: Callable[[Path], Mapping[str, str]] = field(default=lambda _: {})
    given_pages: int = 1
    """Pages of a disk that hold what is there before the work begins."""


def _anthill(*arguments: str) -> tuple[str, ...]:
    return (str(Path(sys.executable).with_name("anthill")), *arguments)


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


def _sample(folder: Path) -> None:
    """Make the smallest sample that holds every fault of real data, once for all runs."""
    if not (sample := folder.parent / "sample").exists():
        generate(sample, symbols=4, days=30, seed=1, trades_per_day=4, faults=True)


def _rows(folder: Path) -> Product:
    """Return a digest of the rows of each table, in whatever order they lie."""
    home = folder / "home" / "lakehouse"
    return {
        name: hashlib.sha256(
            "\n".join(sorted(map(repr, read_table(home, name).to_pylist()))).encode()
        ).hexdigest()
        for name in table_names(home)
    }


WORK: Final = {
    work.name: work
    for work in (
        Work(
            "synthesis",
            2,
            lambda _: None,
            lambda _: (sys.executable, "main.py"),
            lambda folder: _hashes(folder / "out" / "stacks"),
            lambda folder: folder / "out",
            lambda folder: {"CDKTF_OUTDIR": str(folder / "out"), "ANTHILL_STACKS": STACK},
        ),
        Work(
            "release",
            4,
            lambda _: None,
            lambda folder: _anthill(
                *("release", "build", "--allow-dirty", "--synthesised", "cdktf.out", "--output"),
                str(folder / "release"),
            ),
            lambda folder: _hashes(folder / "release"),
            lambda folder: folder,
        ),
        Work(
            "apply",
            3,
            _stack_of_terraform,
            lambda folder: (sys.executable, "-c", APPLY, str(folder)),
            _known_to_state,
            lambda folder: folder,
            lambda _: {"CHECKPOINT_DISABLE": "1"},
            given_pages=3,
        ),
        Work(
            "lakehouse",
            1,
            _sample,
            lambda folder: _anthill(
                *("lakehouse", "run", "--no-train", "--json", "--input"), str(folder.parent / "sample")
            ),
            _rows,
            lambda folder: folder / "home",
            lambda folder: {"ANTHILL_HOME": str(folder / "home")},
        ),
    )
}


def remedy(work: Work, folder: Path, said: str) -> str | None:
    """Return which way on a message names, after it was gone; None if it names none."""
    if "is not empty: give another folder, or remove it first" in said:
        shutil.rmtree(folder / "release")
        return "removed the folder, as it says"
    if "--full-refresh" in said:
        return "--full-refresh, as it says"
    if work.name == "apply" and "state" in said.lower():
        # A state that was cut: what it described is made again, as `make down` and `make up` do.
        (folder / "terraform.tfstate").unlink(missing_ok=True)
        return "removed the state that Terraform names"
    return None
