"""`anthill scan`: checkov on synthesised stacks and on their plans, against the waivers."""

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from operations.emulated_stack import write_emulated
from operations.local.engine import running_engine
from operations.local.engine_home import EngineHome
from operations.local.engine_record import EngineRecord
from operations.scan.checkov import Finding, Scan, scan
from operations.scan.verdict import Verdict, judge
from operations.synthesis import synthesise
from operations.terraform_run import TerraformRun
from operations.toolchain.errors import InputError
from policies.waivers import Waiver, load_waivers

Stacks = Annotated[
    list[str] | None, typer.Argument(metavar="[STACK]...", help="Stacks to scan; all if none is named.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def scan_stacks(stacks: Stacks = None, as_json: AsJson = False) -> None:
    """Scan stacks with checkov: the synthesised JSON and the plan, merged by address.

    Each stack is planned against a private embedded AWS; no account is reached. Exit code 1 means findings
    that no waiver covers, expired waivers, or (scanning all) waivers that cover nothing.
    """
    console = Console(stderr=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_engine(EngineHome(Path(folder) / "engine")) as engine,
    ):
        outdir = Path(folder) / "cdktf.out"
        known = synthesise(outdir)
        unknown = sorted(set(stacks or ()) - set(known))
        if unknown:
            raise InputError(f"no stack {', '.join(unknown)}; known are {', '.join(known)}")
        chosen = stacks or known
        console.print(f"scanning {len(chosen)} stacks, JSON and plan ...")
        with ThreadPoolExecutor(max_workers=2) as pool:
            pairs = pool.map(partial(_scan, outdir, engine), chosen)
            scans = dict(zip(chosen, pairs, strict=True))
    waivers = load_waivers()
    verdict = judge(
        (finding for pair in scans.values() for found in pair for finding in found.findings),
        waivers,
        today=datetime.now(UTC).date(),
    )
    failed = bool(verdict.unwaived or verdict.expired or (verdict.unused and not stacks))
    if as_json:
        typer.echo(json.dumps(_document(scans, verdict, waivers, passed=not failed), indent=2))
    else:
        _print(console, scans, verdict, waivers, unused_count=not stacks)
    if failed:
        raise typer.Exit(1)


def _scan(outdir: Path, engine: EngineRecord, stack: str) -> tuple[Scan, Scan]:
    source = outdir / "stacks" / stack
    terraform = TerraformRun(write_emulated(source, outdir / "plans" / "stacks" / stack), engine)
    terraform.init()
    plan = terraform.folder / "plan.json"
    plan.write_text(json.dumps(terraform.plan()), encoding="utf-8")
    return (
        scan(source / "cdk.tf.json", "terraform_json", stack=stack),
        scan(plan, "terraform_plan", stack=stack),
    )


def _print(
    console: Console,
    scans: dict[str, tuple[Scan, Scan]],
    verdict: Verdict,
    waivers: list[Waiver],
    *,
    unused_count: bool,
) -> None:
    table = Table("stack", "passed: JSON", "plan", "failed: JSON", "plan")
    for stack, (of_json, of_plan) in scans.items():
        table.add_row(
            stack,
            *(
                str(count)
                for count in (of_json.passed, of_plan.passed, len(of_json.findings), len(of_plan.findings))
            ),
        )
    console.print(table)
    for finding in verdict.unwaived:
        console.print(f"[red]unwaived[/] {finding.check} {finding.stack} {finding.address}: {finding.title}")
    for waiver in verdict.expired:
        console.print(f"[red]expired[/] waiver of {waiver.check} on {waiver.expires}, owner {waiver.owner}")
    for waiver in verdict.unused if unused_count else ():
        console.print(f"[red]unused[/] waiver of {waiver.check} for {', '.join(waiver.addresses)}: delete it")
    console.print(
        f"{len(verdict.unwaived)} unwaived failures, {len(verdict.waived)} waived by {len(waivers)} waivers"
    )


def _document(
    scans: dict[str, tuple[Scan, Scan]], verdict: Verdict, waivers: list[Waiver], *, passed: bool
) -> dict[str, object]:
    return {
        "passed": passed,
        "stacks": {
            stack: {"json": {"passed": one.passed}, "plan": {"passed": other.passed}}
            for stack, (one, other) in scans.items()
        },
        "unwaived": [_finding(found) for found in verdict.unwaived],
        "waived": [_finding(found) for found in verdict.waived],
        "expired": [waiver.check for waiver in verdict.expired],
        "unused": [waiver.check for waiver in verdict.unused],
        "waivers": len(waivers),
    }


def _finding(found: Finding) -> dict[str, str]:
    return {"check": found.check, "stack": found.stack, "address": found.address}
