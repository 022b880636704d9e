"""On whose word something is applied, and how that it failed is recorded."""

from configuration.stack_ids import environment_stack
from operations.common.errors import OperationError
from operations.delivery.destructive import Agreement
from operations.record.attempt import Attempt, Review, refuse_unreviewed
from operations.record.ledger import Ledger
from operations.record.target import Target


def review_of(
    ledger: Ledger, release: str, agreement: Agreement | None, *, going_back: bool
) -> Review | None:
    """Return who approved what is applied; of a release to go back to, who approved it when it was deployed."""
    if agreement is not None:
        return Review(approved_by=agreement.approved_by, pull_request=agreement.pull_request)
    if going_back:
        for record in reversed(ledger.records()):
            if record.release == release and record.reviewed:
                return Review(approved_by=record.approved_by, pull_request=record.pull_request)
    return None


def check_approved(target: Target, review: Review | None, forced: str) -> None:
    """Raise OperationError if an account that takes only what was approved is to take something else."""
    delivery = target.environment.delivery
    own = target.stack == environment_stack(target.environment.name)
    if target.engine is None and own and delivery is not None and delivery.owner_approves:
        refuse_unreviewed(
            target.stack,
            # A release with uncommitted changes goes to no account, whatever the reason.
            dirty=False,
            reviewed=review is not None,
            forced=forced,
            how='--unreviewed "..."',
            alternative="give --commit, the commit whose pull request was approved with this plan",
        )


def ended(attempt: Attempt, note: str, rescued: str, *, begun: bool) -> str:
    """Record that an attempt failed; return why that could not be recorded, nothing if it was.

    `rescued` says where a state is that could not be stored.
    """
    try:
        attempt.end("failed", note=note, unstored=bool(rescued), begun=begun)
    except OperationError as error:
        return f"\nthe attempt could not be recorded either: {error}"
    return ""
