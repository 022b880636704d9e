"""Was a commit approved? Asked of GitHub, whatever its branch protection says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from configuration.account import EnvironmentName
from operations.common.errors import OperationError
from operations.delivery.approval_rules import ApprovalRule, Case, Verdict, judge, rule_for
from operations.delivery.binding import bound_refusals
from operations.delivery.destructive import Agreement
from operations.delivery.owners import accounts_of, owned_at, unknown_owners
from operations.delivery.plan_comment import plan_written
from operations.delivery.planned import PlanManifest
from operations.github.client import GitHub
from operations.github.pull_requests import (
    MOST_FILES,
    PullRequest,
    changed_paths,
    may_write,
    pull_requests_of,
    pushers_of,
    reviews_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The answer: the pull request, who approved it, and the refusals, none if it is approved."""

    pull: PullRequest
    verdict: Verdict

    @property
    def approved(self) -> bool:
        """Whether nothing is missing."""
        return not self.verdict.refusals

    @property
    def agreement(self) -> Agreement:
        """What the pull request agrees to, beside being approved."""
        return Agreement(
            labels=self.pull.labels,
            approvals=len(self.verdict.approved_by),
            refusals=self.verdict.refusals,
            approved_by=self.verdict.approved_by,
            pull_request=self.pull.number,
        )


def check_approval(
    github: GitHub,
    commit: str,
    environment: EnvironmentName,
    *,
    stack: str,
    branch: str,
    manifest: PlanManifest | None = None,
    rule: ApprovalRule | None = None,
) -> Approval:
    """Return whether the pull request that a commit belongs to is approved for an environment.

    `manifest` is of the plan that is to be applied: it must be the one that was written to the pull request, of
    the same release and commits. Without it any plan of the stack counts that was written there. Raises
    OperationError if no pull request, or more than one, brought the commit.
    """
    pull = find_pull(github, commit, branch=branch)
    reviews = reviews_of(github, pull.number)
    paths = changed_paths(github, pull.number)
    written = plan_written(github, pull.number, stack)
    # At the base: a pull request cannot make its author an owner.
    owned = owned_at(github, pull.base_commit, paths)
    case = Case(
        pull=pull,
        reviews=reviews,
        brought_by=pushers_of(github, pull),
        writers=frozenset(who for who in {review.reviewer for review in reviews} if may_write(github, who)),
        planned_at=written.at if written else None,
        owned=owned,
        owners={owner: accounts_of(github, owner) for each in owned for owner in each.owners},
    )
    verdict = judge(case, rule or rule_for(environment))
    more = [*_unknown(case, paths)]
    if written:
        more += bound_refusals(github, pull, environment, written=written, paths=paths, manifest=manifest)
    refusals = (*verdict.refusals, *more)
    return Approval(pull=pull, verdict=Verdict(approved_by=verdict.approved_by, refusals=refusals))


def find_pull(github: GitHub, commit: str, *, branch: str) -> PullRequest:
    """Return the one pull request into a branch that a commit is the result of, or the open head of.

    Raises OperationError if there is none: it was pushed directly; or if there are several.
    """
    known = [pull for pull in pull_requests_of(github, commit) if pull.base == branch]
    found = [
        pull
        for pull in known
        if (pull.merged and commit in {pull.merge_commit, pull.head}) or (pull.open and commit == pull.head)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"#{pull.number}" for pull in found)
        raise OperationError(
            f"commit {commit[:12]} belongs to several pull requests into {branch} ({names}): close all but one"
        )
    if known:
        results = ", ".join(f"{(pull.merge_commit or pull.head)[:12]} of #{pull.number}" for pull in known)
        raise OperationError(
            f"commit {commit[:12]} is inside a pull request but neither its head nor its result: deploy {results}"
        )
    raise OperationError(
        f"commit {commit[:12]} came to {branch} by no pull request: direct pushes are never deployed; revert it and "
        "bring it by a pull request"
    )


def _unknown(case: Case, paths: Sequence[str] | frozenset[str]) -> Iterable[str]:
    """Return what must be known and is not."""
    if not case.brought_by:
        yield (
            f"who brought the last commit {case.pull.head[:12]} of #{case.pull.number} is not known to GitHub: push it "
            "from an account whose e-mail address is verified"
        )
    if len(paths) >= MOST_FILES:
        yield (
            f"pull request #{case.pull.number} changes {MOST_FILES} files or more, and GitHub lists no more: split it"
        )
    yield from unknown_owners(case.owned)
