"""What the pull request of a commit agrees to, beside being approved."""

from configuration.account import EnvironmentName
from operations.delivery.approval import check_approval
from operations.delivery.destructive import Agreement
from operations.delivery.planned import PlanManifest
from operations.github.client import GitHub


def agreement_of(
    github: GitHub, commit: str, environment: EnvironmentName, *, branch: str, manifest: PlanManifest
) -> Agreement:
    """Return the labels of a commit's pull request, its valid approvals, and what else stands against it."""
    answer = check_approval(
        github, commit, environment, stack=manifest.stack, branch=branch, manifest=manifest
    )
    return Agreement(
        labels=answer.pull.labels,
        approvals=len(answer.verdict.approved_by),
        refusals=answer.verdict.refusals,
    )
