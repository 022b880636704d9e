"""The plan on the pull request: what people approve, bound to what the plan means."""

from dataclasses import dataclass
from datetime import datetime

from operations.delivery.planned import PlanManifest
from operations.github.client import GitHub
from operations.github.comments import marked_comments, put_comment


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPlan:
    """Defines the plan that a pull request shows: its semantic digest, and when its comment last changed."""

    digest: str
    at: datetime


def write_plan(github: GitHub, number: int, manifest: PlanManifest, text: str = "") -> bool:
    """Write a plan's comment; return whether it changed.

    One with the same meaning stays as it is: approvals that were given stay newer than it.
    """
    counts = ", ".join(f"{count} to {kind}" for kind, count in manifest.changes.items()) or "no changes"
    facts = {"digest": manifest.semantic_digest, "at": manifest.created_at.isoformat()}
    body = (
        f"### Plan for {manifest.stack}: {counts}\n\n{text}\n\n"
        f"Release `{manifest.release[:12]}`, plan `{manifest.semantic_digest[:12]}`. "
        "Approve after this comment: an approval is of this very plan."
    )
    return put_comment(github, number, name=_name(manifest.stack), facts=facts, text=body, same="digest")


def plan_written(github: GitHub, number: int, stack: str) -> WrittenPlan | None:
    """Return the plan that a pull request shows for a stack, None if it shows none.

    Its time is GitHub's own of the last change: who edits the comment makes the plan newer than its approvals.
    """
    comments = marked_comments(github, number, _name(stack))
    if not comments:
        return None
    return WrittenPlan(digest=str(comments[-1].facts.get("digest", "")), at=comments[-1].changed_at)


def _name(stack: str) -> str:
    return f"plan:{stack}"
