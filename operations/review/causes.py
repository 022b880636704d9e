"""Which edits make which changes: each is taken back alone, and what then differs is what it made.

A value that knew its own line would have to survive pydantic, enums, numbers, booleans, arithmetic and names made of
several values, in this revision's code and in every older one. Taking an edit back needs none of that, and is true by
what it is: a line is named only where, without it, the resource would be another. It costs a synthesis for each edit
beyond the first; with one edit there is nothing to find out.
"""

import shutil
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.errors import OperationError
from operations.common.git import git
from operations.common.text_output import Say
from operations.review.comparison import compare
from operations.review.edited_lines import Edit, edits_of
from operations.synthesis.bytecode import take_compiled
from operations.synthesis.compared import is_read, only_values
from operations.synthesis.locations import Location
from operations.synthesis.recorded import RecordedSynthesis
from operations.synthesis.revisions import Revision, check_out
from operations.synthesis.stacks import Synthesised, read_stacks

MOST_EDITS: Final = 40
"""Edits that are taken back one by one; each takes seconds."""

AT_ONCE: Final = 2
TOO_MANY: Final = (
    "Python lines name no edit: {count} edits are more than the {most} that are taken back one by one"
)
EMPTY: Final = Synthesised.of("", {})

Resource = tuple[str, str]
"""Stack and address."""


@dataclass(frozen=True, slots=True)
class Causes:
    """The edited lines that make a resource differ, by resource."""

    lines: Mapping[Resource, tuple[Location, ...]]
    caveats: tuple[str, ...] = ()


def causes(
    repository: Path,
    revisions: tuple[Revision, Revision],
    changed: Collection[Resource],
    after: Mapping[str, Synthesised],
    folder: Path,
    *,
    made_of: Mapping[str, str] | None,
    say: Say,
) -> Causes:
    """Return which edits make which of the changed resources, given the head as it is synthesised.

    An edit that cannot be taken back alone, for the rest would not work without it, is named for nothing. `made_of` is
    what the head's stacks are made of, where it says.
    """
    base, head = revisions
    hunks = edits_of(repository, base, head)
    units = [line for hunk in hunks for line in hunk.lines()]
    if not changed or not units:
        return Causes({})
    if len(units) == 1:
        return Causes(dict.fromkeys(changed, (units[0].place,)))
    if len(units) > MOST_EDITS:
        return Causes({}, (TOO_MANY.format(count=len(units), most=MOST_EDITS),))
    say(f"taking back {len(units)} edits one by one, to see which makes what ...")
    stacks = {stack for stack, _ in changed}
    trial = _Trial(repository, head, folder, stacks=stacks, after=after, made_of=made_of)
    made = trial.all(units)
    # A line of a statement may not stand alone: then its hunk is tried as a whole, for what no line of it makes.
    broken = [hunk for hunk in hunks if len(hunk.lines()) > 1 and None in map(made.get, hunk.lines())]
    for hunk, resources in trial.all(broken).items():
        told = {resource for line in hunk.lines() for resource in made[line] or ()}
        made[hunk] = None if resources is None else resources - told
    found: dict[Resource, list[Location]] = {}
    for edit, resources in made.items():
        for resource in resources or ():
            found.setdefault(resource, []).append(edit.place)
    return Causes({resource: tuple(sorted(found[resource])) for resource in changed if resource in found})


class _Trial:
    """Takes edits back in copies of the head, and says what then differs."""

    def __init__(
        self,
        repository: Path,
        head: Revision,
        folder: Path,
        *,
        stacks: Collection[str],
        after: Mapping[str, Synthesised],
        made_of: Mapping[str, str] | None,
    ) -> None:
        self._folder, self._stacks, self._after = folder, stacks, after
        self._made_of = made_of
        self._source = check_out(repository, head, folder / "head")
        self._repository = repository
        names = ["ls-files", "-z", *(() if head.commit else ("--cached", "--others", "--exclude-standard"))]
        listed = (
            git(repository, "ls-tree", "-r", "--name-only", "-z", head.commit)
            if head.commit
            else git(repository, *names)
        )
        self._files = [name for name in listed.split("\0") if name and is_read(name)]

    def all(self, edits: Iterable[Edit]) -> dict[Edit, frozenset[Resource] | None]:
        """Return what each edit makes, None where the rest does not work without it."""
        asked = list(edits)
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            return dict(zip(asked, pool.map(self._one, asked, range(len(asked))), strict=True))

    def _one(self, edit: Edit, number: int) -> frozenset[Resource] | None:
        checkout = self._folder / f"without-{edit.file.replace('/', '-')}-{edit.new_line}-{number}"
        try:
            self._copy(edit, checkout)
            stacks = self._synthesised(edit, checkout)
        except OperationError:
            return None
        finally:
            shutil.rmtree(checkout, ignore_errors=True)
        return frozenset(
            (stack, change.address)
            for stack, without in stacks.items()
            for change in compare(without, self._after.get(stack, EMPTY))
        )

    def _copy(self, edit: Edit, checkout: Path) -> None:
        for name in {*self._files, edit.file}:
            source, target = self._source / name, checkout / name
            if not source.is_file() and name != edit.file:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if name != edit.file:
                shutil.copy2(source, target)
                continue
            text = edit.taken_back(source.read_text(encoding="utf-8") if source.is_file() else "")
            if text is not None:
                target.write_text(text, encoding="utf-8")
        take_compiled(self._source, checkout, changed={edit.file})

    def _synthesised(self, edit: Edit, checkout: Path) -> dict[str, Synthesised]:
        output = checkout.with_name(f"{checkout.name}.out")
        running = RecordedSynthesis(checkout, output, str(edit.place))
        try:
            made_of, old = running.made_of(), self._made_of
            if made_of is None or old is None:
                running.begin(None)
                held = read_stacks(running.finish())
                return {stack: held.get(stack, EMPTY) for stack in self._stacks}
            alike = only_values([edit.file])
            differing = {stack for stack in self._stacks if not alike or made_of.get(stack) != old.get(stack)}
            running.begin(differing & made_of.keys())
            held = read_stacks(running.finish())
            return {stack: held.get(stack, EMPTY) for stack in differing}
        finally:
            running.end()
            shutil.rmtree(output, ignore_errors=True)
