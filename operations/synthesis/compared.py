"""Two revisions synthesised for a comparison: side by side, and only the stacks in which they may differ."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from operations.common.errors import InputError, OperationError
from operations.common.git import git
from operations.synthesis.bytecode import take_compiled
from operations.synthesis.kept import KeptSynthesis, MadeOf
from operations.synthesis.recorded import RecordedSynthesis
from operations.synthesis.revisions import WORKING, Revision, check_out

UNREAD: Final = (
    ".github/*",
    "benchmarks/*",
    "canary/*",
    "conformance/*",
    "docs/*",
    "findings/*",
    "operations/*",
    "policies/*",
    "samples/*",
    "scripts/*",
    "tests/*",
    "*.md",
    "Makefile",
    "mkdocs.yml",
)
"""What no synthesis opens."""

VALUES: Final = "environments/*.py"
NO_VALUES: Final = frozenset({"__init__", "catalogue", "configured"})
"""The modules beside the environments' values that decide which of them are built, and how they are checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The output folders of two revisions, each with its `sources.json`.

    `equal` are stacks that are in neither: they are made of the same in both. `made_of` is a digest of what each stack
    of the head is made of, None where it does not say.
    """

    before: Path
    after: Path
    equal: tuple[str, ...] = ()
    made_of: Mapping[str, str] | None = None


def synthesise_both(
    repository: Path,
    revisions: tuple[Revision, Revision],
    folder: Path,
    home: Path,
    *,
    only: Collection[str] = (),
    whole: bool = False,
) -> Compared:
    """Return two revisions as they are synthesised, each by its own code in this environment's Python.

    What was synthesised of a commit is kept below `home`. `only` these stacks, where they are given; with `whole` every
    stack, whether it may differ or not. Raises InputError with what it said if one cannot be synthesised.
    """
    try:
        return _synthesised(repository, revisions, folder, home, only=only, whole=whole)
    except OperationError as error:
        raise InputError(f"{error}; compare with another revision, or fix this one") from error


def _synthesised(
    repository: Path,
    revisions: tuple[Revision, Revision],
    folder: Path,
    home: Path,
    *,
    only: Collection[str],
    whole: bool,
) -> Compared:
    folder.mkdir(parents=True, exist_ok=True)
    base, head = revisions
    with ExitStack() as running:
        # The head first: what is kept is of a commit, and that is mostly the base.
        new = _Side(repository, head, folder / "head", home, running)
        sides = [_Side(repository, base, folder / "base", home, running), new]
        made_of = [side.made_of for side in sides]
        wanted, equal = None, ()
        if not whole:
            alike = only_values(changed_files(repository, base, head))
            wanted, equal = _wanted(made_of, only, alike=alike)
        for side in sides:
            side.begin(wanted)
        before, after = (side.finish(wanted) for side in sides)
    return Compared(before=before, after=after, equal=equal, made_of=made_of[1])


def changed_files(repository: Path, base: Revision, head: Revision) -> list[str]:
    """Return the files that differ between two revisions; in the working tree also those that Git does not know."""
    # Names as they are: Git would quote those with other letters.
    names = ["diff", "--name-only", "-z", "--no-renames", base.commit or "HEAD"]
    found = git(repository, *names, *([head.commit] if head.commit else []), "--")
    if head.commit is None:
        found += git(repository, "ls-files", "-z", "--others", "--exclude-standard")
    return [name for name in found.split("\0") if name]


def only_values(files: Iterable[str]) -> bool:
    """Return whether of all that a synthesis reads only values of environments are among these files."""
    return all(fnmatch(file, VALUES) and Path(file).stem not in NO_VALUES for file in files if is_read(file))


def is_read(file: str) -> bool:
    """Return whether a synthesis may open a file."""
    return not any(fnmatch(file, pattern) for pattern in UNREAD)


def _wanted(
    made_of: list[Mapping[str, str] | None], only: Collection[str], *, alike: bool
) -> tuple[set[str] | None, tuple[str, ...]]:
    """Return the stacks to synthesise, None for all, and those that are equal."""
    old, new = made_of
    if old is None or new is None:
        return None, ()
    known = old.keys() | new.keys()
    if not set(only) <= known:
        # The caller says which there are.
        return None, ()
    differing = {stack for stack in known if not alike or old.get(stack) != new.get(stack)}
    return differing & set(only or known), tuple(sorted(known - differing))


class _Side:
    """One revision: what is kept of it, or a synthesis that runs."""

    def __init__(
        self, repository: Path, revision: Revision, output: Path, home: Path, running: ExitStack
    ) -> None:
        self._output = output
        self._kept = KeptSynthesis(home, repository, revision.commit) if revision.commit else None
        self._running = running
        self._begun = False
        self._repository, self._revision = repository, revision
        self._known = self._kept.made_of if self._kept else None
        self._synthesis = self._start() if self._known is None else None

    def _start(self) -> RecordedSynthesis:
        checkout = check_out(
            self._repository, self._revision, self._output.with_name(f"{self._output.name}-checkout")
        )
        if self._revision.commit:
            changed = changed_files(self._repository, self._revision, WORKING)
            take_compiled(self._repository, checkout, changed=frozenset(changed))
        started = RecordedSynthesis(checkout, self._output, self._revision.label)
        self._running.callback(started.end)
        return started

    @property
    def made_of(self) -> Mapping[str, str] | None:
        """What each stack is made of, None where the revision does not say."""
        if self._known is None:
            assert self._synthesis is not None  # noqa: S101 - it was started for this
            self._known = MadeOf(self._synthesis.made_of())
        return self._known.stacks

    def begin(self, wanted: set[str] | None) -> None:
        """Let it synthesise what is wanted, unless that is kept."""
        if self._kept is None or not self._kept.has(self._own(wanted)):
            self._synthesis = self._synthesis or self._start()
            self._synthesis.begin(self._own(wanted))
            self._begun = True

    def finish(self, wanted: set[str] | None) -> Path:
        """Return the output folder with what is wanted."""
        if self._synthesis is None or not self._begun:
            assert self._kept is not None  # noqa: S101 - else it was begun
            return self._kept.restore(self._own(wanted), self._output)
        self._synthesis.finish()
        if self._kept is not None:
            made_of = MadeOf(self.made_of)
            self._kept.keep(self._output, made_of, whole=wanted is None)
        return self._output

    def _own(self, wanted: set[str] | None) -> set[str] | None:
        """Return what is wanted of the stacks that this revision has."""
        return wanted if wanted is None or self.made_of is None else wanted & self.made_of.keys()
