"""Runs of workflows: what was started by whom, and who decided about the environments that held it up."""

from dataclasses import dataclass
from typing import Any

from operations.github.client import GitHub


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of a workflow.

    `workflow` is the path of its file, `event` what started it, `branch` and `commit` what it runs on, `attempt`
    counts from 1, `started_by` are who started it first and who started this attempt.
    """

    id: int
    workflow: str
    event: str
    branch: str
    commit: str
    attempt: int
    started_by: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a reviewer said of a run that waited for environments: `approved`, `rejected` or `pending`."""

    reviewer: str
    by_person: bool
    state: str
    environments: frozenset[str]


def run_of(github: GitHub, number: int) -> Run:
    """Return a run (REST API, "Get a workflow run")."""
    with github.asking(f"reading run {number}"):
        found: dict[str, Any] = github.get(f"/actions/runs/{number}")
        # GitHub's own example names repository and ref too: `octo-org/octo-repo/.github/workflows/ci.yml@main`.
        path = str(found["path"]).partition("@")[0].removeprefix(f"{github.settings.repository}/")
        people = (found["actor"], found["triggering_actor"])
        return Run(
            id=int(found["id"]),
            workflow=path,
            event=str(found["event"]),
            branch=str(found["head_branch"] or "no branch"),
            commit=str(found["head_sha"]),
            attempt=int(found["run_attempt"]),
            started_by=frozenset(str(who["login"]) for who in people if who),
        )


def decisions_of(github: GitHub, number: int) -> list[Decision]:
    """Return every decision about a run (REST API, "Get the review history for a workflow run").

    It says neither when nor of which attempt. One that waited for several environments at once names them all.
    """
    with github.asking(f"reading who approved run {number}"):
        found: list[dict[str, Any]] = github.get(f"/actions/runs/{number}/approvals")
        return [
            Decision(
                reviewer=str(entry["user"]["login"]),
                by_person=entry["user"]["type"] == "User",
                state=str(entry["state"]),
                environments=frozenset(str(each["name"]) for each in entry["environments"]),
            )
            for entry in found
            # The account of a reviewer may have been deleted since.
            if entry["user"]
        ]
