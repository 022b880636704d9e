"""Open pull requests that would deploy to an environment, and what each still lacks."""

from typing import Any

from configuration.account import EnvironmentName
from operations.delivery.approval import check_approval
from operations.delivery.plan_comment import plan_written
from operations.github.client import GitHub


def open_plans(github: GitHub, environment: EnvironmentName, *, stack: str, branch: str) -> list[str]:
    """Return a line for each open pull request that shows a plan for a stack."""
    with github.asking("reading the open pull requests"):
        pulls: list[dict[str, Any]] = github.get("/pulls", state="open", base=branch, per_page=100)
    lines: list[str] = []
    for pull in pulls:
        number, head = int(pull["number"]), str(pull["head"]["sha"])
        written = plan_written(github, number, stack)
        if written is None:
            continue
        answer = check_approval(github, head, environment, stack=stack, branch=branch)
        missing = answer.verdict.refusals
        state = f"approved by {', '.join(answer.verdict.approved_by)}" if answer.approved else missing[0]
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        lines.append(f"pull request #{number}, plan {written.digest[:12]}: {state}{more}")
    return lines
