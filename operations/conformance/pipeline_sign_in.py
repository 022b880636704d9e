"""Whether a job that signs in is let in, for as long as it works, and from where it runs."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from configuration.github import HOSTED
from operations.conformance.pipeline_jobs import Job, Step, Workflow, violation
from operations.conformance.pipeline_trust import Admitted, Role
from operations.conformance.violation import Violation

RUNNER: Final = "ANTHILL_RUNNER"
ACCOUNT_ID: Final = "ANTHILL_DATABRICKS_ACCOUNT_ID"
NOTICE: Final = "notify"
"""The kind of the role that only notifies."""

AWS_AUDIENCE: Final = "sts.amazonaws.com"
AWS_ACTION: Final = "https://github.com/aws-actions/configure-aws-credentials/blob/v6.2.3/action.yml"
AWS_SESSION: Final = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"
AWS_TRUST: Final = (
    "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws"
)
FEDERATION: Final = "https://docs.databricks.com/aws/en/dev-tools/auth/provider-github"
SDK: Final = "databricks/databricks-sdk-go v0.93.0 config/experimental/auth/oidc/tokensource.go"
ACCESS_LIST: Final = "https://github.com/databricks/terraform-provider-databricks/issues/489"
REVIEWERS: Final = (
    "https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments"
)

WANTED: Final = {
    "DATABRICKS_AUTH_TYPE": (re.compile("github-oidc"), "github-oidc"),
    "DATABRICKS_CLIENT_ID": (re.compile(r"\$\{\{ vars\.\w+ \}\}"), "a variable with an application id"),
    "DATABRICKS_TOKEN_AUDIENCE": (
        re.compile(rf"\$\{{\{{ vars\.{ACCOUNT_ID} \}}\}}"),
        f"vars.{ACCOUNT_ID}: without it a workspace's own address is asked for, which no policy admits",
    ),
}
"""What the Databricks provider and CLI read of the environment to sign in by GitHub's token."""

_ROLE: Final = re.compile(r"vars\.ANTHILL_(\w+)_ROLE_ARN")


def sign_in_violations(workflows: Mapping[str, Workflow], who: Admitted) -> Iterator[Violation]:
    """Return what keeps a job from AWS or Databricks, or puts it out before its end."""
    waiting = _where_others_run(workflows, who)
    for workflow in workflows.values():
        for job in workflow.jobs:
            if (job.signs_in_to_aws or job.reaches_databricks) and job.permissions.get("id-token") != "write":
                yield violation(
                    "token",
                    job,
                    given="no right to a token",
                    allowed="id-token: write",
                    fix="grant it in the job's permissions",
                    source=AWS_TRUST if job.signs_in_to_aws else FEDERATION,
                )
            for step in job.signs_in_to_aws:
                yield from _role(job, step, who, waiting)
            if job.reaches_databricks:
                yield from _databricks(job)
                yield from _federated(job, who)
                yield from _runner(job, who)


def _role(job: Job, step: Step, who: Admitted, waiting: frozenset[str]) -> Iterator[Violation]:
    kind = _kind(step)
    for environment in _environments(job, kind, who):
        role = who.role(environment, kind) if kind else None
        if role is None:
            yield violation(
                "role",
                job,
                given=str(step.given.get("role-to-assume")),
                allowed=f"vars.ANTHILL_<KIND>_ROLE_ARN, an output of anthill-{environment}-bootstrap",
                fix="name the variable after the output of the role",
                source=AWS_ACTION,
            )
            continue
        yield from _trusted(job, step, role)
        yield from _session(job, step, role)
        own = job.environment_of(environment)
        if kind == NOTICE and own in waiting:
            yield violation(
                "notice",
                job,
                given=f"environment {own}, where what may need a reviewer runs too",
                allowed="an environment of its own, without reviewers",
                fix="give notices an environment that no other role is trusted in",
                source=REVIEWERS,
            )


def _environments(job: Job, kind: str | None, who: Admitted) -> tuple[str, ...]:
    """Return the environments whose role of a kind a job assumes.

    Where GitHub's environment is the same for all, its variables name one role.
    """
    having = tuple(each for each in who.environments if kind and who.role(each, kind))
    return having if having and job.environment and not job.environment_varies else who.environments


