"""How many rows name the edit that makes them, and whether it is right: `python -m benchmarks.edited_lines`.

Generated edits are made in groups of six, each in another file. What an edit really makes is found out by the opposite
of what the review does: the edit alone is put on the base.
"""

import ast
import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from operations.common.errors import OperationError
from operations.common.git import git
from operations.review.causes import causes
from operations.review.comparison import compare
from operations.review.plans import with_origins
from operations.review.rows import rows
from operations.synthesis.compared import synthesise_both
from operations.synthesis.locations import Location, Sources
from operations.synthesis.recorded import RecordedSynthesis
from operations.synthesis.revisions import WORKING, Revision
from operations.synthesis.stacks import Synthesised, read_stacks

ROOT: Final = Path(__file__).resolve().parents[1]
EDITED: Final = ("environments/*.py", "stacks/*.py", "constructs_lib/*/*.py", "configuration/*.py")
GROUP: Final = 6
EMPTY: Final = Synthesised.of("", {})


@dataclass(frozen=True)
class Mutation:
    """One line with another value, and what it changes when it is alone, by stack and address."""

    file: str
    line: int
    old: str
    new: str
    makes: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]], compare=False)

    @property
    def place(self) -> Location:
        """The line."""
        return Location(self.file, self.line)

    def put(self, folder: Path) -> None:
        """Put the line into a checkout."""
        lines = (folder / self.file).read_text(encoding="utf-8").splitlines(keepends=True)
        lines[self.line - 1] = self.new
        (folder / self.file).write_text("".join(lines), encoding="utf-8")


def main(
    edits: Annotated[int, typer.Option(min=GROUP, help="How many edits, in groups of six.")] = 30,
    seed: Annotated[int, typer.Option(help="Which edits.")] = 1,
) -> None:
    """Make the edits, review them, and say how many rows carry a line and how many a wrong one."""
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="anthill-edited-lines-") as name:
        folder = Path(name)
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(clone)], check=True)
        commit = git(clone, "rev-parse", "HEAD").strip()
        base = Revision(name="HEAD", commit=commit)
        chosen = _chosen(clone, folder, edits, random.Random(seed), console)  # noqa: S311 - no secret
        told: list[dict[str, object]] = []
        for number in range(0, len(chosen), GROUP):
            group = chosen[number : number + GROUP]
            console.print(f"reviewing edits {number + 1} to {number + len(group)} ...")
            told += _reviewed(clone, base, group, folder / f"review-{number}", folder / "home")
            git(clone, "checkout", "--quiet", "--", ".")
    carrying = [row for row in told if row["edited"]]
    wrong = [row for row in told if row["wrong"]]
    missed = [row for row in told if row["missed"]]
    typer.echo(
        json.dumps(
            {
                "edits": [f"{each.place}: {each.old.strip()} -> {each.new.strip()}" for each in chosen],
                "rows": len(told),
                "with_a_line": len(carrying),
                "with_a_wrong_line": wrong,
                "with_a_line_missing": missed,
                "share": round(len(carrying) / len(told), 3) if told else None,
            },
            indent=2,
        )
    )
    raise typer.Exit(0 if told and not wrong and len(carrying) >= 0.8 * len(told) else 1)


def _chosen(clone: Path, folder: Path, count: int, chance: random.Random, console: Console) -> list[Mutation]:
    """Return edits that can stand alone and change something, each group with six different files."""
    base = _synthesised(clone, folder / "base")
    if base is None:
        raise typer.BadParameter("this checkout cannot be synthesised")
    left = list(_mutations(clone))
    chance.shuffle(left)
    found: list[Mutation] = []
    for mutation in left:
        if len(found) == count:
            break
        group = found[len(found) // GROUP * GROUP :]
        if mutation.file in {each.file for each in group}:
            continue
        mutation.put(clone)
        alone = _synthesised(clone, folder / "alone")
        git(clone, "checkout", "--quiet", "--", ".")
        if alone is None:
            continue
        for stack in base.keys() | alone.keys():
            changed = compare(base.get(stack, EMPTY), alone.get(stack, EMPTY))
            mutation.makes.update((stack, change.address) for change in changed)
        if mutation.makes:
            found.append(mutation)
            console.print(f"edit {len(found)} of {count}: {mutation.place} changes {len(mutation.makes)} ...")
    return found


def _mutations(clone: Path) -> Iterator[Mutation]:
    """Yield a line for each number, truth value and text of an argument given by its name."""
    for pattern in EDITED:
        for path in sorted(clone.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            lines = text.splitlines(keepends=True)
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant):
                    value, old = node.value, lines[node.value.lineno - 1]
                    new = _other(value.value)
                    if new is None or value.end_lineno != value.lineno or not old.isascii():
                        continue
                    edited = f"{old[: value.col_offset]}{new}{old[value.end_col_offset :]}"
                    yield Mutation(str(path.relative_to(clone)), value.lineno, old, edited)


def _other(value: object) -> str | None:
    match value:
        case bool():
            return repr(not value)
        case int():
            return repr(value + 1)
        case str() if value and value.isascii() and value.replace(" ", "").isalpha():
            return json.dumps(f"{value}x")
        case _:
            return None


def _reviewed(
    clone: Path, base: Revision, group: Sequence[Mutation], folder: Path, home: Path
) -> list[dict[str, object]]:
    for mutation in group:
        mutation.put(clone)
    made = synthesise_both(clone, (base, WORKING), folder, home)
    before, after = read_stacks(made.before), read_stacks(made.after)
    changes = {
        name: compare(before.get(name, EMPTY), after.get(name, EMPTY))
        for name in before.keys() | after.keys()
    }
    named = causes(
        clone,
        (base, WORKING),
        [(name, change.address) for name, held in changes.items() for change in held],
        after,
        folder / "trials",
        made_of=made.made_of,
        say=lambda _: None,
    )
    sources = (Sources.read(made.before), Sources.read(made.after))
    placed = [each for name in sorted(changes) for each in with_origins(changes[name], sources, named.lines)]
    shutil.rmtree(folder)
    return [
        {
            "path": row.change.relative_path,
            "stacks": list(row.stacks),
            "edited": [str(line) for line in edited],
            "wrong": [str(line) for line in edited if line not in right],
            "missed": [str(line) for line in right if line not in edited],
        }
        for row in rows(placed)
        for edited in [row.change.origin.edited if row.change.origin else ()]
        for right in [
            [each.place for each in group if any((s, row.change.address) in each.makes for s in row.stacks)]
        ]
    ]


def _synthesised(clone: Path, output: Path) -> dict[str, Synthesised] | None:
    shutil.rmtree(output, ignore_errors=True)
    running = RecordedSynthesis(clone, output, "an edit")
    try:
        running.made_of()
        running.begin(None)
        return read_stacks(running.finish())
    except OperationError:
        return None
    finally:
        running.end()


if __name__ == "__main__":
    typer.run(main)
