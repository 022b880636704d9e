"""Back to the last good release, as long as no data is lost by it."""

from dataclasses import dataclass
from pathlib import Path

from operations.common.errors import InputError, OperationError
from operations.common.text_output import Say
from operations.delivery.applied import Applied, apply_plan, rollback_refusal, summary
from operations.delivery.destructive import losses
from operations.delivery.planned import PLAN_JSON, KeptPlan, make_plan, plan_document
from operations.record.ledger import Ledger, current, find_release, last_good
from operations.record.release import Release
from operations.record.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledBack:
    """A rollback: where from and to, what it changes, and what applying it came to, None if it was not."""

    left: str
    to: str
    changes: tuple[str, ...]
    applied: Applied | None


def roll_back(
    target: Target,
    workplace: Path,
    *,
    to: str | None,
    dry_run: bool,
    root: Path,
    say: Say,
    left_in: Path | None = None,
) -> RolledBack:
    """Plan an earlier release on the state as it is, and apply the plan; with `dry_run` only say what it would do.

    `to` is the beginning of a digest; without one the last good release is taken. The plan is applied only if
    it neither destroys nor replaces what holds data, whoever agrees. `workplace` is an empty folder for release
    and plan, `left_in` the one for a state that could be stored nowhere. Raises InputError if there is nothing
    to go back to, OperationError if data would be lost.
    """
    ledger = Ledger(target.store, target.stack)
    records = ledger.records()
    now = current(records)
    if now is None:
        raise InputError(f"nothing was deployed to {target.stack} yet: there is nothing to go back from")
    if to is None:
        good = last_good(records)
        if good is None:
            raise OperationError(
                f"{target.stack} has no good release before {now.release[:12]}: name one with --to, or deploy a fixed "
                "release"
            )
        wanted = good.release
    else:
        wanted = find_release(records, to)
    release: Release = ledger.fetch_release(wanted, workplace / "release")
    say(f"rolling {target.stack} back from release {now.release[:12]} to {wanted[:12]}")
    kept: KeptPlan = make_plan(
        target,
        release,
        workplace / "plan",
        # What is reviewed is no commit but the rollback: it is of the release itself.
        purpose="rollback",
        say=say,
    )
    plan = plan_document(kept.folder / PLAN_JSON)
    found = losses(plan)
    if found:
        raise OperationError(rollback_refusal(found))
    changes = tuple(summary(plan))
    if dry_run:
        return RolledBack(left=now.release, to=wanted, changes=changes, applied=None)
    applied = apply_plan(target, release, kept, going_back=True, root=root, say=say, left_in=left_in)
    return RolledBack(left=now.release, to=wanted, changes=changes, applied=applied)
