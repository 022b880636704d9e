"""`anthill deploy`: plan a release, have it approved, apply exactly that plan."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from configuration.account import EnvironmentName
from configuration.stack_ids import environment_stack
from operations.commands.granted import granted
from operations.commands.options import (
    AsJson,
    Emulated,
    Environment,
    NewFolder,
    PlanFolder,
    ReleaseFolder,
    Stack,
    commit_option,
    connect,
)
from operations.common.errors import InputError, OperationError
from operations.common.project import project_root
from operations.common.text_output import read_text, say

deploy = typer.Typer(
    help="Deploy a release: plan it, have the plan approved, apply exactly that.", no_args_is_help=True
)


@deploy.command()
def plan(  # noqa: PLR0917 - options, all given by name
    environment: Environment,
    release: ReleaseFolder,
    output: NewFolder,
    stack: Stack = None,
    head: Annotated[str | None, commit_option("The one reviewed; else the release's own.")] = None,
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """Plan a release on an environment as it is, and keep the plan: plan.bin, plan.json, manifest.json.

    No lock is taken and nothing is changed, so that a role that only reads can do it. The files hold every value
    of the configuration: keep them where only the pipeline reads.
    """
    from operations.delivery.applied import summary  # noqa: PLC0415 - --help needs none
    from operations.delivery.planned import PLAN_JSON, counts_text, make_plan, plan_document  # noqa: PLC0415
    from operations.record.release import verify_release  # noqa: PLC0415
    from operations.record.target import find_target  # noqa: PLC0415

    found = verify_release(release)
    target = find_target(environment, os.environ, stack=stack, emulated=emulated)
    kept = make_plan(target, found, output, head_commit=head, say=say)
    if as_json:
        typer.echo(kept.manifest.model_dump_json(indent=2))
        return
    lines = summary(plan_document(output / PLAN_JSON))
    for line in lines:
        typer.echo(f"  {line}")
    counts = counts_text(kept.manifest.changes)
    typer.echo(f"{target.stack}: {counts}; plan {kept.manifest.semantic_digest[:12]} in {output}")


@deploy.command()
def comment(
    plan: PlanFolder,
    commit: Annotated[str, commit_option("The pull request's head.")],
    body: Annotated[
        Path | None, typer.Option(help="Markdown to show between headline and digest.", show_default=False)
    ] = None,
) -> None:
    """Write a plan to its pull request, in one comment that is changed in place.

    A plan of the same release and commit that means the same leaves the comment as it is, and the approvals in
    force. Exit code 1 if its release is neither made of the pull request's head nor promoted by it.
    """
    from operations.delivery.approval import find_pull  # noqa: PLC0415 - --help needs none
    from operations.delivery.binding import release_refusals  # noqa: PLC0415
    from operations.delivery.plan_comment import write_plan  # noqa: PLC0415
    from operations.delivery.planned import read_plan  # noqa: PLC0415
    from operations.github.pull_requests import changed_paths  # noqa: PLC0415

    manifest = read_plan(plan).manifest
    environment = EnvironmentName(manifest.environment)
    github, branch = connect(environment)
    text = read_text(body, "--body") if body else ""
    pull = find_pull(github, commit, branch=branch)
    wrong = release_refusals(
        github,
        pull,
        environment,
        paths=changed_paths(github, pull.number),
        release=manifest.release,
        commit=manifest.release_commit,
        head=manifest.head_commit,
    )
    if lines := "\n".join(f"  {line}" for line in wrong):
        raise OperationError(
            f"the plan is not one of pull request #{pull.number}; nothing is written\n{lines}"
        )
    written = write_plan(github, pull.number, manifest, text)
    typer.echo(f"pull request #{pull.number}: {'written' if written else 'the same plan is there already'}")


@deploy.command()
def approval(
    commit: Annotated[str, commit_option("What is to be deployed.")],
    environment: Annotated[EnvironmentName, typer.Option("--env", help="Which environment.")],
    plan: Annotated[
        Path | None,
        typer.Option(
            help="The kept plan, which must be the one written to the pull request.", show_default=False
        ),
    ] = None,
    approvals: Annotated[
        int | None, typer.Option(min=1, help="More approvals to want than the environment asks for.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify by GitHub's API that a commit was approved. Exit code 1 says what is missing.

    Wanted are one pull request; approvals of its last commit, newer than its plan, by people who may write and
    neither wrote nor pushed it; no request for changes; a code owner for each rule of CODEOWNERS that decides
    about a changed path, or in any case where the environment's `delivery` says so.
    """
    from operations.delivery.approval import check_approval  # noqa: PLC0415 - --help needs none
    from operations.delivery.approval_rules import rule_for  # noqa: PLC0415
    from operations.delivery.planned import read_plan  # noqa: PLC0415

    manifest = read_plan(plan).manifest if plan else None
    if manifest and manifest.environment != environment.value:
        raise InputError(
            f"--env: the plan is of {manifest.environment}, not of {environment.value}: give its own"
        )
    rule = rule_for(environment).with_approvals(approvals)
    github, branch = connect(environment)
    answer = check_approval(
        github,
        commit,
        environment,
        stack=manifest.stack if manifest else environment_stack(environment),
        branch=branch,
        manifest=manifest,
        rule=rule,
    )
    number, verdict = answer.pull.number, answer.verdict
    if as_json:
        document = {
            "approved": answer.approved,
            "pull_request": number,
            "approved_by": list(verdict.approved_by),
            "refusals": list(verdict.refusals),
        }
        typer.echo(json.dumps(document, indent=2))
        raise typer.Exit(0 if answer.approved else 1)
    if not answer.approved:
        lines = "\n".join(f"  {refusal}" for refusal in verdict.refusals)
        raise OperationError(f"commit {commit[:12]} is not approved for {environment.value}:\n{lines}")
    typer.echo(
        f"pull request #{number} is approved for {environment.value} by {', '.join(verdict.approved_by)}"
    )


