"""`anthill pipeline smoke`: whether what was deployed is there, and works."""

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from operations.commands.options import AsJson, Emulated, Environment
from operations.common.errors import InputError, OperationError
from operations.common.files import read_object
from operations.common.progress import Progress
from operations.common.text_output import read_text

if TYPE_CHECKING:
    from operations.record.target import Target
    from operations.smoke.asked import AskDatabricks, Asked, Resource
    from operations.smoke.question import Answer


def smoke(  # noqa: PLR0917 - options, all given by name
    environment: Environment,
    outputs: Annotated[
        Path | None,
        typer.Option(
            help="What `anthill deploy apply --outputs` wrote: what it names is asked for too.",
            show_default=False,
        ),
    ] = None,
    jobs: Annotated[
        list[str] | None,
        typer.Option("--job", help="A job that the workspace must have; may be given several times."),
    ] = None,
    within: Annotated[
        int,
        typer.Option(
            min=1,
            max=900,
            help="Seconds in which a marked record must arrive, beyond what its stream collects.",
        ),
    ] = 120,
    ask_only: Annotated[
        bool, typer.Option("--ask-only", help="Send no marked record, and test no connection of a source.")
    ] = False,
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """Ask for everything that an environment consists of, by name, and say how many of how many are there and work.

    What is asked for is in the state, and what the deployed release declares must be in the state. AWS is asked by its
    API, Databricks by its SDK, in the embedded AWS the stand-in. Then a marked record goes through each stream and
    each folder that files are put into by S3, which silver keeps out; where nothing may be sent, which is an API, a
    database or a partner's folder, the connection is tested once the source is started. Exit code 1 names what does
    not answer, is off or did not arrive.
    """
    from operations.record.target import find_target  # noqa: PLC0415 - --help needs none
    from operations.smoke.asked import Asked, ask_all, resources_of  # noqa: PLC0415
    from operations.smoke.outputs import ask_outputs  # noqa: PLC0415

    document = _outputs(outputs)
    target = find_target(environment, os.environ, emulated=emulated)
    resources = resources_of(_state(target))
    with Progress(f"smoke test of {target.stack}"):
        found = ask_all(resources, target.client, _databricks(target, resources), declared=_declared(target))
        more = [*ask_outputs(document, target.client), *_jobs(target, jobs or [])]
        ways = Asked(answers=(), unasked=()) if ask_only else _ways(target, resources, within)
    asked = Asked(answers=(*found.answers, *more, *ways.answers), unasked=found.unasked)
    if not asked.answers:
        raise OperationError(f"{target.stack} has nothing that could be asked for: nothing was tested")
    there = len(asked.answers) - len(asked.failed)
    if as_json:
        summary = {
            "stack": target.stack,
            "there": there,
            "asked": len(asked.answers),
            "not_asked": list(asked.unasked),
            "not_tried": list(ways.unasked),
            "kinds": {kind: {"there": good, "asked": count} for kind, (good, count) in asked.counts.items()},
            "failed": {answer.address: answer.problem for answer in asked.failed},
        }
        typer.echo(json.dumps(summary, indent=2))
    else:
        for kind, (good, count) in asked.counts.items():
            typer.echo(f"  {kind}: {good} of {count}")
        for why in ways.unasked:
            typer.echo(f"  not tried, {why}")
    if asked.failed:
        lines = "\n".join(f"  {answer.address}: {answer.problem}" for answer in asked.failed)
        raise OperationError(
            f"smoke test of {target.stack} failed: {len(asked.failed)} of {len(asked.answers)}:\n{lines}"
        )
    if not as_json:
        rest = f"; {len(asked.unasked)} have no question of their own" if asked.unasked else ""
        typer.echo(f"{target.stack}: {there} of {len(asked.answers)} are there and work{rest}")


def _outputs(file: Path | None) -> object:
    if file is None:
        return {}
    try:
        return json.loads(read_text(file, "--outputs"))
    except json.JSONDecodeError as error:
        raise InputError(f"--outputs: {file} is no JSON: {error}") from error


def _state(target: "Target") -> dict[str, Any]:
    from operations.record.place import place_of  # noqa: PLC0415 - --help needs none

    return place_of(target).state().content


def _declared(target: "Target") -> list[str]:
    """Return the addresses of the resources that the deployed release declares; none where no release was kept.

    In the embedded AWS without those that it cannot hold, which are not deployed there.
    """
    from operations.record.ledger import Ledger, current  # noqa: PLC0415 - --help needs none
    from operations.synthesis.emulator_limits import without_gaps  # noqa: PLC0415
    from operations.synthesis.stacks import STACK_FILE  # noqa: PLC0415

    ledger = Ledger(target.store, target.stack)
    now = current(ledger.read()[0])
    if now is None or not now.release:
        return []
    with tempfile.TemporaryDirectory(prefix="anthill-") as folder:
        release = ledger.fetch_release(now.release, Path(folder) / "release")
        stack = read_object(release.stack(target.stack) / STACK_FILE, "deploy the release again")
    if target.engine is not None:
        stack, _ = without_gaps(stack)
    return [f"{type_}.{name}" for type_, named in stack.get("resource", {}).items() for name in named]


def _databricks(target: "Target", resources: "list[Resource]") -> "AskDatabricks":
    if not any(resource.type.startswith("databricks_") for resource in resources):
        return lambda _type, _attributes: None
    from offline_databricks.store import Store  # noqa: PLC0415 - --help needs none
    from operations.terraform.offline_databricks import STORE  # noqa: PLC0415

    if target.engine is not None:
        from operations.smoke.stand_in_questions import ask_stand_in  # noqa: PLC0415

        folder = target.home.states / target.stack if target.in_bucket else target.home.states
        return ask_stand_in(Store(folder / STORE))
    from operations.smoke.databricks_questions import ask_workspace  # noqa: PLC0415 - slow to load
    from operations.smoke.workspace import workspace_client  # noqa: PLC0415

    return ask_workspace(workspace_client(target.environment))


def _ways(target: "Target", resources: "list[Resource]", within: float) -> "Asked":
    from operations.emulator.send.platform import Platform  # noqa: PLC0415 - --help needs none
    from operations.emulator.send.played import Played  # noqa: PLC0415
    from operations.smoke.carrier import Aws  # noqa: PLC0415
    from operations.smoke.marked import Means  # noqa: PLC0415
    from operations.smoke.sources import sources_of  # noqa: PLC0415
    from operations.smoke.ways import ask_sources  # noqa: PLC0415

    engine = target.engine
    carrier = Played(Platform(engine, target.environment)) if engine else Aws(target.client)
    clients = {
        service: target.client(service)
        for service in ("cloudwatch", "dms", "kinesis", "lambda", "s3", "sqs", "transfer")
    }
    # Made before there are threads: they share clients, and must not share sessions.
    means = Means(client=clients.__getitem__, carrier=carrier, within=within)
    return ask_sources(sources_of(resources), means)


def _jobs(target: "Target", names: list[str]) -> "list[Answer]":
    if not names:
        return []
    from operations.smoke.databricks_questions import missing_jobs  # noqa: PLC0415 - --help needs none
    from operations.smoke.question import Answer  # noqa: PLC0415
    from operations.smoke.workspace import workspace_client  # noqa: PLC0415

    if target.engine is not None:
        raise InputError("--job: the embedded AWS has no workspace that runs jobs: leave it out")
    wrong = missing_jobs(workspace_client(target.environment), names)
    return [Answer(address=name, kind="jobs", problem=problem) for name, problem in wrong.items()]
