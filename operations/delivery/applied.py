"""Applying a kept plan: exactly what was reviewed, to exactly the state that it was made for, or nothing.

What Terraform is given is a plan that was made here, a moment before, of the release that was verified here, and that
means the same as the reviewed one. The reviewed file itself came from elsewhere, and holds things that Terraform
acts on and shows nowhere: a copy of its configuration, and where the state is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from operations.common.errors import InputError, OperationError
from operations.common.files import write_file
from operations.common.text_output import Say
from operations.delivery.consents import consents_file, load_consents
from operations.delivery.destructive import Agreement, losses, refusal_text, refusals
from operations.delivery.planned import KeptPlan, PlanManifest
from operations.delivery.reviewed import check_approved, ended, review_of
from operations.delivery.unsent_state import rescue
from operations.delivery.workspace import workspace
from operations.record.attempt import Intent, begin
from operations.record.deployer import caller
from operations.record.entry import Record
from operations.record.ledger import Ledger
from operations.record.place import place_of
from operations.record.release import Release
from operations.record.target import Target
from operations.terraform.digest import behind, differences, meaning, semantic_digest
from operations.terraform.saved_plan_run import ERRORED_STATE, NotBegunError, SavedPlanRun

NEW_PLAN: Final = "replanned.bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What an apply came to: Terraform's last line, the outputs that are not secret, the record."""

    said: str
    outputs: dict[str, Any]
    record: Record


def apply_plan(
    target: Target,
    release: Release,
    kept: KeptPlan,
    *,
    agreement: Agreement | None = None,
    forced: str = "",
    going_back: bool = False,
    root: Path,
    say: Say,
    left_in: Path | None = None,
) -> Applied:
    """Apply a kept plan of a verified release, and record it.

    Before anything is changed: nothing that `agreement` says stands against it, the plan is of this release and
    target, the state has not moved, what holds data is neither destroyed nor replaced unless `agreement` and the
    consents under `root` allow it, and a new plan means the same as the reviewed one. A state that could not
    be stored anywhere is left in `left_in`, by default among the home's unsent states. Raises InputError or
    OperationError that says which of these fails.
    """
    manifest = kept.manifest
    _check_agreed(agreement)
    _check_belongs(target, release, manifest)
    place = place_of(target)
    ledger = Ledger(place.store, place.stack)
    review = review_of(ledger, release.digest, agreement, going_back=going_back)
    if not going_back:
        check_approved(target, review, forced)
    with workspace(release, target) as terraform:
        _check_state(terraform, manifest)
        reviewed = terraform.show_plan(kept.file)
        _check_reviewed(manifest, reviewed)
        _check_losses(target, manifest, reviewed, agreement, root)
        say("planning again, to compare ...")
        again = terraform.folder / NEW_PLAN
        _check_again(release, reviewed, terraform.save_plan(again))
        ledger.keep_release(release)
        attempt = begin(
            place,
            Intent(
                environment=manifest.environment,
                purpose=manifest.purpose,
                via="anthill rollback" if manifest.purpose == "rollback" else "anthill deploy apply",
                release=release.digest,
                commit=release.manifest.commit,
                dirty=release.manifest.dirty,
                plan=manifest.semantic_digest,
                review=review,
                forced=forced,
                identity=caller(target.client("sts")),
            ),
            say=say,
        )
        say(f"applying to {target.stack} ...")
        try:
            said = terraform.apply_plan(again, say)
        except OperationError as error:
            # Before anything else can fail: it may be the only copy.
            rescued = rescue(target, terraform.folder / ERRORED_STATE, left_in)
            unrecorded = ended(
                attempt, _first_line(error), rescued, begun=not isinstance(error, NotBegunError)
            )
            raise OperationError(f"{error}{rescued}{unrecorded}") from error
        except KeyboardInterrupt:
            rescued = rescue(target, terraform.folder / ERRORED_STATE, left_in)
            rescued += ended(attempt, "interrupted", rescued, begun=True)
            if rescued:
                say(rescued.strip())
            raise
        record = attempt.end("succeeded")
        return Applied(said=said, outputs=terraform.public_outputs(), record=record)


def _check_agreed(agreement: Agreement | None) -> None:
    if agreement and agreement.refusals:
        lines = "\n".join(f"  {refusal}" for refusal in agreement.refusals)
        raise OperationError(f"this is not what was approved; nothing is applied\n{lines}")


