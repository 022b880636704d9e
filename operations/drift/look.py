"""A look at an environment, compared with the release that is deployed to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from operations.common.errors import InputError
from operations.common.text_output import Say
from operations.delivery.workspace import workspace
from operations.drift.finding import find_drift
from operations.drift.report import DriftReport
from operations.drift.trail import with_touches
from operations.record.ledger import Ledger, current
from operations.record.notes import DriftNote, Notes, seen_before
from operations.record.release import Release, verify_release
from operations.record.target import Target
from policies.drift_noise import load_noise


def deployed_release(target: Target, given: Path | None, workplace: Path) -> Release:
    """Return the release that is deployed: the given folder, which must be it, or from the store beside the state.

    Code that is not deployed yet is no drift. Raises InputError if nothing is deployed, or something else is.
    """
    ledger = Ledger(target.store, target.stack)
    now = current(ledger.records())
    if now is None:
        raise InputError(f"nothing was deployed to {target.stack} yet: there is nothing to compare with")
    if given is None:
        return ledger.fetch_release(now.release, workplace / "release")
    release = verify_release(given)
    if release.digest != now.release:
        raise InputError(
            f"--release: {given} is release {release.digest[:12]}, deployed is {now.release[:12]}: leave it out, or "
            "give that one"
        )
    return release


def look(target: Target, release: Release, *, seen: Mapping[str, str], today: date, say: Say) -> DriftReport:
    """Plan the deployed release and return what is not as it says; nothing is locked or changed.

    `seen` is when addresses were first found; without it the last look at the same release says so.
    """
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    say(f"comparing {target.stack} with release {release.digest[:12]} ...")
    with workspace(release, target, say=say) as terraform:
        plan = terraform.save_plan(terraform.folder / "drift.bin")
    drift = find_drift(plan, load_noise(), today=today)
    notes = Notes(target.store)
    seen = seen or (seen_before(notes.drift(), release.digest) if target.engine is not None else {})
    findings, remark = with_touches(drift.findings, target.client("cloudtrail"))
    first = {finding.address: seen.get(finding.address, at) for finding in findings}
    if target.engine is not None:
        # In an account the look is made with a role that only reads: there the issue remembers.
        notes.keep_drift(
            DriftNote(
                at=datetime.now(UTC),
                release=release.digest,
                severity=str(drift.severity) if drift.severity else None,
                first_seen=first,
            )
        )
    return DriftReport(
        environment=target.name,
        stack=target.stack,
        release=release.digest,
        at=at,
        drift=replace(drift, findings=tuple(findings)),
        first_seen=first,
        new=tuple(finding.address for finding in findings if finding.address not in seen),
        remark=remark,
    )
