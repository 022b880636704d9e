"""A table to show to people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What it says, its headings with units, its rows as text.

    `links` are the anchors in a page that the first cells of the rows lead to, `""` where one leads nowhere.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    anchor: str = ""
    links: tuple[str, ...] = ()

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Whether each column is of numbers, which stand below each other by their last digits."""
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.headings)
        return tuple(any(column) and all(map(_is_number, column)) for column in columns)

    def link(self, row: int) -> str:
        """Return the anchor that a row leads to, if any."""
        return self.links[row] if self.links else ""


def _is_number(text: str) -> bool:
    return not text or text.lstrip("-").replace(",", "").replace(".", "", 1).isdecimal()
