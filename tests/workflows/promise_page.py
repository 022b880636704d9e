"""`python -m tests.workflows.promise_page`: write docs/reference/ci.md."""

from collections.abc import Iterable
from pathlib import Path

from tests.workflows.promise import ONLY_ON_GITHUB, PAGE, PROMISES

ROOT = Path(__file__).resolve().parents[2]


def page() -> str:
    """Return the table as Markdown."""
    parts = [
        "# What delivery promises",
        "",
        "Written by `python -m tests.workflows.promise_page` from `tests/workflows/promise.py`; a test compares, and",
        "fails for a workflow, job, command, test or page that is not there, and for a job that is in no row.",
        "",
        "| | promise | jobs | commands | executed by | explained in |",
        "|---|---|---|---|---|---|",
    ]
    for number, promise in enumerate(PROMISES, 1):
        jobs = (f"`{job}`{' *' if job in ONLY_ON_GITHUB else ''}" for job in promise.jobs)
        cells = [
            str(number),
            promise.says,
            lines(jobs),
            lines(f"`{command}`" for command in promise.commands),
            lines(f"`{test}`" for test in promise.tests),
            f"[{promise.page}](../{promise.page})",
        ]
        parts.append(f"| {' | '.join(cells)} |")
    parts += [
        "",
        "The tests of `tests/workflows` run the workflows themselves with `act`, with stand-ins for GitHub's actions,",
        "its API, AWS, the Databricks CLI and the package index. No test runs a job with an asterisk.",
        "",
        "| job | why no test runs it |",
        "|---|---|",
        *(f"| `{job}` | {reason} |" for job, reason in ONLY_ON_GITHUB.items()),
    ]
    return "\n".join([*parts, ""])


def lines(texts: Iterable[str]) -> str:
    return "<br>".join(texts)


if __name__ == "__main__":
    (ROOT / PAGE).write_text(page())
