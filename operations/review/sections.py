"""The sections of a Markdown review, each in several lengths."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from configuration.names import PROJECT
from operations.rehearsal.rehearsal import FAILED, PASSED, Rehearsal
from operations.review.argument_lines import argument_lines
from operations.review.change import ENDING, Action, Change
from operations.review.report import Review, counted, money
from operations.review.rows import NoteRow, Row
from operations.review.severity import Severity
from operations.synthesis.places import Place

MARKS: Final = {
    Action.DESTROY: "🗑️ destroy",
    Action.REPLACE: "♻️ replace",
    Action.MAY_REPLACE: "❔ update or replace",
    Action.UPDATE: "✏️ update",
    Action.RULES: "📎 rules",
    Action.FORGET: "🫥 forget",
    Action.MOVE: "➡️ move",
    Action.CREATE: "🆕 add",
}
SEVERITIES: Final = {Severity.HIGH: "🔴 high", Severity.MEDIUM: "🟠 medium", Severity.LOW: "⚪ low"}
OUTCOMES: Final = {PASSED: "✅", FAILED: "❌"}
LONGEST_CELL: Final = 400
MARKUP: Final = re.compile(r"[&<>\\`*|\[\]@#~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""What would be markup, a mention or a reference to an issue; an underscore within a word is none."""

Link = Callable[[Place], str]


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


def notes_section(title: str, found: Sequence[NoteRow], link: Link, *, keep: int, nothing: str) -> Section:
    """Return a table of notes; shortened it keeps the gravest, at last counts alone."""
    if not found:
        return Section(texts=(f"### {title}\n\n{nothing}\n",), keep=keep)
    texts: list[str] = []
    lengths = [length for length in dict.fromkeys([len(found), 100, 40, 15, 5, 0]) if length <= len(found)]
    for length, longest in [(len(found), None), *((length, LONGEST_CELL) for length in lengths)]:
        lines = [f"### {title}", ""]
        if length:
            lines += ["| | what | resource | stacks | Python |", "|---|---|---|---|---|"]
            lines += [_note_line(row, link, longest) for row in found[:length]]
        if length < len(found):
            left = [row.note.severity for row in found[length:]]
            counts = ", ".join(f"{left.count(each)} {each}" for each in Severity if each in left)
            more = "more" if length else "notes"
            lines += ["", f"{len(left)} {more} had no room here ({counts}): see the page or the JSON."]
        texts.append("\n".join([*lines, ""]))
    return _section(texts, keep=keep, steps=len(lengths))


def layer_sections(review: Review, link: Link) -> Iterable[Section]:
    """Yield a section per layer: with every argument, with those that change, without any, as counts."""
    for layer, group in groupby(review.rows, key=lambda row: row.change.layer):
        held = list(group)
        counts: dict[Action, int] = dict.fromkeys(Action, 0)
        for row in held:
            counts[row.change.action] += len(row.stacks)
        words = counted({action: count for action, count in counts.items() if count})
        title = f"### Layer {layer}: {words}"
        table = _table(held, link)
        changing = [row for row in held if row.change.action not in {Action.CREATE, *ENDING}]
        left_out = (
            "Arguments of what is added or goes had no room here.\n" if len(changing) < len(held) else ""
        )
        short = "The resources had no room here: see the page or the JSON."
        texts = [
            f"{title}\n\n{table}\n\n{_all_details(held, whole=True)}",
            f"{title}\n\n{table}\n\n{_all_details(held, whole=False)}",
            f"{title}\n\n{table}\n\n{_all_details(changing, whole=False)}{left_out}",
            f"{title}\n\n{table}\n\nArguments had no room here.\n",
            f"{title}\n\n{short}\n",
        ]
        yield _section(texts, keep=3, steps=3)


def settings_section(review: Review) -> Section:
    """Return what differs in the stacks themselves."""
    texts: list[str] = []
    for whole in (True, False):
        lines = ["### Settings of stacks", ""]
        for stack, differences in review.settings.items():
            lines += [
                f"<details><summary>{stack}: {len(differences)}</summary>",
                "",
                *argument_lines(differences, (), whole=whole),
                "",
                "</details>",
            ]
        texts.append("\n".join([*lines, ""]))
    count = sum(map(len, review.settings.values()))
    short = f"### Settings of stacks\n\n{count} differences had no room here: see the page or the JSON.\n"
    return _section([*texts, short], keep=2, steps=2)


def cost_section(review: Review) -> Section:
    """Return the estimate with its table."""
    cost = review.cost
    total = f"about {money(cost.monthly, cost.currency)} a month" if cost.lines else "no price changes"
    words = f"estimate, list prices of {cost.region} as of {cost.as_of}"
    title = f"### Cost: {total} ({words})"
    lines = [title, ""]
    if cost.lines:
        lines += ["| stack | what | units | a month | beside it |", "|---|---|---|---|---|"]
        lines += [
            f"| {line.stack} | {line.unit} | {line.units:+g} "
            f"| {money(line.monthly, cost.currency)} | {line.beside or ''} |"
            for line in cost.lines
        ]
        lines.append("")
    if cost.unpriced:
        by_type: dict[str, list[str]] = {}
        for entry in cost.unpriced:
            by_type.setdefault(f"`{entry.type}` ({entry.by})", []).append(entry.stack)
        lines += ["Not in the sum, paid by use: " + "; ".join(sorted(by_type)) + ".", ""]
    if cost.unknown:
        lines += [f"Not in the price table at all: {', '.join(f'`{type_}`' for type_ in cost.unknown)}.", ""]
    return Section(texts=("\n".join(lines), f"{title}\n"), keep=4)


