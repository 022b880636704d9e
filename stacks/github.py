"""The repository of the configuration, as trusts name it."""

from constructs_lib.security.github_trust import GitHubRepository
from environments.github import GithubConfig


def github_repository(github: GithubConfig) -> GitHubRepository:
    """Return the repository that deploys."""
    return GitHubRepository(
        owner=github.owner, owner_id=github.owner_id, name=github.repository, id=github.repository_id
    )
