"""`anthill pipeline`: what the workflows ask beside deploying."""

import json
from pathlib import Path
from typing import Annotated

import typer

from operations.commands.options import (
    AsJson,
    Environment,
    ReleaseFolder,
    commit_option,
    connect,
)
from operations.commands.smoke import smoke
from operations.common.errors import InputError
from operations.common.project import project_root
from operations.delivery.pointer import first_environment, promoted

pipeline = typer.Typer(help="What the workflows of the pipeline ask.", no_args_is_help=True)


@pipeline.command()
def subject(
    base: Annotated[str, typer.Option(help="The commit before the change.")],
    head: Annotated[str, typer.Option(help="The commit after it.")],
    as_json: AsJson = False,
) -> None:
    """Say which environment a change goes to: code to the first, a changed deployments/<env>.json there.

    Prints environment=, release= and run= for $GITHUB_OUTPUT. Exit code 2 if it does two things at once.
    """
    from operations.delivery.promotion.history import changed_between  # noqa: PLC0415 - --help needs none
    from operations.delivery.promotion.subject import subject_of  # noqa: PLC0415

    root = project_root()
    found = subject_of(root, changed_between(root, base, head))
    values = {
        "environment": found.environment,
        "release": found.pointer.release if found.pointer else "",
        "run": str(found.pointer.run) if found.pointer else "",
    }
    typer.echo(
        json.dumps(values) if as_json else "\n".join(f"{key}={value}" for key, value in values.items())
    )


@pipeline.command()
def planned(
    commit: Annotated[str, commit_option("What was merged.")],
) -> None:
    """Find the run of plan.yml that planned the pull request of a commit; prints run= for $GITHUB_OUTPUT."""
    from operations.delivery.promotion.planned import planning_run  # noqa: PLC0415 - --help needs none

    github, branch = connect(first_environment())
    typer.echo(f"run={planning_run(github, commit, branch=branch)}")


@pipeline.command()
def label(
    review: Annotated[Path, typer.Option(help="The review.json of the pull request.", show_default=False)],
    commit: Annotated[str, commit_option("The pull request's head.")],
) -> None:
    """Label a pull request by its review, and write the check `review` on its head.

    The check fails if the rehearsal failed or the scan found something that no waiver covers, and is neutral where
    data, access or availability are at stake: a person decides. Labels that people set stay.
    """
    from operations.delivery.approval import find_pull  # noqa: PLC0415 - --help needs none
    from operations.github.marks import put_check, set_labels  # noqa: PLC0415
    from operations.review.verdict import CHECK, LABELS, read_verdict  # noqa: PLC0415

    verdict = read_verdict(review)
    github, branch = connect(first_environment())
    pull = find_pull(github, commit, branch=branch)
    summary = "\n".join(f"* `{label}`: {LABELS[label]}" for label in sorted(verdict.labels))
    put_check(
        github,
        commit,
        name=CHECK,
        conclusion=verdict.conclusion,
        title=verdict.headline,
        summary=summary or "Nothing that needs a second look.",
    )
    changed = set_labels(github, pull, verdict.labels, owned=LABELS.keys())
    labelled = ", ".join(changed) or "no label changed"
    typer.echo(f"pull request #{pull.number}: {labelled}; check {verdict.conclusion}")


@pipeline.command()
def tried(environment: Environment) -> None:
    """Verify that the release an environment is to have has worked in the one before: exit code 1 if not.

    Each takes what worked in the environment that it follows by its configuration: the deployment's workflow, with
    its smoke test and the tests in the workspace, has succeeded for that release. The first takes what was merged.
    """
    from operations.delivery.pointer import read_pointer  # noqa: PLC0415 - --help needs none
    from operations.delivery.promotion.tried import check_tried  # noqa: PLC0415

    if environment.value not in promoted():
        typer.echo(f"{environment.value} takes what was merged")
        return
    root = project_root()
    pointer = read_pointer(root, environment.value)
    github, branch = connect(environment)
    run = check_tried(github, root, environment.value, pointer, branch=branch)
    typer.echo(f"release {pointer.release[:12]} worked in run {run}")


@pipeline.command()
def environments(as_json: AsJson = False) -> None:
    """Say which environments releases go through, first to last: what a workflow runs over.

    Prints environments= with a list in JSON for $GITHUB_OUTPUT.
    """
    from configuration.delivery_order import delivery_order  # noqa: PLC0415
    from environments.configured import configured  # noqa: PLC0415 - --help needs none

    names = json.dumps([config.name.value for config in delivery_order(configured())])
    typer.echo(names if as_json else f"environments={names}")


@pipeline.command()
def choices() -> None:
    """Write the environments that releases go through into the workflows in which a person chooses one of them.

    GitHub takes a choice from the workflow's file only. `make reference` does it too.
    """
    from configuration.delivery_order import delivery_order  # noqa: PLC0415
    from environments.configured import configured  # noqa: PLC0415 - --help needs none
    from operations.delivery.promotion.choices import write_choices  # noqa: PLC0415

    names = [config.name.value for config in delivery_order(configured())]
    changed = write_choices(project_root(), names)
    for file in changed:
        typer.echo(f"{file}: written")
    typer.echo(f"a person chooses between {', '.join(names)}; {len(changed)} workflows changed")


@pipeline.command()
def runner(
    environment: Environment,
    label: Annotated[str, typer.Option(help="What the job runs on, as `runs-on` names it.")],
) -> None:
    """Verify that a job runs where the configuration says (`github.runner`): exit code 2 if not.

    A workspace that admits only some addresses shuts every other runner out, in the middle of a deployment.
    """
    from environments.configured import find_environment  # noqa: PLC0415 - --help needs none
    from operations.delivery.promotion.runner import check_runner  # noqa: PLC0415

    check_runner(find_environment(environment), label)
    typer.echo(f"{environment.value} is deployed from {label}")


@pipeline.command()
def registration(environment: Environment) -> None:
    """Say which stack registers an environment with the Databricks account, and whose approvals that takes.

    Prints host= and stack= for $GITHUB_OUTPUT. Exit code 2 if there is nothing to register.
    """
    from operations.delivery.promotion.registration import registration_of  # noqa: PLC0415 - --help needs none

    host, stack = registration_of(environment)
    typer.echo(f"host={host}\nstack={stack}")


@pipeline.command()
def commit(release: ReleaseFolder) -> None:
    """Verify a release and say which commit it was made of, which the lakehouse's bundle is deployed from too.

    Prints commit= for $GITHUB_OUTPUT. Exit code 1 names what is missing, changed or too many.
    """
    from operations.record.release import verify_release  # noqa: PLC0415 - --help needs none

    typer.echo(f"commit={verify_release(release).manifest.commit}")


@pipeline.command()
def promote(
    environment: Environment,
    release: ReleaseFolder,
    run: Annotated[int, typer.Option(min=1, help="The run whose artifact `release` it is.")],
) -> None:
    """Write the pointer of an environment, deployments/<env>.json, to be brought by a pull request."""
    from operations.delivery.pointer import Pointer, write_pointer  # noqa: PLC0415
    from operations.record.release import verify_release  # noqa: PLC0415 - --help needs none

    if environment.value not in promoted():
        raise InputError(f"{environment.value} is not promoted to; allowed are {', '.join(promoted())}")
    digest = verify_release(release).digest
    file = write_pointer(project_root(), environment.value, Pointer(release=digest, run=run))
    typer.echo(f"{file}: release {digest[:12]} of run {run}; commit it and open a pull request")


pipeline.command()(smoke)
