"""What a change makes less redundant, smaller, or interrupts, and what no longer watches or tells."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from operations.common.severity import Severity
from operations.review.arguments import UNKNOWN, Argument, decoded
from operations.review.change import Action, Change
from operations.review.severity import RANK, Note
from operations.review.sources import SourceChange, source_changes
from provider_facts.availability import (
    ALARMS,
    CAPACITY,
    INTERRUPTING,
    REDUNDANT,
    RETRIES,
    SIZES,
    SWITCHES,
    TELLS,
    ZONES,
)

REDUNDANCY: Final = "redundancy"
THROUGHPUT: Final = "capacity"
WATCHING: Final = "watching"
INTERRUPTION: Final = "interruption"
_INDEX: Final = re.compile(r"\[[^\]]*\]")


def availability_notes(changes: Iterable[Change]) -> tuple[Note, ...]:
    """Return what is less available or less watched afterwards, the gravest first.

    What belongs to a source that is removed as a whole is said once, of the source.
    """
    held = tuple(changes)
    removed = [source for source in source_changes(held) if source.action is Action.DESTROY]
    found = [note for change in held for note in _of_one(change) if not _within(change, removed)]
    found += [note for source in removed for note in _of_source(source, held)]
    return tuple(sorted(found, key=lambda note: (RANK[note.severity], note.change.path, note.sentence)))


def _within(change: Change, sources: Iterable[SourceChange]) -> bool:
    return any(source.holds(change) for source in sources)


def _of_source(source: SourceChange, changes: Iterable[Change]) -> Iterator[Note]:
    for stack in source.stacks:
        held = [change for change in changes if change.stack == stack and source.holds(change)]
        witness = next(change for change in held if change.relative_path.endswith("events/rule"))
        alarms = sum(change.type in ALARMS for change in held)
        sentence = f"{source.sentence}: nothing of it arrives any more, and its {alarms} alarms go with it"
        yield _note(witness, Severity.MEDIUM, WATCHING, sentence)


def _of_one(change: Change) -> Iterator[Note]:
    if change.action is Action.DESTROY and change.type in REDUNDANT:
        yield _note(change, Severity.HIGH, REDUNDANCY, f"{change.type} goes: {REDUNDANT[change.type]}")
    if change.action is Action.REPLACE and change.type in INTERRUPTING:
        yield _note(
            change, Severity.HIGH, INTERRUPTION, f"{change.type} is replaced: {INTERRUPTING[change.type]}"
        )
    if change.before is None or change.after is None:
        return
    for argument in change.arguments:
        yield from (*_smaller(change, argument), *_fewer(change, argument))
        name = _name(argument.path)
        if argument.before != argument.after and argument.after in SWITCHES.get(name, ()):
            yield _note(change, Severity.HIGH, REDUNDANCY, f"{argument.path} is {argument.after}")
        if _INDEX.sub("", argument.path).partition(".")[0] in ALARMS.get(change.type, ()):
            yield _note(
                change, Severity.MEDIUM, WATCHING, f"it rings at something else: {_becomes(argument)}"
            )
        if name == "redrive_policy" and argument.before and not argument.after:
            yield _note(change, Severity.HIGH, REDUNDANCY, "what fails is no longer set aside")


def _smaller(change: Change, argument: Argument) -> Iterator[Note]:
    name = _name(argument.path)
    if name == "cluster_size" and {argument.before, argument.after} <= set(SIZES):
        if SIZES.index(str(argument.after)) < SIZES.index(str(argument.before)):
            yield _note(change, Severity.MEDIUM, THROUGHPUT, f"a smaller warehouse: {_becomes(argument)}")
        return
    counted = CAPACITY.get(name) or RETRIES.get(name)
    if counted is None:
        return
    before, after = _number(argument.before), _number(argument.after)
    if before is not None and (after is None or after < before) and argument.after != UNKNOWN:
        severity = Severity.HIGH if after == 0 else Severity.MEDIUM
        yield _note(change, severity, THROUGHPUT, f"{counted}: {_becomes(argument)}")


def _fewer(change: Change, argument: Argument) -> Iterator[Note]:
    """Yield what a list holds less of: zones, or people who are told."""
    name = _name(argument.path)
    before, after = (decoded(text) if text else [] for text in (argument.before, argument.after))
    if not isinstance(before, list) or not isinstance(after, list) or len(after) >= len(before):
        return
    count = len(before) - len(after)
    if name in ZONES:
        yield _note(change, Severity.HIGH, REDUNDANCY, f"{argument.path}: {count} fewer {ZONES[name]}")
    elif name in TELLS:
        yield _note(change, Severity.HIGH, WATCHING, f"{argument.path}: {count} fewer are told")


def _name(path: str) -> str:
    return _INDEX.sub("", path).rpartition(".")[2]


def _becomes(argument: Argument) -> str:
    return f"{argument.path} {argument.before or 'none'} becomes {argument.after or 'none'}"


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None


def _note(change: Change, severity: Severity, kind: str, sentence: str) -> Note:
    return Note(severity=severity, kind=kind, sentence=sentence, change=change)
