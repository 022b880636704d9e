"""What an approval is bound to: the release by its content, the commit it was made of, and the plan by its meaning.

A digest says what something is, never whose it is: whoever changes a release computes the next one. So what is
applied is compared with what the pipeline wrote to the pull request before people approved.
"""

from collections.abc import Collection, Iterator

from pydantic import ValidationError

from configuration.account import EnvironmentName
from operations.delivery.plan_comment import WrittenPlan
from operations.delivery.planned import PlanManifest
from operations.delivery.pointer import Pointer, pointer_path
from operations.github.client import GitHub
from operations.github.pull_requests import PullRequest, file_at

AGAIN = "run the workflow `plan` of the pull request again, and have that plan approved"


def bound_refusals(
    github: GitHub,
    pull: PullRequest,
    environment: EnvironmentName,
    *,
    written: WrittenPlan,
    paths: Collection[str],
    manifest: PlanManifest | None,
) -> Iterator[str]:
    """Return why a plan, its release or its commit are not what the pull request was approved with.

    `paths` are those that the pull request changes. Without a manifest any plan counts that the pull request shows.
    """
    if not (written.release and written.commit and written.head):
        yield (
            f"the plan written to pull request #{pull.number} does not say which release and commit it is of, so "
            f"approvals of it are of neither: {AGAIN}"
        )
        return
    yield from release_refusals(
        github,
        pull,
        environment,
        paths=paths,
        release=written.release,
        commit=written.commit,
        head=written.head,
    )
    if manifest is None:
        return
    if manifest.release != written.release:
        yield (
            f"pull request #{pull.number} was approved with release {written.release[:12]}, and this is release "
            f"{manifest.release[:12]}: apply the approved one, or {AGAIN}"
        )
    if manifest.release_commit != written.commit:
        yield (
            f"pull request #{pull.number} was approved with a release of commit {written.commit[:12]}, and this "
            f"one says that it is of {manifest.release_commit[:12]}: apply the approved one, or {AGAIN}"
        )
    if manifest.head_commit != written.head:
        yield (
            f"this plan was made for commit {manifest.head_commit[:12]}, the plan written to pull request "
            f"#{pull.number} for {written.head[:12]}: apply the approved one, or {AGAIN}"
        )
    if manifest.semantic_digest != written.digest:
        yield (
            f"the plan written to pull request #{pull.number} means {written.digest[:12]}..., this one "
            f"{manifest.semantic_digest[:12]}...: write this one to it and have it approved"
        )


def release_refusals(
    github: GitHub,
    pull: PullRequest,
    environment: EnvironmentName,
    *,
    paths: Collection[str],
    release: str,
    commit: str,
    head: str,
) -> Iterator[str]:
    """Return why a release planned for a commit is not the pull request's: neither made of its head nor promoted."""
    if head != pull.head:
        yield (
            f"the plan is of commit {head[:12]}, and the last one of pull request #{pull.number} is "
            f"{pull.head[:12]}: {AGAIN}"
        )
    pointer = pointer_path(environment.value)
    if pointer in paths:
        promoted = _promoted(github, pointer, pull.head)
        if promoted != release:
            yield (
                f"pull request #{pull.number} promotes release {(promoted or 'none')[:12]} ({pointer}), and the plan "
                f"is of release {release[:12]}: plan the promoted one"
            )
    elif commit != pull.head:
        yield (
            f"release {release[:12]} was made of commit {commit[:12]}, which is not the last one of pull request "
            f"#{pull.number}, {pull.head[:12]}, nor does that promote a release ({pointer}): build the release of "
            "that commit"
        )


def _promoted(github: GitHub, pointer: str, commit: str) -> str | None:
    try:
        return Pointer.model_validate_json(file_at(github, pointer, commit) or "").release
    except ValidationError:
        return None
