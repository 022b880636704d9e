"""Sticky comments: one per marker, changed in place."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from operations.github.client import GitHub
from operations.github.markers import marker, read_marker

LONGEST: Final = 65_536
"""The most characters of a comment or an issue's body that GitHub takes."""

CUT: Final = "\n\n(cut here: GitHub takes no longer text)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment with a marker's facts; `changed_at` moves with every edit, by anybody."""

    id: int
    body: str
    facts: dict[str, object]
    changed_at: datetime


def marked_comments(github: GitHub, number: int, name: str) -> list[Comment]:
    """Return the pipeline's own comments on a pull request or issue with a marker of this name, oldest first."""
    with github.asking(f"reading the comments of #{number}"):
        found = [
            Comment(
                id=comment.id,
                body=comment.body,
                facts=facts,
                changed_at=comment.updated_at,
            )
            for comment in github.repository.get_issue(number).get_comments()
            if comment.user
            and comment.user.login == github.settings.login
            and (facts := read_marker(comment.body, name)) is not None
        ]
        return sorted(found, key=lambda comment: comment.id)


def put_comment(
    github: GitHub,
    number: int,
    *,
    name: str,
    facts: Mapping[str, object],
    text: str,
    same: Collection[str] = (),
) -> bool:
    """Write the comment of a marker, in place if there is one; return whether anything was written.

    With `same`, a comment whose marker holds equal facts of those names stays as it is, whatever its text:
    approvals are newer than it, and a new date would void them. Further comments of the marker are removed.
    """
    body = f"{marker(name, facts)}\n{text}"
    body = body if len(body) <= LONGEST else body[: LONGEST - len(CUT)] + CUT
    held = marked_comments(github, number, name)
    with github.asking(f"writing the comment on #{number}"):
        issue = github.repository.get_issue(number)
        for extra in held[1:]:
            issue.get_comment(extra.id).delete()
        if not held:
            issue.create_comment(body)
            return True
        alike = bool(same) and all(held[0].facts.get(fact) == facts[fact] for fact in same)
        unchanged = held[0].body == body or alike
        if not unchanged:
            issue.get_comment(held[0].id).edit(body)
        return not unchanged
