"""Which workflow run planned a pull request."""

from typing import Any, Final

from operations.common.errors import OperationError
from operations.delivery.approval import find_pull
from operations.github.client import GitHub

WORKFLOW: Final = "plan.yml"


def planning_run(github: GitHub, commit: str, *, branch: str) -> int:
    """Return the latest successful run that planned the pull request of a commit.

    Raises OperationError if the commit came by no pull request, or no run planned that request's last commit.
    """
    pull = find_pull(github, commit, branch=branch)
    with github.asking(f"finding the run that planned {pull.head[:12]}"):
        answer: dict[str, Any] = github.get(
            f"/actions/workflows/{WORKFLOW}/runs",
            head_sha=pull.head,
            event="pull_request",
            status="success",
            per_page=100,
        )
    runs = [int(run["id"]) for run in answer["workflow_runs"] if run["head_sha"] == pull.head]
    if not runs:
        raise OperationError(
            f"no successful run of {WORKFLOW} planned {pull.head[:12]}, the last commit of #{pull.number}: "
            "nothing is deployed; revert it and bring it again"
        )
    return max(runs)
