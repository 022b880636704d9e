"""The one issue of an environment's drift."""

from operations.drift.report import DriftReport, as_markdown, headline
from operations.github.client import GitHub
from operations.github.issues import Outcome, close_issue, find_issue, put_issue

LABEL = "drift"


def first_seen(github: GitHub, stack: str) -> dict[str, str]:
    """Return when each address was first found, as the open issue of a stack remembers."""
    held = find_issue(github, name=_name(stack), label=LABEL)
    if held is None or not held.open:
        return {}
    seen = held.facts.get("first_seen")
    return {str(address): str(at) for address, at in seen.items()} if isinstance(seen, dict) else {}


def tell(github: GitHub, report: DriftReport) -> tuple[int | None, Outcome]:
    """Open, change or close the issue of a stack by what was found; return its number and what was done."""
    if not report.drift.findings:
        return close_issue(
            github,
            name=_name(report.stack),
            label=LABEL,
            comment=f"{headline(report)} again, at {report.at}.",
        )
    seen = {finding.address: report.first_seen[finding.address] for finding in report.drift.findings}
    return put_issue(
        github,
        name=_name(report.stack),
        label=LABEL,
        facts={"first_seen": seen},
        title=f"Drift in {report.environment}: {headline(report)}",
        text=as_markdown(report),
        labels=(f"severity: {report.drift.severity}",),
        reopened=f"There is drift again, at {report.at}: {', '.join(f'`{name}`' for name in seen)}.",
    )


def _name(stack: str) -> str:
    return f"drift:{stack}"
