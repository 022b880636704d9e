"""When a pull request counts as approved: rules over facts, without a network."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from configuration.account import EnvironmentName
from configuration.delivery_order import delivery_order
from environments.configured import configured
from operations.common.errors import InputError
from operations.delivery.codeowners import OwnedBy
from operations.github.pull_requests import PullRequest, Review

DECISIONS: Final = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})
"""The states of reviews that change what a reviewer said before; a comment does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """What an environment asks for; `owner_always` even where CODEOWNERS names nobody for the paths."""

    approvals: int
    owner_always: bool

    def with_approvals(self, approvals: int | None) -> "ApprovalRule":
        """Return the rule with as many approvals, if a number is given. Raises InputError if they were fewer."""
        if approvals is not None and approvals < self.approvals:
            raise InputError(
                f"--approvals: {approvals} is less than the environment asks for: give {self.approvals} or more"
            )
        return replace(self, approvals=approvals or self.approvals)


def rule_for(environment: EnvironmentName) -> ApprovalRule:
    """Return the rule of an environment, as its `delivery` says. Raises InputError for one that no release comes to."""
    chain = delivery_order(configured())
    for config in chain:
        if config.name is environment and config.delivery is not None:
            return ApprovalRule(
                approvals=config.delivery.approvals, owner_always=config.delivery.owner_approves
            )
    raise InputError(
        f"{environment}: no pipeline deploys it, so nobody approves for it; allowed are "
        f"{', '.join(config.name for config in chain)}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a pull request.

    `brought_by` are those who pushed, wrote or committed its head; `writers` the reviewers who may push;
    `planned_at` when the reviewed plan was last written to the pull request; `owners` the accounts that each
    rule of CODEOWNERS comes to, by what it names.
    """

    pull: PullRequest
    reviews: Sequence[Review]
    brought_by: frozenset[str]
    writers: frozenset[str]
    planned_at: datetime | None
    owned: Sequence[OwnedBy]
    owners: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Who approved, and why that is not enough; without refusals it is."""

    approved_by: tuple[str, ...]
    refusals: tuple[str, ...]


def judge(case: Case, rule: ApprovalRule) -> Verdict:
    """Return the verdict on a pull request; every refusal says what is missing and how to fix it."""
    number, head = case.pull.number, case.pull.head[:12]
    valid: list[str] = []
    void: list[str] = []
    blocking: list[str] = []
    for reviewer, review in _last_decisions(case.reviews).items():
        if review.state == "CHANGES_REQUESTED" and reviewer in case.writers:
            blocking.append(
                f"{reviewer} requested changes of pull request #{number} at {_time(review.at)}: they approve it, or "
                "their review is dismissed with a reason"
            )
        elif review.state == "DISMISSED":
            void.append(f"the approval of {reviewer} was dismissed: they review #{number} again")
        elif review.state == "APPROVED":
            reason = _void(case, review)
            if reason is None:
                valid.append(reviewer)
            else:
                void.append(reason)
    refusals = list(blocking)
    if case.planned_at is None:
        refusals.append(
            f"no plan was written to pull request #{number}: `anthill deploy comment` writes it before people review"
        )
    if len(valid) < rule.approvals:
        refusals.append(
            f"pull request #{number} has {len(valid)} of {rule.approvals} approvals of its last commit {head}: "
            "somebody beside its author and its last pusher approves it"
        )
        refusals += void
    refusals += _owners_missing(case, rule, valid)
    return Verdict(approved_by=tuple(sorted(valid)), refusals=tuple(refusals))


def _void(case: Case, review: Review) -> str | None:
    """Return why an approval does not count, None if it does."""
    who = review.reviewer
    reasons = (
        (not review.by_person, "does not count: it is a program; a person approves"),
        (who == case.pull.author, "does not count: they wrote the pull request; somebody else approves it"),
        (
            who in case.brought_by,
            "does not count: they pushed or wrote its last commit; somebody else approves it",
        ),
        (who not in case.writers, "does not count: they may not write to the repository"),
        (
            review.commit != case.pull.head,
            f"is of commit {review.commit[:12]}, not of the last one {case.pull.head[:12]}: they approve again",
        ),
        (
            case.planned_at is not None and review.at <= case.planned_at,
            f"at {_time(review.at)} is older than the plan, last written at "
            f"{_time(case.planned_at) if case.planned_at else ''}: they look at the plan and approve again",
        ),
    )
    return next((f"the approval of {who} {text}" for holds, text in reasons if holds), None)


def _owners_missing(case: Case, rule: ApprovalRule, valid: Iterable[str]) -> list[str]:
    approved = set(valid)
    missing: list[str] = []
    for owned in case.owned:
        if not any(approved & case.owners.get(owner, frozenset()) for owner in owned.owners):
            first, *others = owned.paths
            more = f" and {len(others)} more" if others else ""
            missing.append(
                f"no code owner approved {first}{more}: rule {owned.pattern!r} of CODEOWNERS wants one of "
                f"{', '.join(owned.owners)}"
            )
    if rule.owner_always and not case.owned:
        missing.append(
            "CODEOWNERS names nobody for the changed paths, and this environment always needs a code owner: add a "
            "rule for them on the base branch"
        )
    return missing


def _last_decisions(reviews: Sequence[Review]) -> dict[str, Review]:
    return {review.reviewer: review for review in reviews if review.state in DECISIONS}


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")
