"""Labels and checks: what a pull request shows at a glance."""

from collections.abc import Set as AbstractSet
from typing import Literal

from operations.github.client import GitHub
from operations.github.pull_requests import PullRequest

LONGEST_TITLE = 255
"""The most characters of a check's title that GitHub shows."""


def set_labels(
    github: GitHub, pull: PullRequest, wanted: AbstractSet[str], *, owned: AbstractSet[str]
) -> tuple[str, ...]:
    """Give a pull request the labels that are wanted and take the other owned ones away; return what changed.

    Labels that are not owned stay as people set them. Raises OperationError for one that the repository does not have:
    to make labels takes the right to write every issue.
    """
    missing, stale = sorted(wanted - pull.labels), sorted((pull.labels & owned) - wanted)
    with github.asking(f"labelling pull request #{pull.number}"):
        issue = github.repository.get_issue(pull.number)
        if missing:
            issue.add_to_labels(*missing)
        for label in stale:
            issue.remove_from_labels(label)
    return (*(f"+{label}" for label in missing), *(f"-{label}" for label in stale))


def put_check(
    github: GitHub,
    commit: str,
    *,
    name: str,
    conclusion: Literal["success", "neutral", "failure"],
    title: str,
    summary: str,
) -> None:
    """Write a finished check on a commit; of several of one name GitHub shows the last."""
    with github.asking(f"writing the check {name} on {commit[:12]}"):
        github.repository.create_check_run(
            name,
            commit,
            status="completed",
            conclusion=conclusion,
            output={"title": title[:LONGEST_TITLE], "summary": summary},
        )
