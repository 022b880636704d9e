"""`anthill audit`: known vulnerabilities of what is locked, against the waivers."""

import os
from datetime import UTC, datetime
from typing import Final

from operations.commands.options import AsJson, Sarif
from operations.common.project import project_root
from operations.scan.outcome import weigh
from operations.scan.report import LineReport, Tool
from operations.scan.sarif import Result, Rule, check_sarif
from operations.scan.vulnerable import Vulnerable
from operations.scan.waiver_file import read_waivers
from policies.waivers import VulnerabilityWaiver

SERVICE: Final = "ANTHILL_OSV_URL"
PUBLIC: Final = "https://api.osv.dev/"


def audit(as_json: AsJson = False, sarif: Sarif = None) -> None:
    """Ask OSV about the locked Python and Node packages.

    Needs the network; ANTHILL_OSV_URL names another service of that protocol. Exit code 1 means a vulnerability
    that no waiver of policies/waivers.toml covers, an expired waiver, or one that covers nothing.
    """
    from operations.scan.node_packages import vulnerable_node  # noqa: PLC0415 - --help does not need them
    from operations.scan.python_packages import vulnerable_python  # noqa: PLC0415

    root = project_root()
    check_sarif(sarif)
    waivers = read_waivers(VulnerabilityWaiver, root)
    service = f"{os.environ.get(SERVICE, PUBLIC).rstrip('/')}/"
    outcome = weigh(
        [*vulnerable_python(root, service), *vulnerable_node(root, service)],
        waivers,
        lambda waiver, found: waiver.covers(found.ids, found.package),
        today=datetime.now(UTC).date(),
    )
    report = LineReport(
        tool=Tool(name="osv", version="1", uri="https://osv.dev"),
        outcome=outcome,
        waivers=waivers,
        looked_at="locked packages",
        result=_result,
    )
    report.publish(root, file=sarif, as_json=as_json)


def _result(found: Vulnerable, waiver: VulnerabilityWaiver | None) -> Result:
    return Result(
        rule=Rule(id=found.id, title=found.summary, help_uri=found.uri),
        level="note" if waiver else "error",
        text=f"{found.package} {found.version}: {found.summary}; {found.advice} ({', '.join(found.ids)}).",
        place=found.place,
        identity=(found.place.file, found.package),
        accepted=waiver,
    )
