"""The repository of the configuration, as trusts name it."""

from configuration.github import GithubConfig
from constructs_lib.delivery_identity.github_trust import GitHubRepository


def github_repository(github: GithubConfig) -> GitHubRepository:
    """Return the repository that deploys."""
    return GitHubRepository(
        owner=github.owner, owner_id=github.owner_id, name=github.repository, id=github.repository_id
    )
