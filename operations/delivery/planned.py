"""A plan that is kept: reviewed as it is, and applied as it was reviewed, or not at all."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from operations.common.errors import InputError, OperationError
from operations.common.files import model_of, read_object, refuse_used, sha256, write_file
from operations.common.text_output import Say
from operations.delivery.workspace import workspace
from operations.record.deployer import who
from operations.record.entry import Position
from operations.record.notes import Notes, PlanNote
from operations.record.release import Digest, Release, Sha
from operations.record.target import Target
from operations.terraform.digest import meaning, semantic_digest
from operations.terraform.saved_plan_run import SavedPlanRun

PLAN: Final = "plan.bin"
PLAN_JSON: Final = "plan.json"
PLAN_MANIFEST: Final = "manifest.json"
OUTPUT: Final = "output"

PRIVATE: Final = 0o600
"""A plan holds every value, secret ones too: nobody else on the machine reads it."""


class PlanManifest(BaseModel):
    """What a kept plan is: of which release, on which state, and what it means.

    `plan_sha256` names the very file, `semantic_digest` what it would do; `head_commit` is the commit that is
    reviewed with it, `release_commit` the one that the release was made of: another where it is promoted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: str
    stack: str
    purpose: Literal["deploy", "rollback"]
    emulated: bool
    release: Digest
    release_commit: Sha
    head_commit: Sha
    state_lineage: str
    state_serial: int
    plan_sha256: Digest
    semantic_digest: Digest
    changes: dict[str, int]
    terraform: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan in a folder, as its manifest describes it."""

    folder: Path
    manifest: PlanManifest

    @property
    def file(self) -> Path:
        """Terraform's own file."""
        return self.folder / PLAN


def make_plan(
    target: Target,
    release: Release,
    output: Path,
    *,
    head_commit: str | None = None,
    purpose: Literal["deploy", "rollback"] = "deploy",
    say: Say,
) -> KeptPlan:
    """Plan a verified release on the state as it is, and keep the plan in a folder.

    `head_commit` is the release's own commit if none is given. No lock is taken and nothing is changed. Raises
    InputError if the folder is in use, OperationError with Terraform's words if the plan fails.
    """
    refuse_used(output)
    output.mkdir(parents=True, exist_ok=True)
    # Terraform runs in another folder.
    output = output.resolve()
    say(f"planning {target.stack} of release {release.digest[:12]} ...")
    with workspace(release, target, say=say) as terraform:
        return keep_plan(
            terraform,
            target,
            release,
            output,
            head_commit=head_commit or release.manifest.commit,
            purpose=purpose,
        )


def keep_plan(
    terraform: SavedPlanRun,
    target: Target,
    release: Release,
    output: Path,
    *,
    head_commit: str,
    purpose: Literal["deploy", "rollback"],
) -> KeptPlan:
    """Plan in a working copy that is there already, and keep the plan in a folder."""
    position = terraform.position()
    # Made before Terraform writes into it, which would let others read it.
    os.close(os.open(output / PLAN, os.O_CREAT | os.O_WRONLY, PRIVATE))
    plan = terraform.save_plan(output / PLAN)
    write_file(output / PLAN_JSON, json.dumps(plan), mode=PRIVATE)
    manifest = PlanManifest(
        environment=target.name,
        stack=target.stack,
        purpose=purpose,
        emulated=target.engine is not None,
        release=release.digest,
        release_commit=release.manifest.commit,
        head_commit=head_commit,
        state_lineage=position.lineage,
        state_serial=position.serial,
        plan_sha256=sha256((output / PLAN).read_bytes()),
        semantic_digest=semantic_digest(plan),
        changes=count_changes(plan),
        terraform=plan["terraform_version"],
        created_at=datetime.now(UTC).replace(microsecond=0),
    )
    write_file(output / PLAN_MANIFEST, manifest.model_dump_json(indent=2) + "\n", mode=PRIVATE)
    if target.engine is not None and purpose == "deploy":
        Notes(target.store).keep_plan(_note(manifest))
    return KeptPlan(output, manifest)


def _note(manifest: PlanManifest) -> PlanNote:
    return PlanNote(
        at=manifest.created_at,
        by=who(os.environ),
        release=manifest.release,
        commit=manifest.release_commit,
        plan=manifest.semantic_digest,
        changes=manifest.changes,
        state=Position(lineage=manifest.state_lineage, serial=manifest.state_serial),
    )


def read_plan(folder: Path) -> KeptPlan:
    """Return the plan that is kept in a folder, after comparing its file with its manifest.

    Raises InputError if there is none, OperationError if the file is another one.
    """
    try:
        written = (folder / PLAN_MANIFEST).read_bytes()
        data = (folder / PLAN).read_bytes()
    except OSError as error:
        raise InputError(
            f"{folder} holds no plan ({Path(str(error.filename)).name}: {error.strerror}): "
            "`anthill deploy plan` makes one"
        ) from error
    manifest = model_of(PlanManifest, written, str(folder / PLAN_MANIFEST), "plan again")
    if sha256(data) != manifest.plan_sha256:
        raise OperationError(
            f"{folder / PLAN} was changed after it was made: its SHA-256 is {sha256(data)[:12]}..., the manifest says "
            f"{manifest.plan_sha256[:12]}...: nothing is applied; plan again, and have that plan approved"
        )
    return KeptPlan(folder.resolve(), manifest)


def plan_document(file: Path) -> dict[str, Any]:
    """Return a plan in Terraform's JSON from a file that this process has written."""
    return read_object(file, "plan again")


def count_changes(plan: Mapping[str, Any]) -> dict[str, int]:
    """Return how often a plan creates, updates, replaces, destroys, forgets, moves and imports a resource.

    What is imported and changed counts as both, as Terraform counts it. `invoke` counts the actions that are invoked,
    `defer` what is put off until a later plan; `output` the outputs that change, where nothing else does. What there is
    none of is left out.
    """
    found: Counter[str] = Counter()
    outputs = 0
    for address, entry in meaning(plan).items():
        actions = entry["actions"]
        if address.startswith("output."):
            outputs += 1
            continue
        if entry.get("importing"):
            found["import"] += 1
        if actions != ["no-op"]:
            found["replace" if "create" in actions and len(actions) > 1 else str(actions[0])] += 1
        elif not entry.get("importing"):
            found["move"] += 1
    found["invoke"] = len(plan.get("action_invocations") or ())
    found["defer"] = len(plan.get("deferred_changes") or ())
    counts = {kind: count for kind, count in sorted(found.items()) if count}
    return counts or ({OUTPUT: outputs} if outputs else {})


def counts_text(changes: Mapping[str, int]) -> str:
    """Return counts of changes in words."""
    return (
        ", ".join(
            f"{count} outputs to change" if kind == OUTPUT else f"{count} to {kind}"
            for kind, count in changes.items()
        )
        or "no changes"
    )
