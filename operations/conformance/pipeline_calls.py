"""What a workflow gets from the one that calls it: inputs, secrets, rights, and whether it runs at all."""

from collections.abc import Iterator, Mapping
from typing import Final

from operations.conformance.pipeline_jobs import Job, Workflow, named, violation
from operations.conformance.violation import Violation

CALLED: Final = "https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows"
CONDITIONS: Final = (
    "https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions"
)
RANK: Final = {"none": 0, "read": 1, "write": 2}
ANYWAY: Final = ("always()", "failure()", "!cancelled()")
"""Conditions under which a job runs although one before it failed."""


def call_violations(workflows: Mapping[str, Workflow]) -> Iterator[Violation]:
    """Return what callers leave out or give in vain, and secrets that a called workflow reads without declaring."""
    for workflow in workflows.values():
        if workflow.called_with is not None:
            yield from _undeclared(workflow)
        for job in workflow.jobs:
            called = workflows.get(job.calls) if job.calls else None
            if called is not None:
                yield from _inputs(job, called)
                yield from _secrets(job, called)
                yield from _rights(job, called)
            elif job.calls:
                yield _violation(job, job.calls, "a workflow of .github/workflows", "name one that is there")


def _undeclared(workflow: Workflow) -> Iterator[Violation]:
    declared = workflow.declared_secrets
    for job in workflow.jobs:
        for kind, name in named(job):
            if kind == "secrets" and name not in declared:
                yield _violation(
                    job,
                    f"reads the secret {name}, which is empty: nobody passes it",
                    ", ".join(sorted(declared)) or "no secret",
                    "declare it under workflow_call.secrets, and pass it in every caller",
                )


def _inputs(job: Job, called: Workflow) -> Iterator[Violation]:
    known = (called.called_with or {}).get("inputs") or {}
    given = job.data.get("with") or {}
    for name, declared in known.items():
        if declared.get("required") and name not in given:
            yield _violation(job, f"no input {name}", f"{called.file} requires it", "give it under with")
    for name in set(given) - set(known):
        yield _violation(job, f"the input {name}", ", ".join(known) or "none", "remove or rename it")


def _secrets(job: Job, called: Workflow) -> Iterator[Violation]:
    given = job.data.get("secrets") or {}
    if given == "inherit":
        return
    for name in sorted(called.declared_secrets - set(given)):
        yield _violation(
            job, f"no secret {name}", f"{called.file} reads it", "pass it under secrets; an empty one is fine"
        )
    for name in sorted(set(given) - called.declared_secrets):
        yield _violation(
            job,
            f"the secret {name}",
            ", ".join(sorted(called.declared_secrets)) or "none",
            "remove or rename it",
        )


def _rights(job: Job, called: Workflow) -> Iterator[Violation]:
    for inner in called.jobs:
        for scope, right in inner.permissions.items():
            own = job.permissions.get(scope, "none")
            if RANK[own] < RANK[right]:
                yield _violation(
                    job,
                    f"{scope}: {own}",
                    f"{scope}: {right}, which {inner.address} asks for: GitHub starts neither otherwise",
                    "grant it in the calling job too",
                )


def notice_violations(workflows: Mapping[str, Workflow], notice: str) -> Iterator[Violation]:
    """Return jobs that call the workflow `notice` after others, and that a failure before them would skip."""
    for workflow in workflows.values():
        for job in workflow.jobs:
            condition = str(job.data.get("if", ""))
            if (
                job.calls == notice
                and job.data.get("needs")
                and not any(each in condition for each in ANYWAY)
            ):
                yield violation(
                    "notice",
                    job,
                    given=f"if: {condition or 'nothing, which means success()'}",
                    allowed=f"a condition with {' or '.join(ANYWAY)}",
                    fix="let it run although a job before it failed",
                    source=CONDITIONS,
                )


def _violation(job: Job, given: str, allowed: str, fix: str) -> Violation:
    return violation("called-workflow", job, given=given, allowed=allowed, fix=fix, source=CALLED)
