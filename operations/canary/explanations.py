"""Why a difference may be: entries of a file, each for something that is really there."""

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from operations.canary.comparison import Difference
from operations.common.errors import InputError

FILE: Final = "canary/differences.toml"

Sentence = Annotated[str, StringConstraints(min_length=20, strip_whitespace=True)]
Pattern = Annotated[str, StringConstraints(min_length=1)]


class Explanation(BaseModel):
    """A difference that is known: where, what, why, and what it does to addresses and states.

    `address` and `stacks` are shell patterns. `before` and `after` are exact; None is absent on that side.
    Without `argument` a whole element is meant, whatever it holds, and `before` or `after` says on which side
    with any value.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

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
            and any(fnmatchcase(difference.stack, pattern) for pattern in self.stacks)
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

    Raises InputError with the entry and what is wrong with it.
    """
    file = root / FILE
    if not file.is_file():
        return []
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{FILE}: {error}") from error
    unknown = sorted(document.keys() - {"difference"})
    if unknown:
        raise InputError(f"{FILE}: no table {', '.join(unknown)}; the only one is [[difference]]")
    found: list[Explanation] = []
    for number, entry in enumerate(document.get("difference", []), start=1):
        try:
            found.append(Explanation.model_validate(entry))
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
            raise InputError(f"{FILE}: entry {number}: {wrong}") from error
    return found


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
