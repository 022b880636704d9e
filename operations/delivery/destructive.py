"""The guard of data: no plan destroys or replaces what holds data unless that was agreed on, thrice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from operations.delivery.consents import Consent
from provider_facts.resource_types import lost_with

LABEL: Final = "destroy-approved"
APPROVALS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A resource that a plan would destroy or replace, and what would be lost with it."""

    address: str
    replaced: bool
    lost: str
    why: str

    def __str__(self) -> str:
        """Return it as a line."""
        fate = "replaced" if self.replaced else "destroyed"
        return f"{self.address} would be {fate} ({self.why}): lost is {self.lost}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What was agreed on in the pull request: its labels, how many approved and who, what stands against it."""

    labels: frozenset[str]
    approvals: int
    refusals: tuple[str, ...] = ()
    approved_by: tuple[str, ...] = ()
    pull_request: int | None = None


def losses(plan: Mapping[str, Any]) -> list[Loss]:
    """Return the resources with data that a plan would destroy or replace, with Terraform's reason."""
    found: list[Loss] = []
    for resource in plan.get("resource_changes", []):
        change = resource["change"]
        lost = lost_with(resource["type"], change.get("before"))
        if "delete" in change["actions"] and lost is not None:
            found.append(
                Loss(
                    address=resource["address"],
                    replaced="create" in change["actions"],
                    lost=lost,
                    why=_why(resource.get("action_reason"), change.get("replace_paths") or []),
                )
            )
    return found


def refusals(
    found: Sequence[Loss], *, consents: Sequence[Consent], agreement: Agreement | None, file: str, today: date
) -> list[str]:
    """Return why the losses of a plan may not happen, each with how to fix it; empty if they may.

    Wanted are a consent of each address that has not expired, the label, and two approvals.
    """
    if not found:
        return []
    missing: list[str] = []
    for loss in found:
        naming = [consent for consent in consents if loss.address in consent.addresses]
        if not naming:
            missing.append(
                f"{loss.address} has no consent: add a [[consent]] with addresses, reason, owner and expires to {file}"
            )
        elif all(consent.expired(today) for consent in naming):
            latest = max(consent.expires for consent in naming)
            missing.append(
                f"the consent for {loss.address} in {file} expired on {latest}: give it a new date"
            )
    if agreement is None:
        missing.append(
            "no pull request is known that agrees: give --commit, with GITHUB_REPOSITORY and GITHUB_TOKEN set"
        )
        return missing
    if LABEL not in agreement.labels:
        missing.append(f"the pull request lacks the label {LABEL}: somebody who may set labels adds it")
    if agreement.approvals < APPROVALS:
        missing.append(
            f"{agreement.approvals} of {APPROVALS} approvals are there: losing data needs {APPROVALS} people beside "
            "the author"
        )
    return [*missing, *agreement.refusals]


def refusal_text(found: Sequence[Loss], missing: Sequence[str]) -> str:
    """Return the whole refusal: what would be lost, and what is missing."""
    return "\n".join(
        [
            "the plan destroys or replaces what holds data, and that is not agreed on; nothing is applied",
            *(f"  {loss}" for loss in found),
            "missing:",
            *(f"  {line}" for line in missing),
        ]
    )


def _why(reason: str | None, paths: Sequence[Sequence[Any]]) -> str:
    texts = [".".join(map(str, path)) for path in paths]
    parts = [reason.replace("_", " ")] if reason else []
    if texts:
        parts.append(f"because of {', '.join(texts)}")
    return ", ".join(parts) or "no reason given"
