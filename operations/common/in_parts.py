"""Parts of a sequence that are as large as they may be."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def in_parts(
    items: Iterable[Item], size_of: Callable[[Item], int], largest: int, *, most: int | None = None
) -> Iterator[list[Item]]:
    """Yield the items in their order, as many to a part as are `largest` together, and `most` by number.

    One that is larger by itself is a part of its own.
    """
    part: list[Item] = []
    size = 0
    for item in items:
        length = size_of(item)
        if part and (len(part) == most or size + length > largest):
            yield part
            part, size = [], 0
        part.append(item)
        size += length
    if part:
        yield part
