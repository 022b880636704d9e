"""`python -m tests.workflows.promise_page`: write docs/reference/ci.md."""

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
        "| | promise | explained in | jobs | tests |",
        "|---|---|---|---|---|",
    ]
    for number, promise in enumerate(PROMISES, 1):
        link = f"[{promise.page.partition('#')[0]}](../{promise.page})"
        parts.append(
            f"| {number} | [{promise.says}](#{number}) | {link} | {len(promise.jobs)} | {len(promise.tests)} |"
        )
    for number, promise in enumerate(PROMISES, 1):
        jobs = (f"`{job}`{' *' if job in ONLY_ON_GITHUB else ''}" for job in promise.jobs)
        parts += [
            "",
            f"## {number}",
            "",
            f"{promise.says}.",
            "",
            "| | |",
            "|---|---|",
            f"| jobs | {', '.join(jobs)} |",
            f"| commands | {', '.join(f'`{command}`' for command in promise.commands)} |",
            f"| executed by | {'<br>'.join(f'`{test}`' for test in promise.tests)} |",
        ]
    parts += [
        "",
        "## What no test runs",
        "",
        "The tests of `tests/workflows` run the workflows themselves with `act`, with stand-ins for GitHub's actions,",
        "its API, AWS, the Databricks CLI and the package index. No test runs a job with an asterisk.",
        "",
        "| job | why no test runs it |",
        "|---|---|",
        *(f"| `{job}` | {reason} |" for job, reason in ONLY_ON_GITHUB.items()),
    ]
    return "\n".join([*parts, ""])


if __name__ == "__main__":
    (ROOT / PAGE).write_text(page())
