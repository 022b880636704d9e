"""The parts of the page that are tables, and what they share."""

from collections.abc import Callable, Iterable, Sequence
from html import escape

from operations.review.arguments import Argument
from operations.review.change import Change, forced_by
from operations.review.report import Review, money
from operations.review.rows import NoteRow
from operations.review.sections import stacks_text
from operations.review.severity import Severity
from operations.synthesis.places import Place

Link = Callable[[Place], str]


def linker(repository_url: str | None) -> Link:
    """Return what writes a Python line: as a link where the URL of a repository at a commit is known."""
    if repository_url is None:
        return lambda place: f"<code>{breakable(str(place))}</code>"
    url = escape(repository_url.rstrip("/"))

    def link(place: Place) -> str:
        target = f"{url}/{escape(place.file)}#L{place.line}"
        return f'<a href="{target}"><code>{breakable(str(place))}</code></a>'

    return link


def breakable(path: str) -> str:
    """Return a path that a browser breaks after its slashes."""
    return escape(path).replace("/", "/<wbr>")


def tables_before(review: Review, link: Link) -> Iterable[str]:
    """Yield what is grave: security and data."""
    yield from _notes(
        "Security", review.security_rows, link, "Nothing changes for trust, rights, exposure or keys."
    )
    if review.data:
        yield from _notes("Data", review.data_rows, link, "")


def tables_after(review: Review) -> Iterable[str]:
    """Yield settings of stacks, cost, findings and rehearsal."""
    for stack, differences in review.settings.items():
        yield f"<h2>Settings of {escape(stack)}</h2>{diff(differences, ())}"
    yield from _cost(review)
    yield from _findings(review)
    yield from _rehearsal(review)


def places(change: Change, link: Link) -> str:
    """Return the Python lines of a change: the one to look at, where it is wired, the data that decide it."""
    origin = change.origin
    if origin is None:
        return ""
    lines = [link(origin.place)]
    if origin.wiring is not None and origin.wiring != origin.place:
        lines.append(f"<small>{link(origin.wiring)}</small>")
    lines += [f"<small>data: {link(place)}</small>" for place in origin.data]
    return "<br>".join(lines)


def diff(arguments: Sequence[Argument], forcing: tuple[str, ...]) -> str:
    """Return what differs, old and new."""
    lines: list[str] = []
    for argument in arguments:
        forces = "  ← forces the replacement" if forced_by(argument.path, forcing) else ""
        for tag, sign, value in (("del", "-", argument.before), ("ins", "+", argument.after)):
            if value is not None:
                lines.append(f"<{tag}>{sign} {escape(f'{argument.path} = {value}{forces}')}</{tag}>")
    return f'<pre class="diff">{"".join(lines)}</pre>' if lines else ""


def _notes(title: str, found: Sequence[NoteRow], link: Link, nothing: str) -> Iterable[str]:
    yield f"<h2>{title}</h2>"
    if not found:
        yield f"<p>{nothing}</p>"
        return
    loud = [row for row in found if row.note.severity is not Severity.LOW]
    quiet = [row for row in found if row.note.severity is Severity.LOW]
    if loud:
        yield from _note_table(loud, link)
    if quiet:
        yield f"<details><summary>{len(quiet)} of low severity</summary>"
        yield from _note_table(quiet, link)
        yield "</details>"


def _note_table(found: Sequence[NoteRow], link: Link) -> Iterable[str]:
    yield from _table(
        ("", "what", "resource", "stacks", "Python"),
        (
            (
                f'<span class="tag {row.note.severity}">{row.note.severity}</span>',
                escape(row.note.sentence),
                f"<code>{breakable(row.note.change.relative_path)}</code>",
                escape(stacks_text(row.stacks)),
                places(row.note.change, link),
            )
            for row in found
        ),
        kind="notes",
    )


def _cost(review: Review) -> Iterable[str]:
    cost = review.cost
    yield f"<h2>Cost a month: {money(cost.monthly, cost.currency) if cost.lines else 'no price changes'}</h2>"
    yield f'<p class="quiet">An estimate from list prices of {escape(cost.region)} as of {cost.as_of}.</p>'
    if cost.lines:
        yield from _table(
            ("stack", "what", "units", "a month", "beside it"),
            (
                (
                    escape(each.stack),
                    escape(each.unit),
                    f"{each.units:+g}",
                    money(each.monthly, cost.currency),
                    each.beside or "",
                )
                for each in cost.lines
            ),
        )
    if cost.unknown:
        yield f"<p>Not in the price table at all: {escape(', '.join(cost.unknown))}.</p>"
    if cost.unpriced:
        yield "<p>Not in the sum, paid by use:</p>"
        yield from _table(
            ("stack", "type", "paid by", "added", "removed", "changed"),
            (
                (
                    escape(each.stack),
                    escape(each.type),
                    escape(each.by),
                    str(each.added),
                    str(each.removed),
                    str(each.changed),
                )
                for each in cost.unpriced
            ),
        )


def _findings(review: Review) -> Iterable[str]:
    found = review.findings
    if found is None:
        return
    yield f"<h2>Policy findings: {len(found.unwaived)} new</h2>"
    rows = [
        (
            f'<span class="tag {kind}">{word}</span>',
            each.check,
            escape(each.stack),
            escape(each.address),
            escape(each.title),
        )
        for kind, word, findings in (
            ("high", "new", found.unwaived),
            ("low", "new, waived", found.waived),
            ("create", "fixed", found.fixed),
        )
        for each in findings
    ]
    if rows:
        yield from _table(("", "check", "stack", "resource", "what"), rows)


def _rehearsal(review: Review) -> Iterable[str]:
    rehearsal = review.rehearsal
    if rehearsal is None:
        return
    outcome = "passed" if rehearsal.passed else "failed"
    yield f"<h2>Rehearsal of {escape(rehearsal.stack)}: {outcome} in {rehearsal.seconds:.0f} s</h2>"
    yield from _table(
        ("", "step", "seconds", ""),
        (
            (
                f'<span class="tag {step.outcome}">{step.outcome}</span>',
                escape(step.name),
                f"{step.seconds:.1f}",
                escape(step.detail),
            )
            for step in rehearsal.steps
        ),
        kind="steps",
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> Iterable[str]:
    columns = "<col>" * len(heads)
    yield f'<div class="scroll"><table class="{kind}"><colgroup>{columns}</colgroup><thead><tr>'
    yield "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>"
    yield "</tbody></table></div>"