def _check_belongs(target: Target, release: Release, manifest: PlanManifest) -> None:
    if manifest.stack != target.stack or manifest.environment != target.name:
        raise InputError(
            f"the plan is of {manifest.stack}, not of {target.stack}: give the plan that belongs to it"
        )
    if manifest.emulated != (target.engine is not None):
        wanted = (
            "the embedded AWS: add --emulated"
            if manifest.emulated
            else "a real account: leave --emulated out"
        )
        raise InputError(f"the plan was made for {wanted}")
    if manifest.release != release.digest:
        raise OperationError(
            f"the plan is of release {manifest.release[:12]}, not of {release.digest[:12]}: give that release, or plan "
            "this one and have that plan approved"
        )
    if manifest.release_commit != release.manifest.commit:
        raise OperationError(
            f"the plan is of a release of commit {manifest.release_commit[:12]}, and this one says that it is of "
            f"{release.manifest.commit[:12]}: one of the two was exchanged; plan again, and have that plan approved"
        )


def _check_state(terraform: SavedPlanRun, manifest: PlanManifest) -> None:
    now = terraform.position()
    if (now.lineage, now.serial) != (manifest.state_lineage, manifest.state_serial):
        whose = "" if manifest.state_lineage in {"", now.lineage} else " of another state"
        raise OperationError(
            f"the plan is stale: it was made on serial {manifest.state_serial} of the state, which is now at "
            f"{now.serial}{whose}: something was applied since; plan again, and have that plan approved"
        )


def _check_reviewed(manifest: PlanManifest, reviewed: dict[str, Any]) -> None:
    if semantic_digest(reviewed) != manifest.semantic_digest:
        raise OperationError(
            "the plan does not mean what its manifest says: one of the two was exchanged; plan again, and have that "
            "plan approved"
        )


def _check_again(release: Release, reviewed: dict[str, Any], now: dict[str, Any]) -> None:
    different = differences(reviewed, now)
    if not different:
        return
    if behind(reviewed) != behind(now):
        why = (
            f"the reviewed plan was made of other code than release {release.digest[:12]}, though it says so; nothing "
            "is applied"
        )
        fix = "plan again, and have that plan approved"
    else:
        why = (
            "what the plan would do now is not what was reviewed: something changed outside of Terraform; nothing is "
            "applied"
        )
        fix = "take the change back, or plan again and have that plan approved"
    raise OperationError("\n".join([why, *(f"  {line}" for line in different), fix]))


def _check_losses(
    target: Target, manifest: PlanManifest, reviewed: dict[str, Any], agreement: Agreement | None, root: Path
) -> None:
    found = losses(reviewed)
    if found and manifest.purpose == "rollback":
        raise OperationError(rollback_refusal(found))
    file = consents_file(root, target.name)
    missing = refusals(
        found,
        consents=load_consents(file) if found else (),
        agreement=agreement,
        file=file.relative_to(root).as_posix(),
        today=datetime.now(UTC).date(),
    )
    if missing:
        raise OperationError(refusal_text(found, missing))


def rollback_refusal(found: Any) -> str:
    """Return why a rollback that would lose data is not made."""
    return "\n".join(
        [
            "the rollback would destroy or replace what holds data; nothing is applied",
            *(f"  {loss}" for loss in found),
            "a rollback never does that, whoever agrees: bring the change as a pull request with consents instead",
        ]
    )


def _first_line(error: OperationError) -> str:
    return str(error).splitlines()[0][:200]


def summary(plan: dict[str, Any]) -> list[str]:
    """Return a line per address that a plan would touch."""
    return [f"{_happens(entry)} {address}" for address, entry in meaning(plan).items()]


def _happens(entry: Mapping[str, Any]) -> str:
    imported = ["import"] if entry.get("importing") else []
    moved = ["move"] if entry.get("previous_address") else []
    return "/".join([*imported, *moved, *(action for action in entry["actions"] if action != "no-op")])


def write_outputs(applied: Applied, file: Path) -> None:
    """Write the outputs that are not secret as JSON, in the form of cdktf's `--outputs-file`."""
    document = {applied.record.stack: applied.outputs}
    write_file(file, json.dumps(document, indent=2) + "\n")
