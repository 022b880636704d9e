"""Which GitHub Actions runs may assume a role: trust policies by OIDC claims."""

from dataclasses import dataclass
from typing import Final

from constructs_lib.iam.policy_document import Principal, Statement

ISSUER: Final = "token.actions.githubusercontent.com"
AUDIENCE: Final = "sts.amazonaws.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHubRepository:
    """A repository by its names, which people read, and its ids, which never move."""

    owner: str
    """The organization or user."""
    owner_id: int
    """Its number."""
    name: str
    """The repository, without its owner."""
    id: int
    """Its number."""

    def subjects(self, environment: str) -> tuple[str, ...]:
        """Return the subject of a run in a GitHub environment, in both formats GitHub emits.

        Repositories created or renamed since 2026-07-15 carry the ids; older ones do not (GitHub changelog,
        "Immutable subject claims for Actions OIDC tokens").
        """
        return (
            f"repo:{self.owner}/{self.name}:environment:{environment}",
            f"repo:{self.owner}@{self.owner_id}/{self.name}@{self.id}:environment:{environment}",
        )

    def workflow(self, path: str, ref: str) -> str:
        """Return the `job_workflow_ref` of a workflow file at a ref."""
        return f"{self.owner}/{self.name}/{path}@{ref}"


def github_trust(
    *,
    provider_arn: str,
    repository: GitHubRepository,
    environment: str,
    workflow_refs: tuple[str, ...],
    refs: tuple[str, ...] = (),
    sid: str = "TrustGitHubEnvironment",
) -> Statement:
    """Return the trust of one GitHub environment of one repository, for the workflows at the given refs.

    Every claim must match: audience, repository id (a fork has another), environment, subject in the old or
    new format, the workflow file and its ref and, if given, the ref of the run. `ForAllValues` is never
    used: it is true for an absent claim. Raises ValueError without a workflow, which would trust any.
    """
    if not workflow_refs:
        raise ValueError("a trust names the workflows it is for; workflow_refs is empty")
    equals = {
        f"{ISSUER}:aud": [AUDIENCE],
        f"{ISSUER}:repository_id": [str(repository.id)],
        f"{ISSUER}:environment": [environment],
        f"{ISSUER}:sub": list(repository.subjects(environment)),
    }
    if refs:
        equals[f"{ISSUER}:ref"] = list(refs)
    return Statement(
        sid=sid,
        principal=Principal(federated=(provider_arn,)),
        actions=("sts:AssumeRoleWithWebIdentity",),
        conditions={
            "StringEquals": equals,
            "StringLike": {f"{ISSUER}:job_workflow_ref": list(workflow_refs)},
        },
    )
