"""A part of a review: a question that a reviewer asks, its answer in a few words, and what it is made of."""

from dataclasses import dataclass

from operations.common.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part: a heading with the answer in a few words, a sentence, tables, another sentence.

    `id` is its anchor in the page, `short` what is said where the tables have no room.
    """

    id: str
    heading: str
    answer: str
    note: str = ""
    tables: tuple[Table, ...] = ()
    after: str = ""
    short: str = ""

    @property
    def title(self) -> str:
        """The heading with its answer."""
        return f"{self.heading}: {self.answer}"
