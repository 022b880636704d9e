"""One issue per marker: opened, changed in place, closed, opened again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from github.Issue import Issue as Found

from operations.github.client import GitHub
from operations.github.comments import CUT, LONGEST
from operations.github.markers import marker, read_marker

Outcome = Literal["opened", "updated", "reopened", "unchanged", "closed", "none"]

DUPLICATE: Final = "The same is kept in #{number}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue with a marker's facts."""

    number: int
    open: bool
    facts: dict[str, object]


def find_issue(github: GitHub, *, name: str, label: str) -> Issue | None:
    """Return the oldest issue of a marker, open or closed; it must carry the label, which outsiders cannot set."""
    found = _marked(github, name, label)
    if not found:
        return None
    oldest, facts = found[0]
    return Issue(number=oldest.number, open=oldest.state == "open", facts=facts)


def put_issue(
    github: GitHub,
    *,
    name: str,
    label: str,
    facts: Mapping[str, object],
    title: str,
    text: str,
    labels: tuple[str, ...] = (),
    reopened: str = "It is back.",
) -> tuple[int, Outcome]:
    """Open the issue of a marker or bring it up to date; return its number and what was done.

    A closed one is opened again, with the comment `reopened`; further open ones of the marker are closed.
    """
    body = f"{marker(name, facts)}\n{text}"
    body = body if len(body) <= LONGEST else body[: LONGEST - len(CUT)] + CUT
    wanted = {label, *labels}
    held = _marked(github, name, label)
    with github.asking(f"writing the issue {title!r}"):
        if not held:
            return github.repository.create_issue(title, body, labels=sorted(wanted)).number, "opened"
        issue, _ = held[0]
        for extra, _ in held[1:]:
            if extra.state == "open":
                extra.create_comment(DUPLICATE.format(number=issue.number))
                extra.edit(state="closed", state_reason="not_planned")
        was_open = issue.state == "open"
        present = {each.name for each in issue.labels}
        if was_open and (issue.title, issue.body, present) == (title, body, wanted):
            return issue.number, "unchanged"
        issue.edit(title=title, body=body, state="open", labels=sorted(wanted))
        if not was_open:
            issue.create_comment(reopened)
        return issue.number, "updated" if was_open else "reopened"


def close_issue(github: GitHub, *, name: str, label: str, comment: str) -> tuple[int | None, Outcome]:
    """Close the open issue of a marker with a comment; return its number and what was done."""
    still_open = [issue for issue, _ in _marked(github, name, label) if issue.state == "open"]
    if not still_open:
        return None, "none"
    with github.asking(f"closing the issue #{still_open[0].number}"):
        for issue in still_open:
            issue.create_comment(comment)
            issue.edit(state="closed", state_reason="completed")
        return still_open[0].number, "closed"


def _marked(github: GitHub, name: str, label: str) -> list[tuple[Found, dict[str, object]]]:
    with github.asking(f"finding issues with the label {label}"):
        found = [
            (issue, facts)
            for issue in github.repository.get_issues(state="all", labels=[label])
            if issue.pull_request is None and (facts := read_marker(issue.body or "", name)) is not None
        ]
        return sorted(found, key=lambda pair: pair[0].number)
