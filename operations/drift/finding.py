"""From a plan of the deployed release to what was changed by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from operations.common.severity import Severity
from operations.drift.severity import severity_of
from operations.terraform.digest import IDLE
from policies.drift_noise import Noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Who last changed a resource, when and by which call, as the audit trail says."""

    who: str
    at: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A resource that is not as it was deployed.

    `happened` is what was done to it, `fix` what an apply would do, `attributes` what differs; `names` are
    what the audit trail may call it.
    """

    address: str
    type: str
    happened: str
    fix: str
    attributes: tuple[str, ...]
    severity: Severity
    names: tuple[str, ...] = ()
    touch: Touch | None = None

    def touched(self, touch: Touch | None) -> "Finding":
        """Return it with who changed it."""
        return replace(self, touch=touch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What a look at an environment found.

    `pending` are addresses that an apply would change though nobody touched them: a deployment that ended
    halfway. `noise` are addresses left out as known noise, `echoes` those that only look different.
    """

    findings: tuple[Finding, ...]
    pending: tuple[str, ...]
    noise: tuple[str, ...]
    echoes: tuple[str, ...]

    @property
    def severity(self) -> Severity | None:
        """The worst severity, None if nothing drifted."""
        return max((finding.severity for finding in self.findings), key=lambda each: each.rank, default=None)


def find_drift(plan: Mapping[str, Any], noise: Sequence[Noise], *, today: date) -> Drift:
    """Return the drift that a plan of the deployed release shows.

    Terraform notes whatever looks different from the state; only what an apply would take back is drift. The
    rest is an echo, such as an attribute that repeats what another resource sets.
    """
    changes = {
        change["address"]: change
        for change in plan.get("resource_changes", [])
        if change.get("mode", "managed") == "managed" and change["change"]["actions"] not in IDLE
    }
    drifted = {entry["address"]: entry for entry in plan.get("resource_drift", [])}
    findings: list[Finding] = []
    ignored: list[str] = []
    for address in sorted(drifted.keys() & changes.keys()):
        finding = _finding(drifted[address], changes[address])
        if any(entry.covers(address, finding.attributes, today) for entry in noise):
            ignored.append(address)
        else:
            findings.append(finding)
    return Drift(
        findings=tuple(sorted(findings, key=lambda finding: (-finding.severity.rank, finding.address))),
        pending=tuple(sorted(changes.keys() - drifted.keys())),
        noise=tuple(ignored),
        echoes=tuple(sorted(drifted.keys() - changes.keys())),
    )


def _finding(drift: Mapping[str, Any], change: Mapping[str, Any]) -> Finding:
    deleted = "delete" in drift["change"]["actions"]
    before: Mapping[str, Any] = drift["change"]["before"] or {}
    attributes = () if deleted else _changed(change["change"])
    return Finding(
        address=drift["address"],
        type=drift["type"],
        happened="deleted" if deleted else "changed",
        fix="/".join(change["change"]["actions"]),
        attributes=attributes,
        severity=severity_of(drift["type"], before, attributes),
        names=tuple(
            dict.fromkeys(
                str(before[name])
                for name in ("id", "name", "bucket", "arn", "function_name")
                if before.get(name)
            )
        ),
    )


def _changed(change: Mapping[str, Any]) -> tuple[str, ...]:
    before, after, unknown = change["before"] or {}, change["after"] or {}, change.get("after_unknown") or {}
    return tuple(
        sorted(
            name
            for name in before.keys() | after.keys()
            if before.get(name) != after.get(name) and not unknown.get(name)
        )
    )
