"""What makes a review end with a failure."""

from collections.abc import Iterable
from enum import StrEnum

from operations.common.severity import Severity
from operations.review.change import Action
from operations.review.report import Review
from provider_facts.resource_types import lost_with


class FailOn(StrEnum):
    """What a pipeline may refuse."""

    DESTROY = "destroy"
    REPLACE_DATA = "replace-data"
    SECURITY_HIGH = "security-high"


def refusals(review: Review, refused: Iterable[FailOn]) -> list[str]:
    """Return why a review fails, one sentence per reason; a failed rehearsal always does."""
    found: list[str] = []
    wanted = set(refused)
    if FailOn.DESTROY in wanted and (
        gone := [c.address for c in review.changes if c.action is Action.DESTROY]
    ):
        found.append(f"{len(gone)} resources would be destroyed: {_some(gone)}")
    if FailOn.REPLACE_DATA in wanted:
        lost = [c.address for c in review.changes if c.ends and lost_with(c.type, c.before)]
        if lost:
            found.append(
                f"{len(lost)} resources with data would, or may, be destroyed or replaced: {_some(lost)}"
            )
    if FailOn.SECURITY_HIGH in wanted:
        grave = [n.change.address for n in review.security if n.severity is Severity.HIGH]
        if grave:
            found.append(f"{len(grave)} notes about security are grave: {_some(grave)}")
    if review.rehearsal is not None and not review.rehearsal.passed:
        found.append(f"the rehearsal of {review.rehearsal.stack} failed")
    return found


def _some(addresses: list[str]) -> str:
    names = list(dict.fromkeys(addresses))
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")  # noqa: PLR2004 - shown
