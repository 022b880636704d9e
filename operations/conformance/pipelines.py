"""Whether the jobs of the workflows get what GitHub, AWS and Databricks want of them.

Everything is read: the workflows, what is synthesised, and the page that says which variables a person sets.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from operations.common.files import read_object
from operations.conformance.parts import part_of
from operations.conformance.pipeline_calls import call_violations, notice_violations
from operations.conformance.pipeline_jobs import Job, Workflow, named, read_workflows, violation
from operations.conformance.pipeline_sign_in import sign_in_violations
from operations.conformance.pipeline_tools import (
    Constraint,
    Tool,
    asked_of_tools,
    installed_tools,
    tool_violations,
)
from operations.conformance.pipeline_trust import admitted
from operations.conformance.violation import Violation

PAGE: Final = "docs/ci.md"
WORKFLOWS: Final = ".github/workflows"
NOTICES: Final = "notify.yml"
"""The workflow that only notifies."""

VARIABLES: Final = "https://docs.github.com/en/actions/reference/workflows-and-actions/contexts"
STATE: Final = "https://developer.hashicorp.com/terraform/cli/commands/state/push"

EVERY: Final = "<env>"
"""What the page calls every environment."""
ANYWHERE: Final = ("the repository", "nowhere")
"""Where a variable is set for every job, or for none, which then does without."""

_APPLIES: Final = re.compile(r"\banthill (deploy apply|rollback)\b")
_KEEPS: Final = "anthill state keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineMaterial:
    """What the checks read.

    `workflows` are texts by the file's name, `stacks` synthesised JSON by the stack's name, `docs` is the page of
    what a person sets on GitHub; `tools` are installed, `constraints` what is asked of them.
    """

    workflows: Mapping[str, str]
    stacks: Mapping[str, dict[str, Any]]
    docs: str
    tools: tuple[Tool, ...] = ()
    constraints: tuple[Constraint, ...] = ()


def read_material(root: Path, output: Path) -> PipelineMaterial:
    """Return the material of a checkout and its synthesised output."""
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted((root / WORKFLOWS).glob("*.yml"))}
    stacks = {
        file.parent.name: read_object(file, "synthesise again: python main.py")
        for file in sorted((output / "stacks").glob("*/cdk.tf.json"))
    }
    return PipelineMaterial(
        workflows=texts,
        stacks=stacks,
        docs=part_of(root / PAGE),
        tools=installed_tools(root, read_workflows(texts)),
        constraints=asked_of_tools(root, stacks),
    )


def pipeline_violations(material: PipelineMaterial) -> list[Violation]:
    """Return what is wrong between the workflows and all that they meet, in order; nothing is reached."""
    workflows = read_workflows(material.workflows)
    found = [
        *call_violations(workflows),
        *notice_violations(workflows, NOTICES),
        *sign_in_violations(workflows, admitted(material.stacks)),
        *tool_violations(material.tools, material.constraints),
    ]
    told = set_where(material.docs)
    for workflow in workflows.values():
        for job in workflow.jobs:
            found += [*_documented(workflow, job, told), *_state_is_kept(job)]
    return sorted(set(found))


def _documented(workflow: Workflow, job: Job, told: Mapping[str, frozenset[str]]) -> Iterator[Violation]:
    own = job.environment_of(EVERY)
    for kind, name in named(job):
        if kind == "secrets" and name in workflow.declared_secrets:
            continue
        if name not in told:
            yield violation(
                "variable",
                job,
                given=f"{kind}.{name}",
                allowed=f"what a table of {PAGE} names",
                fix=f"say in {PAGE} who sets it where, and to what",
                source=VARIABLES,
            )
        elif not told[name] & {own, *ANYWHERE}:
            yield violation(
                "variable",
                job,
                given=f"{kind}.{name} in {own or 'a job without environment'}, where nobody sets it",
                allowed=f"{', '.join(sorted(told[name]))} ({PAGE})",
                fix=f"run the job there, or say in {PAGE} that it is set here too",
                source=VARIABLES,
            )


def set_where(docs: str) -> dict[str, frozenset[str]]:
    """Return where a person sets each variable and secret, from the rows `| name | set in | value |` of a page."""
    found: dict[str, set[str]] = {}
    for names, places in re.findall(r"^\|([^|]*)\|([^|]*)\|[^|]*\|$", docs, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", names):
            told = {*re.findall(r"`([^`]+)`", places), *(each for each in ANYWHERE if each in places)}
            found.setdefault(name, set()).update(told)
    return {name: frozenset(places) for name, places in found.items()}


def _state_is_kept(job: Job) -> Iterator[Violation]:
    """Return a job that applies and does nothing about a state that could not be stored: it ends with the runner."""
    applies = any(_APPLIES.search(step.run) for step in job.steps)
    keeps = any(_KEEPS in step.run and "failure()" in str(step.data.get("if", "")) for step in job.steps)
    if applies and not keeps:
        yield violation(
            "unsent-state",
            job,
            given="nothing is done about a state that could not be stored",
            allowed=f"a step with `{_KEEPS}` if something failed",
            fix="assume the role again and keep the state beside the others",
            source=STATE,
        )
