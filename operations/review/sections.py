"""The sections of a Markdown review, each in several lengths."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from operations.common.markdown import plain
from operations.common.tables import Table, markdown_table, spans
from operations.review.argument_lines import argument_lines
from operations.review.change import ENDING, Action
from operations.review.part import Part
from operations.review.parts import CHANGES, Layer, change_cells, stacks_text
from operations.review.report import Review
from operations.review.rows import Row
from operations.review.settings import setting_rows

LONGEST_CELL: Final = 400
ELSEWHERE: Final = "see the page or the JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section: its texts from the longest to the shortest, and how long it keeps its length.

    The lower `keep`, the sooner it is shortened; by each step it keeps the rest longer, but for the first `alike`
    steps, which cost little.
    """

    texts: tuple[str, ...]
    keep: int
    alike: int = 0

    def rank(self, length: int) -> int:
        """Return when it is shortened from one of its texts to the next: the lowest first."""
        return self.keep + max(0, length - self.alike)


def section(texts: Sequence[str], *, keep: int, steps: int) -> Section:
    """Return a section of different texts; the last `steps` of them are kept longer and longer."""
    different = tuple(dict.fromkeys(texts))
    return Section(texts=different, keep=keep, alike=max(0, len(different) - steps))


def part_section(part: Part, *, keep: int) -> Section:
    """Return a part with all its tables, and without any."""
    head = [f"### {part.title}", *(["", plain(part.note)] if part.note else [])]
    tables = [line for table in part.tables for line in markdown_table(table, LONGEST_CELL)]
    after, short = (["", plain(each)] if each else [] for each in (part.after, part.short))
    return section(
        ["\n".join([*head, *tables, *after, ""]), "\n".join([*head, *short, ""])], keep=keep, steps=2
    )


def notes_section(part: Part, *, keep: int) -> Section:
    """Return a part whose one table is shortened to the gravest, at last to counts alone."""
    if not part.tables:
        return part_section(part, keep=keep)
    (table,) = part.tables
    count = len(table.rows)
    lengths = [length for length in dict.fromkeys([count, 100, 40, 15, 5, 0]) if length <= count]
    texts = [_notes(part.title, table, count, None)]
    texts += [_notes(part.title, table, length, LONGEST_CELL) for length in lengths]
    return section(texts, keep=keep, steps=len(lengths))


def layer_section(layer: Layer, url: str | None) -> Section:
    """Return a layer: with every argument, with those that change, without any, as counts."""
    title = f"### Layer {layer.name}: {layer.words}\n\n"
    table = "".join(
        [
            *(_folded(plain(group.sentence), _table(group.rows, url)) + "\n" for group in layer.groups),
            "\n".join([*_table(layer.rows, url), "", ""]) if layer.rows else "\n",
        ]
    )
    changing = [row for row in layer.every if row.change.action not in {Action.CREATE, *ENDING}]
    left_out = (
        "Arguments of what is added or goes had no room here.\n" if len(changing) < len(layer.every) else ""
    )
    texts = [
        f"{title}{table}{_all_details(layer.every, whole=True)}",
        f"{title}{table}{_all_details(layer.every, whole=False)}",
        f"{title}{table}{_all_details(changing, whole=False)}{left_out}",
        f"{title}{table}Arguments had no room here.\n",
        f"{title}The resources had no room here: {ELSEWHERE}.\n",
    ]
    return section(texts, keep=3, steps=3)


def _table(rows: Sequence[Row], url: str | None) -> list[str]:
    return markdown_table(Table(columns=CHANGES, rows=tuple(change_cells(row, url) for row in rows)))[1:]


def settings_section(review: Review) -> Section:
    """Return what differs in the stacks themselves."""
    texts = [
        "\n".join(
            [
                "### Settings of stacks\n",
                *(
                    _folded(row.title, argument_lines(row.differences, (), whole=whole))
                    for row in setting_rows(review)
                ),
            ]
        )
        for whole in (True, False)
    ]
    count = sum(map(len, review.settings.values()))
    short = f"### Settings of stacks\n\n{count} differences had no room here: {ELSEWHERE}.\n"
    return section([*texts, short], keep=2, steps=2)


def _notes(title: str, table: Table, length: int, longest: int | None) -> str:
    lines = [f"### {title}", *markdown_table(replace(table, rows=table.rows[:length]), longest)]
    left = Counter(spans(row[0])[0].text for row in table.rows[length:])
    if left:
        counts = ", ".join(f"{count} {severity}" for severity, count in left.items())
        more = "more" if length else "notes"
        lines += ["", f"{left.total()} {more} had no room here ({counts}): {ELSEWHERE}."]
    return "\n".join([*lines, ""])


def _all_details(held: Sequence[Row], *, whole: bool) -> str:
    told = (row for row in held if row.change.arguments or row.change.why or row.change.moved_from)
    return "\n".join(_details(row, whole=whole) for row in told)


def _details(row: Row, *, whole: bool) -> str:
    change = row.change
    lines: list[str] = []
    if change.why:
        lines += [f"Why: {plain(change.why, LONGEST_CELL)}.", ""]
    if change.moved_from:
        lines += [f"Moved from <code>{plain(change.moved_from, LONGEST_CELL)}</code>.", ""]
    lines += argument_lines(change.arguments, change.forcing, whole=whole) if change.arguments else []
    where = f"<code>{plain(change.relative_path)}</code> in {stacks_text(row.stacks)}"
    return _folded(f"{change.action.value} {where}", lines)


def _folded(summary: str, lines: Sequence[str]) -> str:
    return "\n".join([f"<details><summary>{summary}</summary>", "", *lines, "", "</details>", ""])