deploy.command()(granted)


@deploy.command()
def apply(  # noqa: PLR0917 - options, all given by name
    plan: PlanFolder,
    release: ReleaseFolder,
    commit: Annotated[
        str | None,
        commit_option("Its pull request must have been approved with this release and plan."),
    ] = None,
    outputs: Annotated[
        Path | None, typer.Option(help="Write the outputs to this file, as cdktf does.", show_default=False)
    ] = None,
    unreviewed: Annotated[
        str,
        typer.Option(
            metavar="REASON",
            help="Why it is deployed without --commit, where only what was approved is: every record shows it.",
        ),
    ] = "",
    emulated: Emulated = False,
    as_json: AsJson = False,
) -> None:
    """Apply a kept plan, exactly as it was reviewed, or nothing; record what was deployed.

    Exit code 1 with the reason: release or plan changed or not the approved ones, state moved, something changed
    outside of Terraform, data would be lost and that is not agreed on, or Terraform fails. Exit code 2 if the release
    has what no release may have, such as a provisioner.
    """
    from operations.delivery.applied import apply_plan, write_outputs  # noqa: PLC0415 - --help needs none
    from operations.delivery.planned import read_plan  # noqa: PLC0415
    from operations.record.release import verify_release  # noqa: PLC0415
    from operations.record.target import find_target  # noqa: PLC0415

    if commit is not None and unreviewed:
        raise InputError("--commit and --unreviewed exclude each other: leave one out")
    kept, found = read_plan(plan), verify_release(release)
    environment = EnvironmentName(kept.manifest.environment)
    target = find_target(environment, os.environ, stack=kept.manifest.stack, emulated=emulated)
    agreement = None
    if commit is not None:
        from operations.delivery.approval import check_approval  # noqa: PLC0415

        github, branch = connect(environment)
        agreement = check_approval(
            github, commit, environment, stack=target.stack, branch=branch, manifest=kept.manifest
        ).agreement
    # Not into the plan's folder: what comes with a plan is not to be taken for what this run has left.
    done = apply_plan(
        target,
        found,
        kept,
        agreement=agreement,
        forced=unreviewed,
        root=project_root(),
        say=say,
        left_in=Path.cwd(),
    )
    if outputs is not None:
        write_outputs(done, outputs)
    if as_json:
        document = {"outputs": done.outputs, "record": json.loads(done.record.model_dump_json())}
        typer.echo(json.dumps(document, indent=2))
        return
    typer.echo(f"{target.stack}: {done.said} Release {found.digest[:12]} is deployed.")


@deploy.command()
def mark(
    environment: Environment,
    note: Annotated[str, typer.Option(help="Why, such as the check that failed and where its log is.")],
    unhealthy: Annotated[
        bool, typer.Option("--unhealthy", help="It does not do its work: no rollback goes to it.")
    ] = False,
    stack: Stack = None,
    emulated: Emulated = False,
) -> None:
    """Record a verdict on the release that is deployed: healthy, or not."""
    from operations.record.ledger import Ledger, verdict_on_current  # noqa: PLC0415 - --help needs none
    from operations.record.target import find_target  # noqa: PLC0415

    target = find_target(environment, os.environ, stack=stack, emulated=emulated)
    record = verdict_on_current(Ledger(target.store, target.stack), healthy=not unhealthy, note=note)
    typer.echo(f"{target.stack}: release {record.release[:12]} is {'unhealthy' if unhealthy else 'healthy'}")