def findings_section(review: Review) -> Section:
    """Return what the security scan finds anew."""
    found = review.findings
    if found is None:
        return Section(texts=("### Policy findings\n\nNot scanned: add `--scan`.\n",), keep=9)
    title = (
        f"### Policy findings: {len(found.unwaived)} new, {len(found.waived)} new but waived, "
        f"{len(found.fixed)} fixed"
    )
    lines = [title, ""]
    for mark, findings in (
        ("🔴 new", found.unwaived),
        ("⚪ waived", found.waived),
        ("✅ fixed", found.fixed),
    ):
        lines += [
            f"- {mark}: {each.check} `{each.address}` in {each.stack}: {cell(each.title)}"
            for each in findings
        ]
    return Section(texts=("\n".join([*lines, ""]), f"{title}\n\nThe list had no room here.\n"), keep=4)


def rehearsal_section(rehearsal: Rehearsal | None) -> Section:
    """Return the steps of the rehearsal with their times."""
    if rehearsal is None:
        return Section(texts=("### Rehearsal\n\nNot rehearsed: add `--rehearse`.\n",), keep=9)
    outcome = "passed" if rehearsal.passed else "FAILED"
    title = f"### Rehearsal of {rehearsal.stack}: {outcome} in {rehearsal.seconds:.0f} s"
    lines = [title, "", "| | step | seconds | |", "|---|---|---|---|"]
    lines += [
        f"| {OUTCOMES.get(step.outcome, '⏭️')} | {step.name} | {step.seconds:.1f} | {cell(step.detail)} |"
        for step in rehearsal.steps
    ]
    failed = [step.name for step in rehearsal.steps if step.outcome == FAILED]
    short = f"{title}\n\nFailed: {', '.join(failed) or 'nothing'}.\n"
    return Section(texts=("\n".join([*lines, ""]), short), keep=6)


def cell(text: str, longest: int | None = LONGEST_CELL) -> str:
    """Return a text that fits into a cell of a table and is no markup; None leaves it as long as it is."""
    flat = " ".join(text.split())
    flat = flat if longest is None or len(flat) <= longest else f"{flat[: longest - 1]}…"
    return MARKUP.sub(lambda mark: f"&#{ord(mark[0])};", flat)


def stacks_text(stacks: Sequence[str]) -> str:
    """Return names of stacks, short: the common beginning once."""
    return ", ".join(stack.removeprefix(f"{PROJECT}-") for stack in stacks)


def _section(texts: Sequence[str], *, keep: int, steps: int) -> Section:
    """Return a section of different texts; the last `steps` of them are kept longer and longer."""
    different = tuple(dict.fromkeys(texts))
    return Section(texts=different, keep=keep, alike=max(0, len(different) - steps))


def _note_line(row: NoteRow, link: Link, longest: int | None) -> str:
    change = row.note.change
    where = f"`{change.relative_path}`"
    return (
        f"| {SEVERITIES[row.note.severity]} | {cell(row.note.sentence, longest)} | {where} "
        f"| {stacks_text(row.stacks)} | {_place(change, link)} |"
    )


def _table(held: Sequence[Row], link: Link) -> str:
    lines = ["| | construct | resource | stacks | Python |", "|---|---|---|---|---|"]
    for row in held:
        change = row.change
        rest = change.relative_path.removeprefix(change.construct).lstrip("/")
        lines.append(
            f"| {MARKS[change.action]} | `{change.construct}` | `{rest or change.construct}` {change.type} "
            f"| {stacks_text(row.stacks)} | {_place(change, link)} |"
        )
    return "\n".join(lines)


def _place(change: Change, link: Link) -> str:
    if change.origin is None:
        return ""
    origin = change.origin
    places = [origin.place]
    if origin.wiring is not None and origin.wiring != origin.place:
        places.append(origin.wiring)
    text = "<br>".join(map(link, places))
    if origin.data:
        text += "<br>data: " + ", ".join(map(link, origin.data))
    return text


def _all_details(held: Sequence[Row], *, whole: bool) -> str:
    told = (row for row in held if row.change.arguments or row.change.why or row.change.moved_from)
    return "\n".join(_details(row, whole=whole) for row in told)


def _details(row: Row, *, whole: bool) -> str:
    change = row.change
    what = f"{MARKS[change.action]} <code>{change.relative_path}</code> in {stacks_text(row.stacks)}"
    lines = [f"<details><summary>{what}</summary>", ""]
    if change.why:
        lines += [f"Why: {cell(change.why)}.", ""]
    if change.moved_from:
        lines += [f"Moved from <code>{cell(change.moved_from)}</code>.", ""]
    lines += argument_lines(change.arguments, change.forcing, whole=whole) if change.arguments else []
    return "\n".join([*lines, "", "</details>", ""])
