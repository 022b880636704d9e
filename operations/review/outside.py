"""What changed outside of Terraform since it last applied, as a plan of the real state found it."""

from operations.review.change import Action, Change

VERBS = {Action.DESTROY: "is gone"}


def difference(change: Change) -> str:
    """Return what differs from what Terraform left, in words."""
    if change.action in VERBS:
        return VERBS[change.action]
    return "; ".join(
        f"{argument.path}: {argument.before or 'none'} became {argument.after or 'none'}"
        for argument in change.arguments
    )