def _trusted(job: Job, step: Step, role: Role) -> Iterator[Violation]:
    own = job.environment_of(role.environment)
    audience = str(step.given.get("audience", AWS_AUDIENCE))
    fitting = [trust for trust in role.trusts if own in trust.environments]
    if not any(
        job.file in trust.workflows
        and audience in trust.audiences
        and any(subject.endswith(f":environment:{own}") for subject in trust.subjects)
        for trust in fitting
    ):
        known = sorted({name for trust in role.trusts for name in trust.environments})
        files = sorted({name for trust in fitting for name in trust.workflows})
        yield violation(
            "trust",
            job,
            given=f"environment {own or 'none'}, workflow {job.file}, audience {audience}",
            allowed=f"the {role.kind} role of {role.environment} trusts {', '.join(known)}"
            + (f" there for {', '.join(files)}" if files else ""),
            fix="run it in an environment that the role trusts, or let the role trust it",
            source=AWS_TRUST,
        )


def _session(job: Job, step: Step, role: Role) -> Iterator[Violation]:
    asked = int(step.given.get("role-duration-seconds", 3600))
    if asked > role.session_seconds:
        yield violation(
            "session",
            job,
            given=f"role-duration-seconds {asked}",
            allowed=f"at most {role.session_seconds}, as long as the {role.kind} role of {role.environment} lets it",
            fix="ask for less, or let the role's sessions last longer",
            source=AWS_SESSION,
        )
    if asked < job.minutes * 60 and not _late(job, step):
        yield violation(
            "session",
            job,
            given=f"a session of {asked} seconds in a job of {job.minutes} minutes",
            allowed=f"at least {job.minutes * 60} seconds",
            fix="set role-duration-seconds to the time limit of the job, or shorten the job",
            source=AWS_ACTION,
        )


def _late(job: Job, step: Step) -> bool:
    """Return whether a job signs in again, for what is left to do after a failure."""
    return step is not job.signs_in_to_aws[0] and "failure()" in str(step.data.get("if", ""))


def _databricks(job: Job) -> Iterator[Violation]:
    given = job.environment_variables
    for name, (pattern, words) in WANTED.items():
        value = str(given.get(name, ""))
        if not pattern.fullmatch(value):
            yield violation(
                "databricks-sign-in",
                job,
                given=f"{name}: {value or 'nothing'}",
                allowed=words,
                fix=f"set {name} in the job's env",
                source=SDK,
            )


def _federated(job: Job, who: Admitted) -> Iterator[Violation]:
    policies = {policy.subject: policy for policy in who.federations}
    for environment in who.environments:
        own = job.environment_of(environment)
        known = {subject for subject in policies if subject.endswith(f":environment:{own}")}
        missing = (who.subjects(own) or {f"repo:OWNER/REPOSITORY:environment:{own}"}) - known
        for subject in sorted(missing):
            yield violation(
                "federation",
                job,
                given=f"subject {subject}",
                allowed="a subject of a federation policy of anthill-account",
                fix=f"let a service principal take tokens of GitHub's environment {own}",
                source=FEDERATION,
            )
        for subject in sorted(known):
            if who.databricks_account_id not in policies[subject].audiences:
                yield violation(
                    "federation",
                    job,
                    given=f"audience {who.databricks_account_id} ({ACCOUNT_ID})",
                    allowed=f"{', '.join(sorted(policies[subject].audiences)) or 'none'}, audiences for {subject}",
                    fix="let the policy admit the id of the account",
                    source=FEDERATION,
                )


def _runner(job: Job, who: Admitted) -> Iterator[Violation]:
    if who.with_access_list and f"vars.{RUNNER}" not in job.runs_on:
        shared = HOSTED.fullmatch(job.runs_on) is not None
        yield violation(
            "runner",
            job,
            given=f"runs-on: {job.runs_on}" + (", which GitHub shares among its customers" if shared else ""),
            allowed=f"vars.{RUNNER}: the workspaces of {', '.join(who.with_access_list)} admit only some addresses",
            fix=f"take the runner from vars.{RUNNER}",
            source=ACCESS_LIST,
        )


def _where_others_run(workflows: Mapping[str, Workflow], who: Admitted) -> frozenset[str]:
    """Return GitHub's environments in which a job assumes another role than the one that only notifies."""
    return frozenset(
        job.environment_of(environment)
        for workflow in workflows.values()
        for job in workflow.jobs
        for environment in who.environments
        if any(_kind(step) != NOTICE for step in job.signs_in_to_aws) or job.reaches_databricks
    )


def _kind(step: Step) -> str | None:
    matched = _ROLE.search(str(step.given.get("role-to-assume", "")))
    return matched[1].lower() if matched else None
