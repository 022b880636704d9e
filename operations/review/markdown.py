"""A review as Markdown that never exceeds a size: sections are shortened as wholes, never cut."""

from typing import Final

from operations.common.errors import InputError
from operations.common.markdown import plain
from operations.review.parts import layers
from operations.review.questions import first_parts, last_parts
from operations.review.report import Review
from operations.review.sections import (
    LONGEST_CELL,
    Section,
    layer_section,
    notes_section,
    part_section,
    settings_section,
)

CAP: Final = 60_000
"""Characters; a comment on GitHub holds 65,536."""

LEAST: Final = 4_000
"""What the shortest form of every section fits into."""

_FIRST: Final = 8


def markdown(review: Review, *, cap: int = CAP, repository_url: str | None = None) -> str:
    """Return the review as Markdown of at most `cap` characters; its first line is the headline.

    With the URL of a repository at a commit, Python lines are links. Raises InputError if the cap is below what
    headline, security and counts need.
    """
    if cap < LEAST:
        raise InputError(f"the size of a review is at least {LEAST} characters: {cap} is given")
    sections = _sections(review, repository_url)
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


def _sections(review: Review, url: str | None) -> list[Section]:
    base, head = plain(review.base), plain(review.head)
    lines = [
        f"## {plain(review.headline, LONGEST_CELL)}",
        "",
        f"<code>{base}</code> to <code>{head}</code>: {review.method}.",
    ]
    caveats = [f"> {plain(caveat, LONGEST_CELL)}" for caveat in review.caveats]
    environments, *notes, cost, outside = first_parts(review, url)
    findings, rehearsal = last_parts(review)
    return [
        Section(texts=("\n".join([*lines, *caveats, ""]), "\n".join([*lines, ""])), keep=9),
        part_section(environments, keep=_FIRST),
        *(notes_section(part, keep=_FIRST) for part in notes),
        part_section(cost, keep=4),
        part_section(outside, keep=6),
        *(layer_section(layer, url) for layer in layers(review)),
        *([settings_section(review)] if review.settings else []),
        part_section(findings, keep=4),
        part_section(rehearsal, keep=6),
    ]
