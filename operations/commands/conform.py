"""`anthill conform`: what is synthesised against what AWS takes, without an account."""

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from configuration.account import EnvironmentName
from operations.commands.options import AsJson, Sarif, Stacks
from operations.common.errors import InputError
from operations.common.files import write_file
from operations.common.progress import Progress
from operations.common.project import project_root
from operations.common.text_output import say
from operations.scan.sarif import check_sarif
from policies.waivers import ConformanceWaiver

MOST_WAIVERS: Final = 10

SynthesisedFolder = Annotated[
    Path | None,
    typer.Option(
        "--synthesised",
        metavar="DIR",
        help="Judge what is synthesised in this folder, such as cdktf.out, instead of the working tree.",
        show_default=False,
    ),
]
Record = Annotated[
    bool,
    typer.Option(
        "--record",
        help="Judge nothing: deploy, change and destroy the local stack in an embedded AWS of its own, and write down "
        "the calls that the AWS provider makes (minutes).",
    ),
]


def conform(
    stacks: Stacks = None,
    as_json: AsJson = False,
    sarif: Sarif = None,
    synthesised: SynthesisedFolder = None,
    record: Record = False,
) -> None:
    """Judge stacks and workflows by what AWS, Databricks and GitHub take (docs/conformance.md).

    Needs no account and no network once conformance/uv.lock is installed, which the first call does. Exit code 1
    means violations that no waiver of policies/waivers.toml covers, or expired waivers; 2 bad input, which includes
    a waiver that fits nothing in a run over all stacks.
    """
    if record:
        if stacks or as_json or sarif or synthesised:
            raise InputError("--record judges nothing: leave stacks, --json, --sarif and --synthesised out")
        _record()
        return
    from operations.conformance.checks import CHECKS  # noqa: PLC0415 - --help needs none
    from operations.conformance.judging import judge_output  # noqa: PLC0415
    from operations.conformance.published import published  # noqa: PLC0415
    from operations.conformance.report import ConformanceReport  # noqa: PLC0415
    from operations.scan.lines import Lines  # noqa: PLC0415
    from operations.scan.outcome import weigh  # noqa: PLC0415
    from operations.scan.report import Tool  # noqa: PLC0415
    from operations.scan.waiver_file import read_waivers  # noqa: PLC0415
    from operations.synthesis.revisions import WORKING_TREE, synthesise_checkout  # noqa: PLC0415

    root = project_root()
    check_sarif(sarif)
    waivers = read_waivers(ConformanceWaiver, root)
    if len(waivers) > MOST_WAIVERS:
        raise InputError(
            f"{len(waivers)} waivers of conformance: at most {MOST_WAIVERS} are accepted; fix some"
        )
    with (
        tempfile.TemporaryDirectory(prefix="anthill-conform-") as folder,
        Progress("preparing what stacks are judged by") as progress,
        published(root) as asked,
    ):
        progress.step(what="synthesising")
        output = synthesised or synthesise_checkout(root, Path(folder) / "cdktf.out", WORKING_TREE)
        progress.step(what="judged by", done=0, total=len(CHECKS))
        judged = judge_output(root, output, stacks or (), asked, progress.step)
        lines = Lines.read(output)
        version = asked.versions["botocore"]
    outcome = weigh(
        judged.violations,
        waivers,
        lambda waiver, each: waiver.covers(each.check, each.stack, each.address),
        today=datetime.now(UTC).date(),
        whole=not stacks,
    )
    _refuse_unused(outcome.unused)
    report = ConformanceReport(
        tool=Tool(name="anthill conform", version=version, uri="https://github.com/boto/botocore"),
        outcome=outcome,
        waivers=waivers,
        stacks=judged.stacks,
        coverage=judged.coverage,
        lines=lines,
    )
    report.publish(root, file=sarif, as_json=as_json)


def _refuse_unused(unused: Sequence[ConformanceWaiver]) -> None:
    if unused:
        named = "; ".join(f"{each.subject} in {', '.join(each.stacks)}" for each in unused)
        raise InputError(
            f"policies/waivers.toml: waivers of conformance that fit nothing: {named}: delete them"
        )


def _record() -> None:
    from main import build_app  # noqa: PLC0415 - only a recording needs them
    from operations.conformance.reach.calls import RECORDED  # noqa: PLC0415
    from operations.conformance.reach.recording import record, recorded_stack  # noqa: PLC0415

    stack = recorded_stack()
    with tempfile.TemporaryDirectory(prefix="anthill-conform-") as folder:
        build_app(outdir=folder, stacks=[stack], allow_destroy=[EnvironmentName.LOCAL.value]).synth()
        recording = record(Path(folder), stack, say)
    write_file(RECORDED, recording.as_text())
    calls = {call for each in recording.types.values() for call in each.all()}
    typer.echo(
        f"{len(calls)} calls of {len(recording.types)} types, recorded from AWS provider "
        f"{recording.provider_version}: {RECORDED}"
    )
