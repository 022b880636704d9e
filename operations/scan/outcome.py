"""Whatever is found, against the waivers of its kind."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from policies.waivers import Acceptance

Found = TypeVar("Found")
Kind = TypeVar("Kind", bound=Acceptance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[Found, Kind]):
    """What is left to fix, what a waiver accepts, and the waivers that no longer hold.

    `expired` are past their last day, `unused` cover nothing.
    """

    left: tuple[Found, ...]
    accepted: tuple[tuple[Found, Kind], ...]
    expired: tuple[Kind, ...]
    unused: tuple[Kind, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.left or self.expired or self.unused)


def weigh(
    found: Iterable[Found], waivers: Sequence[Kind], covers: Callable[[Kind, Found], bool], *, today: date
) -> Outcome[Found, Kind]:
    """Return the outcome; the first waiver that covers a finding accepts it, and every one that would is in use."""
    used: set[int] = set()
    left: list[Found] = []
    accepted: list[tuple[Found, Kind]] = []
    for each in found:
        covering = [
            index
            for index, waiver in enumerate(waivers)
            if not waiver.expired(today) and covers(waiver, each)
        ]
        used.update(covering)
        if covering:
            accepted.append((each, waivers[covering[0]]))
        else:
            left.append(each)
    return Outcome(
        left=tuple(left),
        accepted=tuple(accepted),
        expired=tuple(waiver for waiver in waivers if waiver.expired(today)),
        unused=tuple(
            waiver for index, waiver in enumerate(waivers) if index not in used and not waiver.expired(today)
        ),
    )
