"""Pull requests: what they are, who reviewed them, what they change, who pushed them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from github import UnknownObjectException
from github.PullRequest import PullRequest as Found

from operations.github.client import GitHub

MOST_FILES: Final = 3000
"""The most files of a pull request that GitHub lists (REST API, "List pull requests files")."""

WRITERS: Final = frozenset({"admin", "write"})
"""The permissions whose reviews count; GitHub says `write` for the role maintain too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request.

    `head` is its last commit, `merge_commit` what it became on the base branch, `base_commit` the commit of
    that branch that it was compared with.
    """

    number: int
    author: str
    open: bool
    merged: bool
    base: str
    base_commit: str
    branch: str
    head: str
    merge_commit: str | None
    labels: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review: its state in GitHub's words, and the commit that it was made on."""

    reviewer: str
    by_person: bool
    state: str
    commit: str
    at: datetime


def pull_requests_of(github: GitHub, commit: str) -> list[PullRequest]:
    """Return the pull requests that brought a commit, or would."""
    with github.asking(f"finding the pull request of commit {commit[:12]}"):
        found = github.repository.get_commit(commit).get_pulls()
        return [_pull_request(pull) for pull in found]


def reviews_of(github: GitHub, number: int) -> list[Review]:
    """Return the submitted reviews of a pull request, oldest first."""
    with github.asking(f"reading the reviews of pull request #{number}"):
        found = [
            Review(
                reviewer=review.user.login,
                by_person=review.user.type == "User",
                state=review.state,
                commit=review.commit_id,
                at=review.submitted_at,
            )
            for review in github.repository.get_pull(number).get_reviews()
            # The account of a review may have been deleted since.
            if review.state != "PENDING" and review.user
        ]
        return sorted(found, key=lambda review: review.at)


def changed_paths(github: GitHub, number: int) -> frozenset[str]:
    """Return the paths that a pull request adds, changes, removes, or moves from or to."""
    with github.asking(f"reading the files of pull request #{number}"):
        files = list(github.repository.get_pull(number).get_files())
        return frozenset(path for file in files for path in (file.filename, file.previous_filename) if path)


def pushers_of(github: GitHub, pull: PullRequest) -> frozenset[str]:
    """Return who brought the head of a pull request: who pushed it, wrote it, and committed it.

    GitHub has the pusher in the activity of the branch; a commit names its author and committer.
    """
    with github.asking(f"reading who pushed {pull.head[:12]}"):
        pushes: list[dict[str, Any]] = github.get("/activity", ref=f"refs/heads/{pull.branch}", per_page=100)
        pushed = {push["actor"]["login"] for push in pushes if push["after"] == pull.head and push["actor"]}
        commit = github.repository.get_commit(pull.head)
        people = (commit.author, commit.committer)
        return frozenset({*pushed, *(person.login for person in people if person)} - {"web-flow"})


def may_write(github: GitHub, login: str) -> bool:
    """Return whether an account may push to the repository: on a public one anybody can approve."""
    with github.asking(f"reading the permission of {login}"):
        try:
            return github.repository.get_collaborator_permission(login) in WRITERS
        except UnknownObjectException:
            return False


def file_at(github: GitHub, path: str, commit: str) -> str | None:
    """Return a file's text at a commit, None if there is none."""
    with github.asking(f"reading {path} at {commit[:12]}"):
        try:
            found = github.repository.get_contents(path, ref=commit)
        except UnknownObjectException:
            return None
        return None if isinstance(found, list) else found.decoded_content.decode("utf-8")


def _pull_request(pull: Found) -> PullRequest:
    return PullRequest(
        number=pull.number,
        author=pull.user.login,
        open=pull.state == "open",
        merged=pull.merged_at is not None,
        base=pull.base.ref,
        base_commit=pull.base.sha,
        branch=pull.head.ref,
        head=pull.head.sha,
        merge_commit=pull.merge_commit_sha,
        labels=frozenset(label.name for label in pull.labels),
    )
