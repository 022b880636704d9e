"""How the changes of a review are found: two revisions compared, or plans that are given."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from operations.common.errors import OperationError
from operations.common.project import anthill_home
from operations.common.text_output import Say
from operations.rehearsal.rehearsal import Rehearsal, rehearse
from operations.review.arguments import Argument
from operations.review.causes import causes
from operations.review.change import Change, read_change
from operations.review.comparison import compare, settings, with_moved_references
from operations.review.findings import new_findings, new_violations, together
from operations.review.graph import affected
from operations.review.layers import path_of_logical_id
from operations.review.names import Names
from operations.review.owned import Ownership
from operations.review.plan_content import another_provider, beside_changes, plan_caveats, read_plan
from operations.review.plan_stack import refuse_another_stack
from operations.review.replacement import ask_providers
from operations.review.report import Review, assemble
from operations.scan.waiver_file import read_waivers
from operations.synthesis.compared import synthesise_both
from operations.synthesis.locations import Location, Sources
from operations.synthesis.revisions import Revision
from operations.synthesis.stacks import Synthesised, read_stacks, require_known
from policies.waivers import ConformanceWaiver, load_waivers

COMPARED: Final = "the synthesised stacks of both revisions are compared; no account and no state is read"
PLANNED: Final = (
    "Terraform's plans are read as they were given; how providers were configured before is in none"
)
REHEARSED: Final = (
    "{stack} is what Terraform planned on top of the base in an embedded AWS; the others are compared"
)


def review_revisions(
    repository: Path,
    revisions: tuple[Revision, Revision],
    folder: Path,
    *,
    stacks: Sequence[str] = (),
    scanned: bool = False,
    rehearsed: str | None = None,
    exact: bool = False,
    say: Say = lambda _: None,
) -> Review:
    """Return the review of two revisions of the repository, of the named stacks or of all.

    Everything is written into `folder`. Raises InputError for an unknown stack, OperationError if a revision
    cannot be synthesised.
    """
    base, head = revisions
    say(f"synthesising {base.label} and {head.label} ...")
    whole = scanned or rehearsed is not None
    made = synthesise_both(repository, revisions, folder, anthill_home(repository), only=stacks, whole=whole)
    outputs = (made.before, made.after)
    before, after = (read_stacks(output) for output in outputs)
    known = sorted({*before, *after, *made.equal})
    require_known([*stacks, *([rehearsed] if rehearsed else [])], known)
    names = [name for name in known if not stacks or name in stacks]
    pairs = {
        name: (with_moved_references(old, new), new)
        for name in names
        for old, new in [
            (before.get(name) or Synthesised.of(name, {}), after.get(name) or Synthesised.of(name, {}))
        ]
    }
    changes = {name: compare(old, new) for name, (old, new) in pairs.items()}
    rehearsal, method, caveats = None, COMPARED, list[str]()
    if rehearsed is not None:
        rehearsal = rehearse(rehearsed, *outputs, folder / "rehearsal", say, exact=exact)
        if rehearsal.plan is not None:
            changes[rehearsed] = _of_plan(rehearsed, pairs[rehearsed], _entries(rehearsal.plan))
            method = REHEARSED.format(stack=rehearsed)
            caveats += _left_out(rehearsal)
    say("asking the providers which updates replace ...")
    owned = Ownership.configured().before({name: json.dumps(old.document) for name, old in before.items()})
    answered = ask_providers(pairs, changes, folder / "ask", owned, exact=exact)
    changes, caveats = answered.changes, [*caveats, *answered.caveats]
    if answered.provider:
        caveats.append(f"which updates replace was {answered.provider}")
    findings = None
    if scanned:
        touched = [name for name in names if changes[name]]
        say(f"scanning {len(touched)} stacks in both revisions ...")
        today = datetime.now(UTC).date()
        findings = together(
            new_findings(*outputs, touched, load_waivers(), today=today),
            new_violations(
                repository, *outputs, touched, read_waivers(ConformanceWaiver, repository), today=today
            ),
        )
    made_by = causes(
        repository,
        revisions,
        [(name, change.address) for name in names for change in changes[name]],
        after,
        folder / "trials",
        made_of=made.made_of,
        say=say,
    )
    caveats += made_by.caveats
    sources = (Sources.read(outputs[0]), Sources.read(outputs[1]))
    every = [placed for name in names for placed in with_origins(changes[name], sources, made_by.lines)]
    return assemble(
        base=base.label,
        head=head.label,
        method=method,
        stacks=names,
        changes=every,
        settings={name: settings(*pair) for name, pair in pairs.items()},
        graph=affected(every, [side for pair in pairs.values() for side in pair]),
        caveats=tuple(caveats),
        findings=findings,
        rehearsal=rehearsal,
        ownership=owned,
        names=Names.of(side for pair in pairs.values() for side in pair),
    )


def review_plans(
    files: Mapping[str, Path], synthesised: Sequence[Path] = (), *, exact: bool = False
) -> Review:
    """Return the review of plans (`terraform show -json`) by stack.

    Output folders, those of the head first, tell construct paths and Python lines; without any, paths are
    guessed from logical ids. A second folder says how providers were configured before. Raises InputError for a file
    that is no plan, or the plan of another stack, and with `exact` OperationError for a plan that takes another AWS
    provider than real environments get.
    """
    outputs = [read_stacks(folder) for folder in synthesised]
    sources = [Sources.read(folder) for folder in synthesised]
    every: list[Change] = []
    outside: list[Change] = []
    held: list[Synthesised] = []
    beside: dict[str, tuple[Argument, ...]] = {}
    caveats = [] if synthesised else ["construct paths are guessed from ids: no output folder was given"]
    for stack, file in files.items():
        known = [output[stack] for output in outputs if stack in output]
        held += known
        plan = read_plan(file)
        refuse_another_stack(stack, file, plan, outputs)
        if exact and (other := another_provider(stack, plan)):
            raise OperationError(f"--exact: {other}; plan with that one, or leave --exact out")
        outside += _of_plan(stack, known, ((entry, None) for entry in plan.get("resource_drift", [])))
        for change in _of_plan(stack, known, _entries(plan)):
            found = (source.origin(change.path) for source in sources)
            every.append(replace(change, origin=next(filter(None, found), None)))
        # A plan does not say how its providers were configured before.
        configured = settings(known[1], known[0]) if len(known) > 1 else ()
        beside[stack] = (*configured, *beside_changes(plan))
        caveats += plan_caveats(stack, plan)
    return assemble(
        base="deployed",
        head="plan",
        method=PLANNED,
        stacks=list(files),
        changes=every,
        settings=beside,
        graph=affected(every, held),
        caveats=tuple(caveats),
        outside=outside,
        names=Names.of(reversed(held)),
    )


def with_origins(
    changes: Iterable[Change],
    sources: tuple[Sources, Sources],
    lines: Mapping[tuple[str, str], tuple[Location, ...]],
) -> list[Change]:
    """Return the changes with their Python lines: the base's for what ends, the head's for everything else."""
    placed: list[Change] = []
    for change in changes:
        sides = [1, 0] if change.after is not None else [0, 1]
        origin = next(filter(None, (sources[side].origin(change.path) for side in sides)), None)
        edited = lines.get((change.stack, change.address), ())
        placed.append(replace(change, origin=origin.with_edited(edited) if origin else None))
    return placed


def _of_plan(
    stack: str, sides: Iterable[Synthesised], entries: Iterable[tuple[Mapping[str, Any], str | None]]
) -> tuple[Change, ...]:
    """Return the changes of a plan's entries, each with why it is put off, if it is."""
    paths: dict[str, str] = {}
    for side in reversed(list(sides)):
        paths.update(side.paths)
    found = (
        read_change(
            stack,
            entry,
            paths.get(entry["address"]) or path_of_logical_id(stack, entry["address"].split(".")[-1]),
            deferral=deferral,
        )
        for entry, deferral in entries
    )
    return tuple(change for change in found if change is not None)


def _entries(plan: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Yield a plan's changes, each with Terraform's reason if it is put off until a later plan."""
    for entry in plan.get("resource_changes") or ():
        yield entry, None
    for entry in plan.get("deferred_changes") or ():
        yield entry["resource_change"], entry.get("reason", "unknown")


def _left_out(rehearsal: Rehearsal) -> list[str]:
    caveats = [f"the rehearsal was {rehearsal.provider}"] if rehearsal.provider else []
    if not rehearsal.left_out:
        return caveats
    return [
        *caveats,
        f"not rehearsed, for the embedded AWS cannot hold them: {', '.join(rehearsal.left_out)}",
    ]
