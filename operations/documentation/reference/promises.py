"""`docs/reference/ci.md`: what delivery promises, and which jobs, commands and tests keep each promise."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from operations.common.markdown import codes, table
from operations.documentation.reference.markdown import opening, page

TABLE: Final = Path(__file__).with_name("promises.toml")

Job = Annotated[str, StringConstraints(pattern=r"^[\w-]+\.yml:[\w-]+$")]
Some = Annotated[tuple[str, ...], Field(min_length=1)]


class Promise(BaseModel):
    """A row of `promises.toml`.

    Attributes:
        says: what is promised.
        page: where it is explained, below `docs`, with the heading.
        jobs: the jobs that keep it, as `file:job` of `.github/workflows`.
        commands: what they run: commands of `anthill`, verbs of make, or words of a job's steps.
        tests: what executes the jobs or their commands, as `file::function`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    page: str
    jobs: Annotated[tuple[Job, ...], Field(min_length=1)]
    commands: Some
    tests: Some


class Promises(BaseModel):
    """The whole table; `only_on_github` holds the jobs that no test executes, each with the reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    promises: tuple[Promise, ...]
    only_on_github: Mapping[Job, Annotated[str, StringConstraints(min_length=15)]]


def read_promises() -> Promises:
    """Return the table of this package."""
    return Promises.model_validate(tomllib.loads(TABLE.read_text(encoding="utf-8")))


def promises_page(held: Promises) -> str:
    """Return the page."""
    lines = opening(
        "What delivery promises",
        "It is made of `operations/documentation/reference/promises.toml`; a test fails for a workflow, job, command, "
        "test or page that is not there, and for a job that is in no row.",
    )
    lines += table(
        ("", "promise", "explained in", "jobs", "tests"),
        (
            (
                f"{number}",
                f"[{each.says}](#{number})",
                f"[{each.page.partition('#')[0]}](../{each.page})",
                f"{len(each.jobs)}",
                f"{len(each.tests)}",
            )
            for number, each in enumerate(held.promises, 1)
        ),
    )
    for number, each in enumerate(held.promises, 1):
        jobs = (f"`{job}`{' *' if job in held.only_on_github else ''}" for job in each.jobs)
        lines += ["", f"## {number}", "", f"{each.says}."]
        lines += table(
            ("", ""),
            (
                ("jobs", ", ".join(jobs)),
                ("commands", codes(each.commands)),
                ("executed by", codes(each.tests, "<br>")),
            ),
        )
    lines += [
        "",
        "## What no test runs",
        "",
        "The tests of `tests/workflows` run the workflows themselves with `act`, with stand-ins for GitHub's actions, "
        "its API, AWS, the Databricks CLI and the package index. No test runs a job with an asterisk.",
        *table(
            ("job", "why no test runs it"),
            ((f"`{job}`", reason) for job, reason in held.only_on_github.items()),
        ),
    ]
    return page(lines)
