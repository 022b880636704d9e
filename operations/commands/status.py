"""`anthill status` and `anthill history`: what runs where, and how it came there."""

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from configuration.account import EnvironmentName
from operations.commands.options import AsJson, Emulated, Environment, Stack
from operations.common.errors import OperationError

if TYPE_CHECKING:
    from operations.record.entry import Record
    from operations.record.standing import Standing

Environments = Annotated[
    list[EnvironmentName] | None,
    typer.Argument(metavar="[ENVIRONMENT]...", help="Only these environments; all if none is named."),
]


def status(environments: Environments = None, emulated: Emulated = False, as_json: AsJson = False) -> None:
    """Say what runs in every environment: release, commit, by whom, when, drifted since, what waits.

    An environment whose account these credentials do not open is listed with the reason; named by itself it is an
    error. Nothing is changed. What drifted is what the last `anthill drift` found. With GITHUB_REPOSITORY and
    GITHUB_TOKEN set, open pull requests with a plan for the environment are listed too.
    """
    from environments.configured import configured  # noqa: PLC0415 - --help needs none

    chosen = environments or [config.name for config in configured()]
    documents: list[dict[str, Any]] = []
    for name in chosen:
        try:
            documents += _stacks(name, emulated=emulated)
        except OperationError as error:
            if len(chosen) == 1:
                raise
            documents.append({"environment": name.value, "not_asked": str(error)})
    if as_json:
        typer.echo(json.dumps(documents, indent=2))
        return
    _print(documents)


def history(
    environment: Environment, stack: Stack = None, emulated: Emulated = False, as_json: AsJson = False
) -> None:
    """List the deployments of an environment, oldest first, with their approvals, plans and verdicts.

    Listed are records beside the state, which no command changes; damaged ones are named.
    """
    from operations.delivery.planned import counts_text  # noqa: PLC0415 - --help needs none
    from operations.record.place import place_of  # noqa: PLC0415
    from operations.record.standing import standing  # noqa: PLC0415
    from operations.record.target import find_target  # noqa: PLC0415

    target = find_target(environment, os.environ, stack=stack, emulated=emulated)
    found = standing(environment.value, place_of(target))
    if as_json:
        document = {
            "environment": environment.value,
            "stack": found.stack,
            "deployments": [record.model_dump(mode="json") for record in found.records],
            "plans": [note.model_dump(mode="json") for note in found.plans],
            "damaged": [{"key": each.key, "why": each.why} for each in found.damaged],
        }
        typer.echo(json.dumps(document, indent=2))
        return
    rows = [(record.at, _deployment(record)) for record in found.records]
    rows += [
        (
            note.at,
            f"plan {note.plan[:12]} of release {note.release[:12]} by {note.by}: {counts_text(note.changes)}",
        )
        for note in found.plans
    ]
    for at, line in sorted(rows):
        typer.echo(f"{at:%Y-%m-%d %H:%M:%S}  {line}")
    for each in found.damaged:
        typer.echo(f"damaged: {each.key}: {each.why}")
    if not rows:
        typer.echo(f"nothing is recorded of {found.stack}")


def _deployment(record: "Record") -> str:
    """Return a record in a line, in the order in which people ask."""
    words = [
        f"{record.purpose} of {record.label} by {record.by}: {record.result}",
        f"commit {record.commit[:12]}{' with uncommitted changes' * record.dirty}",
        f"approved: {approved(record)}",
    ]
    words += [f"plan {record.plan[:12]}"] if record.plan else []
    words += [record.note] if record.note else []
    return ", ".join(words)


def approved(record: "Record") -> str:
    """Return on whose word a record was deployed."""
    if record.reviewed:
        pull = f" in #{record.pull_request}" if record.pull_request else ""
        return f"{', '.join(record.approved_by) or 'yes'}{pull}"
    return "no, forced" if record.forced else "no"


def _stacks(name: EnvironmentName, *, emulated: bool) -> list[dict[str, Any]]:
    """Return the stacks of an environment as they stand: its own, and others that were ever deployed."""
    from operations.record.place import place_of  # noqa: PLC0415 - --help needs none
    from operations.record.standing import as_document, standing  # noqa: PLC0415
    from operations.record.target import find_target, stacks_of  # noqa: PLC0415

    target = find_target(name, os.environ, emulated=emulated)
    if target.in_bucket and not target.state_bucket().is_there():
        # Its bootstrap was not deployed: no stack can have been.
        return [
            {"environment": name.value, "stack": target.stack, "now": None, "problems": [], "waiting": []}
        ]
    found = [standing(name.value, place_of(replace(target, stack=stack))) for stack in stacks_of(name)]
    own, *others = found
    shown = [own, *(each for each in others if each.records or each.position.serial or each.damaged)]
    documents = [as_document(each) for each in shown]
    documents[0]["waiting"] += [*_promoted(name, own), *_pull_requests(name, own.stack)]
    return documents


def _promoted(name: EnvironmentName, own: "Standing") -> list[str]:
    """Return the release that the environment's pointer names, if another one runs."""
    from operations.common.project import project_root  # noqa: PLC0415 - as above
    from operations.delivery.pointer import pointer_path, promoted, read_pointer  # noqa: PLC0415

    root = project_root()
    if name.value not in promoted() or not (root / pointer_path(name.value)).is_file():
        return []
    pointer = read_pointer(root, name.value)
    if own.now is not None and own.now.release == pointer.release:
        return []
    return [f"release {pointer.release[:12]} is promoted by {pointer_path(name.value)} and does not run yet"]


def _pull_requests(name: EnvironmentName, stack: str) -> list[str]:
    """Return the open pull requests with a plan for a stack, if this process may ask GitHub."""
    from operations.commands.options import connect  # noqa: PLC0415 - as above
    from operations.delivery.waiting import open_plans  # noqa: PLC0415

    if not (os.environ.get("GITHUB_REPOSITORY") and os.environ.get("GITHUB_TOKEN")):
        return []
    github, branch = connect(name)
    return open_plans(github, name, stack=stack, branch=branch)


def _print(documents: list[dict[str, Any]]) -> None:
    from operations.record.entry import Record  # noqa: PLC0415 - as above

    for each in documents:
        if "not_asked" in each:
            typer.echo(f"{each['environment']}: not asked: {each['not_asked']}")
            continue
        if each["now"] is None:
            typer.echo(f"{each['stack']}: nothing is deployed")
        else:
            now = Record.model_validate(each["now"])
            typer.echo(f"{each['stack']}: {now.label}, {each['resources']} resources")
            typer.echo(f"  commit {now.commit[:12]}{' with uncommitted changes' * now.dirty}")
            typer.echo(f"  {now.via} by {now.by} at {now.at:%Y-%m-%d %H:%M} UTC: {now.result}")
            typer.echo(f"  approved: {approved(now)}")
            typer.echo(f"  drifted: {_drifted(each)}")
        for problem in each["problems"]:
            typer.echo(f"  ! {problem}")
        for line in each["waiting"]:
            typer.echo(f"  waits: {line}")


def _drifted(document: dict[str, Any]) -> str:
    drift = document["drift"]
    if drift is None:
        return f"not looked yet: anthill drift {document['environment']}"
    if not drift["since"]:
        return f"no, by the look of {drift['at'][:16].replace('T', ' ')} UTC"
    return f"since {drift['since']}, {len(drift['first_seen'])} resources, worst: {drift['severity']}"
