"""The jobs of GitHub workflows, as far as their conformance is a question."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import yaml

from operations.common.errors import InputError
from operations.conformance.violation import Violation

Json = dict[str, Any]

SIGNS_IN_TO_AWS: Final = "aws-actions/configure-aws-credentials"
REACHES_DATABRICKS: Final = re.compile(
    r"\banthill (deploy (plan|apply)|drift|rollback)\b|\bdatabricks bundle\b"
)
"""The commands that run Terraform on a real stack, and the Databricks CLI."""

_EXPRESSION: Final = re.compile(r"\$\{\{.*?\}\}")
_NAMED: Final = re.compile(r"\b(vars|secrets)\.(\w+)")
GITHUBS_OWN: Final = "GITHUB_TOKEN"


@dataclass(frozen=True)
class Step:
    """A step that uses an action or runs commands."""

    data: Json

    @property
    def action(self) -> str:
        """The action without its version, empty if it runs commands."""
        return str(self.data.get("uses", "")).partition("@")[0]

    @property
    def given(self) -> Json:
        """The inputs of the action."""
        return self.data.get("with") or {}

    @property
    def run(self) -> str:
        """The commands, empty if it uses an action."""
        return str(self.data.get("run", ""))


@dataclass(frozen=True)
class Job:
    """A job of a workflow: `file` is the workflow's name, `environment_variables` those of both."""

    file: str
    name: str
    data: Json
    environment_variables: Json

    @property
    def address(self) -> str:
        """Where it is, for people."""
        return f"{self.file}:jobs.{self.name}"

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What it does, in order."""
        return tuple(Step(step) for step in self.data.get("steps", ()))

    @property
    def calls(self) -> str | None:
        """The file of the workflow that it calls, None if it has steps of its own."""
        path = str(self.data.get("uses", ""))
        return path.rpartition("/")[2] if path.startswith("./.github/workflows/") else None

    @property
    def environment(self) -> str:
        """GitHub's environment as it is written, empty if there is none."""
        given = self.data.get("environment", "")
        return str(given.get("name", "")) if isinstance(given, dict) else str(given)

    @property
    def environment_varies(self) -> bool:
        """Whether each of the environments has its own on GitHub."""
        return _EXPRESSION.search(self.environment) is not None

    @property
    def minutes(self) -> int:
        """How long it may take; GitHub's own limit where none is set."""
        return int(self.data.get("timeout-minutes", 360))

    @property
    def runs_on(self) -> str:
        """The label of its runner as it is written."""
        given = self.data.get("runs-on", "")
        return given if isinstance(given, str) else json.dumps(given)

    @property
    def permissions(self) -> dict[str, str]:
        """What its token may do."""
        given = self.data.get("permissions", {})
        return given if isinstance(given, dict) else {}

    @property
    def signs_in_to_aws(self) -> tuple[Step, ...]:
        """The steps that assume a role."""
        return tuple(step for step in self.steps if step.action == SIGNS_IN_TO_AWS)

    @property
    def reaches_databricks(self) -> bool:
        """Whether a step talks to an account or a workspace of Databricks."""
        return any(REACHES_DATABRICKS.search(step.run) for step in self.steps)

    def environment_of(self, environment: str) -> str:
        """Return GitHub's environment of its run for one of the environments."""
        return _EXPRESSION.sub(environment, self.environment)


@dataclass(frozen=True)
class Workflow:
    """A workflow by its file's name."""

    file: str
    data: Json

    @property
    def called_with(self) -> Json | None:
        """What it takes when it is called, None if it cannot be."""
        events = self.data.get("on")
        if not isinstance(events, dict) or "workflow_call" not in events:
            return None
        return cast("Json", events["workflow_call"] or {})

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        """Its jobs."""
        shared = self.data.get("env") or {}
        return tuple(
            Job(self.file, name, data, {**shared, **(data.get("env") or {})})
            for name, data in self.data["jobs"].items()
        )

    @property
    def declared_secrets(self) -> frozenset[str]:
        """The secrets that its callers give it."""
        return frozenset((self.called_with or {}).get("secrets") or ())


def read_workflows(texts: Mapping[str, str]) -> dict[str, Workflow]:
    """Return workflows by the name of their file. Raises InputError for a text that is no workflow."""
    return {file: Workflow(file, _document(file, text)) for file, text in texts.items()}


def named(job: Job) -> Iterator[tuple[str, str]]:
    """Return every variable and secret that a job names, as (`vars` or `secrets`, name), but GitHub's own token."""
    texts = [*_texts(job.data), *_texts(job.environment_variables)]
    found = {each for text in texts for part in _EXPRESSION.findall(text) for each in _NAMED.findall(part)}
    # A condition needs no braces.
    conditions = [job.data.get("if"), *(step.data.get("if") for step in job.steps)]
    found |= {each for condition in conditions for each in _NAMED.findall(str(condition))}
    yield from sorted(each for each in found if each[1] != GITHUBS_OWN)


def violation(check: str, job: Job, *, given: str, allowed: str, fix: str, source: str) -> Violation:
    """Return what a check finds in a job."""
    return Violation(
        check=check, stack="", address=job.address, given=given, allowed=allowed, fix=fix, source=source
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    else:
        yield str(value)


def _document(file: str, text: str) -> Json:
    try:
        found: object = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InputError(f".github/workflows/{file} is not YAML: {' '.join(str(error).split())}") from error
    jobs = found.get("jobs") if isinstance(found, dict) else None
    if not isinstance(jobs, dict) or not all(isinstance(job, dict) for job in jobs.values()):
        raise InputError(f".github/workflows/{file} has no jobs: write them under `jobs`, or remove the file")
    # YAML 1.1 reads the key `on` as true.
    return {"on" if key is True else key: value for key, value in cast("dict[Any, Any]", found).items()}
