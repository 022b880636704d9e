"""Was a run granted what it asks for? Read from the run itself, whatever protects GitHub's environment.

A pull request is approved before it is merged, by its commit and plan. A run that a person starts is approved while
it waits for an environment of GitHub's, once per job.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from operations.delivery.approval import find_pull
from operations.delivery.approval_rules import ApprovalRule, Verdict
from operations.delivery.codeowners import OwnedBy
from operations.delivery.owners import accounts_of, owned_at, unknown_owners
from operations.github.client import GitHub
from operations.github.pull_requests import PullRequest, may_write
from operations.github.runs import Decision, Run, decisions_of, run_of

BY_HAND: Final = "workflow_dispatch"
PAGE: Final = "docs/ci.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a run must be and have.

    `workflow` is the path of its file, `branch` and `commit` what it runs on, `environment` the one of GitHub's that
    held it up, `times` how often it has done so: each time it wants the approvals of `rule` anew.
    """

    workflow: str
    branch: str
    commit: str
    environment: str
    times: int
    rule: ApprovalRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a run.

    `pull` brought its commit, `decisions` are those about the wanted environment, `writers` the reviewers who may
    push, `owners` the accounts that each rule of CODEOWNERS for the workflow's file comes to, by what it names.
    """

    run: Run
    pull: PullRequest
    decisions: Sequence[Decision]
    writers: frozenset[str]
    owned: Sequence[OwnedBy]
    owners: Mapping[str, frozenset[str]]


def check_grant(github: GitHub, number: int, wanted: Wanted) -> Verdict:
    """Return whether a run was granted what it asks for, by whom, and why not.

    Raises OperationError if the run is not there, or if its commit came by no pull request.
    """
    run = run_of(github, number)
    pull = find_pull(github, wanted.commit, branch=wanted.branch)
    decisions = [each for each in decisions_of(github, number) if wanted.environment in each.environments]
    # At the base: a pull request cannot make its author an owner.
    owned = owned_at(github, pull.base_commit, [wanted.workflow])
    case = Case(
        run=run,
        pull=pull,
        decisions=decisions,
        writers=frozenset(who for who in {each.reviewer for each in decisions} if may_write(github, who)),
        owned=owned,
        owners={owner: accounts_of(github, owner) for each in owned for owner in each.owners},
    )
    return judge_grant(case, wanted)


def judge_grant(case: Case, wanted: Wanted) -> Verdict:
    """Return the verdict on a run; every refusal says what is missing and how to fix it."""
    counted: list[str] = []
    void: list[str] = []
    refusals = [*_wrong_run(case.run, wanted)]
    if not case.pull.merged:
        refusals.append(
            f"pull request #{case.pull.number}, which would bring commit {wanted.commit[:12]}, is not merged: merge "
            "it, then start a new run"
        )
    for decision in case.decisions:
        if decision.state == "rejected":
            refusals.append(
                f"{decision.reviewer} rejected run {case.run.id} in {wanted.environment}: settle why, then start a new "
                "run"
            )
        elif decision.state == "approved":
            reason = _void(case, decision)
            if reason is None:
                counted.append(decision.reviewer)
            else:
                void.append(reason)
    needed = wanted.rule.approvals * wanted.times
    if len(counted) < needed:
        refusals.append(
            f"run {case.run.id} has {len(counted)} of {needed} approvals of GitHub's environment {wanted.environment}: "
            "its required reviewers approve each job; if no job waited for them, it has none yet: add them, as "
            f"{PAGE} says"
        )
        refusals += void
    refusals += [*_owners_missing(case, wanted, counted), *unknown_owners(case.owned)]
    return Verdict(approved_by=tuple(sorted(set(counted))), refusals=tuple(refusals))


def _wrong_run(run: Run, wanted: Wanted) -> Iterator[str]:
    if run.workflow != wanted.workflow:
        yield f"run {run.id} is of {run.workflow}, not of {wanted.workflow}: start that workflow"
    if run.event != BY_HAND:
        yield f"run {run.id} was started by the event {run.event}, not by a person: start it by hand ({BY_HAND})"
    if run.branch != wanted.branch:
        yield f"run {run.id} is of {run.branch}, not of {wanted.branch}: start it there"
    if run.commit != wanted.commit:
        yield (
            f"run {run.id} is of commit {run.commit[:12]}, not of {wanted.commit[:12]}: give the commit of the run, or "
            "start a new one"
        )
    if run.attempt != 1:
        yield (
            f"run {run.id} is at attempt {run.attempt}, and approvals of an earlier one would count again: start a new "
            "run"
        )
    if not run.started_by:
        yield f"who started run {run.id} is not known to GitHub any more: start a new run"


def _void(case: Case, decision: Decision) -> str | None:
    """Return why an approval does not count, None if it does."""
    who = decision.reviewer
    reasons = (
        (not decision.by_person, "it is a program; a person approves"),
        (who in case.run.started_by, "they started the run; somebody else approves it"),
        (who not in case.writers, "they may not write to the repository"),
    )
    return next((f"the approval of {who} does not count: {text}" for holds, text in reasons if holds), None)


def _owners_missing(case: Case, wanted: Wanted, counted: Sequence[str]) -> Iterator[str]:
    for owned in case.owned:
        named = frozenset[str]().union(*(case.owners[owner] for owner in owned.owners))
        by_owners = sum(who in named for who in counted)
        if by_owners < wanted.times:
            yield (
                f"{by_owners} of {wanted.times} approvals of run {case.run.id} are by a code owner of "
                f"{wanted.workflow}: rule {owned.pattern!r} of CODEOWNERS wants one of {', '.join(owned.owners)} each "
                "time"
            )
    if wanted.rule.owner_always and not case.owned:
        yield (
            f"CODEOWNERS names nobody for {wanted.workflow}, and this environment always needs a code owner: add a "
            "rule for it on the release branch"
        )
