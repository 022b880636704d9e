"""`anthill scan`: checkov on synthesised stacks and on their plans, against the waivers."""

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from environments.configured import configured
from operations.commands.options import AsJson, Exact, Sarif, Stacks
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.files import write_file
from operations.common.progress import Progress
from operations.common.project import project_root
from operations.common.text_output import say
from operations.emulator.engine import running_engine
from operations.scan.alerts import StackReport
from operations.scan.checkov import Scan, Scanner
from operations.scan.lines import Lines
from operations.scan.outcome import judge
from operations.scan.sarif import check_sarif
from operations.scan.waiver_file import read_waivers
from operations.synthesis.emulated_stack import write_emulated
from operations.synthesis.revisions import WORKING_TREE, synthesise_checkout
from operations.synthesis.stacks import STACK_FILE, require_known
from operations.terraform.local_lock import other_version
from operations.terraform.run import TerraformRun
from policies.waivers import Waiver


def scan_stacks(
    stacks: Stacks = None, as_json: AsJson = False, sarif: Sarif = None, exact: Exact = False
) -> None:
    """Scan stacks with checkov: the synthesised JSON and the plan, merged by address.

    Each stack is planned against a private embedded AWS; no account is reached. Exit code 1 means findings
    that no waiver covers, expired waivers, or (scanning all) waivers that cover nothing.
    """
    console = Console(stderr=True)
    root = project_root()
    check_sarif(sarif)
    waivers = read_waivers(Waiver, root)
    # A wrong configuration is told as such, before another process fails over it.
    configured()
    with (
        tempfile.TemporaryDirectory() as folder,
        # Both take a while to start, beside the synthesis.
        Scanner() as scanner,
        running_engine(EngineHome(Path(folder) / "engine")) as engine,
    ):
        with Progress("synthesising"):
            outdir = synthesise_checkout(root, Path(folder) / "cdktf.out", WORKING_TREE)
        known = sorted(each.name for each in (outdir / "stacks").iterdir())
        require_known(stacks or (), known)
        chosen = stacks or known
        console.print(f"scanning {len(chosen)} stacks, JSON and plan ...")
        with Progress("scanned", total=len(chosen)) as progress, ThreadPoolExecutor(max_workers=2) as pool:
            scans: dict[str, tuple[Scan, Scan]] = {}
            for stack, pair in zip(
                chosen, pool.map(partial(_scan, outdir, engine, scanner, exact=exact), chosen), strict=True
            ):
                scans[stack] = pair
                progress.step()
        lines = Lines.read(outdir)
        planned = {other_version(outdir / "plans" / "stacks" / stack) for stack in chosen}
    for other in sorted(filter(None, planned)):
        say(other)
    outcome = judge(
        (finding for pair in scans.values() for found in pair for finding in found.findings),
        waivers,
        today=datetime.now(UTC).date(),
        whole=not stacks,
    )
    report = StackReport(scans=scans, outcome=outcome, waivers=waivers, lines=lines)
    report.publish(root, file=sarif, as_json=as_json)


def _scan(
    outdir: Path, engine: EngineRecord, scanner: Scanner, stack: str, *, exact: bool
) -> tuple[Scan, Scan]:
    source = outdir / "stacks" / stack
    terraform = TerraformRun(write_emulated(source, outdir / "plans" / "stacks" / stack), engine)
    terraform.init(exact=exact)
    plan = terraform.folder / "plan.json"
    write_file(plan, json.dumps(terraform.plan()))
    return (
        scanner.scan(source / STACK_FILE, "terraform_json", stack=stack),
        scanner.scan(plan, "terraform_plan", stack=stack),
    )
