"""The plan on the pull request: what people approve, bound to release, commit and meaning of the plan."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from operations.delivery.planned import PlanManifest, counts_text
from operations.github.client import GitHub
from operations.github.comments import marked_comments, put_comment


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPlan:
    """The plan that a pull request shows.

    `digest` is its semantic digest, `release` the digest of its release, `commit` what the release was made of,
    `head` the commit that it was planned for, `at` when its comment last changed. What a comment does not say,
    as those of older versions, is empty.
    """

    digest: str
    release: str
    commit: str
    head: str
    at: datetime


BOUND: Final = ("digest", "release", "commit", "head")
"""The facts in the comment's mark that make a plan another one."""


def write_plan(github: GitHub, number: int, manifest: PlanManifest, text: str = "") -> bool:
    """Write a plan's comment; return whether it changed.

    One of the same release and commits with the same meaning stays as it is: approvals that were given stay newer.
    """
    facts = {
        "digest": manifest.semantic_digest,
        "release": manifest.release,
        "commit": manifest.release_commit,
        "head": manifest.head_commit,
        "at": manifest.created_at.isoformat(),
    }
    body = (
        f"### Plan for {manifest.stack}: {counts_text(manifest.changes)}\n\n{text}\n\n"
        f"Release `{manifest.release[:12]}` of commit `{manifest.release_commit[:12]}`, plan "
        f"`{manifest.semantic_digest[:12]}` for commit `{manifest.head_commit[:12]}`. "
        "Approve after this comment: an approval is of this very release and plan."
    )
    return put_comment(github, number, name=_name(manifest.stack), facts=facts, text=body, same=BOUND)


def plan_written(github: GitHub, number: int, stack: str) -> WrittenPlan | None:
    """Return the plan that a pull request shows for a stack, None if it shows none.

    Its time is GitHub's own of the last change: who edits the comment makes the plan newer than its approvals.
    """
    comments = marked_comments(github, number, _name(stack))
    if not comments:
        return None
    last = comments[-1]
    return WrittenPlan(**{name: str(last.facts.get(name, "")) for name in BOUND}, at=last.changed_at)


def _name(stack: str) -> str:
    return f"plan:{stack}"
