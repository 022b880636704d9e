"""`anthill secrets`: what looks like a secret in the files and in the history, against the waivers."""

from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Final

import typer

from operations.commands.options import AsJson, Sarif
from operations.common.project import project_root
from operations.scan.outcome import weigh
from operations.scan.report import LineReport, Tool
from operations.scan.sarif import Result, Rule, check_sarif
from operations.scan.secret_finder import Secret, find_secrets
from operations.scan.waiver_file import read_waivers
from policies.waivers import SecretWaiver

KINGFISHER: Final = "kingfisher-bin"
SHORT: Final = 10

History = Annotated[
    bool,
    typer.Option("--history", help="Look through every commit of every branch too, not the files alone."),
]


def secrets(history: History = False, as_json: AsJson = False, sarif: Sarif = None) -> None:
    """Look for secrets in the files that Git knows or would take.

    Nobody is asked whether a secret works, and its text is printed nowhere. Exit code 1 means something that no
    waiver of policies/waivers.toml covers, or an expired waiver; with --history also a waiver that covers nothing.
    """
    root = project_root()
    check_sarif(sarif)
    waivers = read_waivers(SecretWaiver, root)
    found = find_secrets(root, history=history)
    outcome = weigh(
        found,
        waivers,
        lambda waiver, secret: waiver.covers(secret.rule, secret.file),
        today=datetime.now(UTC).date(),
        # What a waiver covers may be in the history alone.
        whole=history,
    )
    report = LineReport(
        tool=Tool(
            name="kingfisher", version=version(KINGFISHER), uri="https://github.com/mongodb/kingfisher"
        ),
        outcome=outcome,
        waivers=waivers,
        looked_at="files and every commit" if history else "files",
        result=_result,
    )
    report.publish(root, file=sarif, as_json=as_json)


def _result(secret: Secret, waiver: SecretWaiver | None) -> Result:
    where = f" in commit {secret.commit[:SHORT]}" if secret.commit else ""
    return Result(
        rule=Rule(id=secret.rule, title=f"{secret.title}: revoke it, then take it out."),
        level="note" if waiver else "error",
        text=f"{secret.title}{where}.",
        place=secret.place,
        identity=(secret.file, secret.commit, str(secret.line)),
        accepted=waiver,
    )
