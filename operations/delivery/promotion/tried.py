"""Whether a release has worked where it was before: each environment takes what worked in the one that it follows."""

from pathlib import Path
from typing import Any, Final

from operations.common.errors import InputError, OperationError
from operations.delivery.approval import find_pull
from operations.delivery.pointer import Pointer, pointer_path, promoted
from operations.delivery.promotion.history import commits_that_changed, text_at
from operations.github.client import GitHub

WORKFLOW: Final = "deploy.yml"


def check_tried(github: GitHub, root: Path, environment: str, pointer: Pointer, *, branch: str) -> int:
    """Return the run of deploy.yml in which a release worked, to its last test, in the environment before this one.

    Raises InputError for an environment that no release is promoted to, OperationError if there is no such run: the
    release was never deployed there, or something failed after.
    """
    followed = promoted()
    if environment not in followed:
        raise InputError(f"{environment} is not promoted to; allowed are {', '.join(followed)}")
    before = followed[environment]
    commit = (
        _promoted(root, before, pointer) if before in followed else _merged(github, before, pointer, branch)
    )
    with github.asking(f"finding the deployment of {commit[:12]}"):
        answer: dict[str, Any] = github.get(
            f"/actions/workflows/{WORKFLOW}/runs", head_sha=commit, event="push", per_page=100
        )
    runs = [run for run in answer["workflow_runs"] if run["head_sha"] == commit]
    worked = [int(run["id"]) for run in runs if run["conclusion"] == "success"]
    if not worked:
        ended = ", ".join(f"run {run['id']}: {run['conclusion'] or 'not over yet'}" for run in runs)
        raise OperationError(
            f"release {pointer.release[:12]} has not worked in {before} ({ended or f'{WORKFLOW} did not run'}): what "
            f"did not pass every stage and test there goes no further; fix it in {before} first, or run its "
            "failed jobs again"
        )
    return max(worked)


def _merged(github: GitHub, first: str, pointer: Pointer, branch: str) -> str:
    """Return the commit that the pull request became whose run made a release."""
    with github.asking(f"reading run {pointer.run}"):
        head: str = github.get(f"/actions/runs/{pointer.run}")["head_sha"]
    pull = find_pull(github, head, branch=branch)
    if not pull.merged or pull.merge_commit is None:
        raise OperationError(
            f"run {pointer.run} planned pull request #{pull.number}, which is not merged: its release was never in "
            f"{first}"
        )
    return pull.merge_commit


def _promoted(root: Path, before: str, pointer: Pointer) -> str:
    """Return the latest commit that gave a release to an environment."""
    path = pointer_path(before)
    for commit in commits_that_changed(root, path):
        text = text_at(root, commit, path)
        if text and Pointer.model_validate_json(text).release == pointer.release:
            return commit
    raise InputError(
        f"release {pointer.release[:12]} was never promoted to {before}: {path} never named it; promote it there first"
    )
