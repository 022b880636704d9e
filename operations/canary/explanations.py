"""Why a difference may be: entries of a file, each for something that is really there."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints

from operations.canary.comparison import Difference
from policies.acceptance import Entry, Sentence, fits, read_entries

FILE: Final = "canary/differences.toml"

Pattern = Annotated[str, StringConstraints(min_length=1)]


class Explanation(Entry):
    """A difference that is known: where, what, why, and what it does to addresses and states.

    `address` and `stacks` are shell patterns. `before` and `after` are exact; None is absent on that side.
    Without `argument` a whole element is meant, whatever it holds, and `before` or `after` says on which side
    with any value.
    """

    table = "difference"

    address: Pattern
    argument: str = ""
    before: Any = None
    after: Any = None
    stacks: Annotated[tuple[Pattern, ...], Field(min_length=1)] = ("*",)
    why: Sentence
    consequence: Sentence

    def covers(self, difference: Difference) -> bool:
        """Return whether this is the difference that is meant."""
        return (
            fnmatchcase(difference.address, self.address)
            and difference.argument == self.argument
            and fits(self.stacks, difference.stack)
            and self._is(difference.before, self.before)
            and self._is(difference.after, self.after)
        )

    def _is(self, value: str | None, expected: Any) -> bool:
        if value is None or expected is None or not self.argument:
            return (value is None) == (expected is None)
        return value == json.dumps(expected, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Which differences are explained and by what, which are not, and what explains nothing."""

    explained: tuple[tuple[Explanation, tuple[Difference, ...]], ...]
    unexplained: tuple[Difference, ...]
    stale: tuple[Explanation, ...]

    @property
    def passed(self) -> bool:
        """Whether every difference is explained, and every explanation needed."""
        return not (self.unexplained or self.stale)


def read_explanations(root: Path) -> list[Explanation]:
    """Return the entries of the project's file, none if it has no such file.

    Raises AcceptanceError with the entry and what is wrong with it.
    """
    return read_entries(Explanation, root / FILE)


def judge(differences: Iterable[Difference], explanations: Sequence[Explanation]) -> Verdict:
    """Return the verdict: each difference belongs to the first entry that covers it."""
    explained: dict[int, list[Difference]] = {}
    unexplained: list[Difference] = []
    for difference in differences:
        covering = (index for index, each in enumerate(explanations) if each.covers(difference))
        index = next(covering, None)
        if index is None:
            unexplained.append(difference)
        else:
            explained.setdefault(index, []).append(difference)
    return Verdict(
        explained=tuple((explanations[index], tuple(found)) for index, found in sorted(explained.items())),
        unexplained=tuple(unexplained),
        stale=tuple(each for index, each in enumerate(explanations) if index not in explained),
    )
