"""A review as Markdown that never exceeds a size: sections are shortened as wholes, never cut."""

from typing import Final

from operations.common.errors import InputError
from operations.review.report import Review
from operations.review.sections import (
    Link,
    Section,
    cell,
    cost_section,
    findings_section,
    layer_sections,
    notes_section,
    rehearsal_section,
    settings_section,
)
from operations.synthesis.places import Place

CAP: Final = 60_000
"""Characters; a comment on GitHub holds 65,536."""

LEAST: Final = 4_000
"""What the shortest form of every section fits into."""

SECURITY: Final = "Security"
DATA: Final = "Data"
_FIRST: Final = 8


def markdown(review: Review, *, cap: int = CAP, repository_url: str | None = None) -> str:
    """Return the review as Markdown of at most `cap` characters; its first line is the headline.

    With the URL of a repository at a commit, Python lines are links. Raises InputError if the cap is below what
    headline, security and counts need.
    """
    if cap < LEAST:
        raise InputError(f"the size of a review is at least {LEAST} characters: {cap} is given")
    sections = _sections(review, _link(repository_url))
    lengths = [0] * len(sections)

    def text() -> str:
        return "\n".join(section.texts[length] for section, length in zip(sections, lengths, strict=True))

    while len(text()) > cap:
        index = _next(sections, lengths)
        if index is None:
            raise InputError(
                f"the shortest review has {len(text())} characters, more than {cap}: raise the size"
            )
        lengths[index] += 1
    return text()


def _next(sections: list[Section], lengths: list[int]) -> int | None:
    """Return the section to shorten: of those that keep their length least, the longest."""
    left = [index for index, section in enumerate(sections) if lengths[index] + 1 < len(section.texts)]
    return min(
        left,
        key=lambda index: (
            sections[index].rank(lengths[index]),
            -len(sections[index].texts[lengths[index]]),
        ),
        default=None,
    )


def _sections(review: Review, link: Link) -> list[Section]:
    head = [
        f"## {cell(review.headline)}",
        "",
        f"<code>{cell(review.base)}</code> → <code>{cell(review.head)}</code>: {review.method}.",
    ]
    head += [f"> {cell(caveat)}" for caveat in review.caveats]
    sections = [
        Section(texts=("\n".join([*head, ""]), "\n".join([*head[:3], ""])), keep=9),
        notes_section(
            SECURITY,
            review.security_rows,
            link,
            keep=_FIRST,
            nothing="Nothing changes for trust, rights, exposure or keys.",
        ),
    ]
    if review.data:
        sections.append(notes_section(DATA, review.data_rows, link, keep=_FIRST, nothing=""))
    sections += layer_sections(review, link)
    if review.settings:
        sections.append(settings_section(review))
    return [*sections, cost_section(review), findings_section(review), rehearsal_section(review.rehearsal)]


def _link(repository_url: str | None) -> Link:
    if repository_url is None:
        return lambda place: f"`{place}`"
    url = repository_url.rstrip("/")

    def link(place: Place) -> str:
        return f"[`{place}`]({url}/{place.file}#L{place.line})"

    return link
