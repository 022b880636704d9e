"""Where the API is, which repository is meant, and the token: read once, at the edge of a command."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from operations.common.errors import InputError

PUBLIC_API: Final = "https://api.github.com"

LOGIN: Final = "ANTHILL_GITHUB_LOGIN"
ACTIONS_LOGIN: Final = "github-actions[bot]"
"""Who GitHub says wrote what a workflow writes with its own token."""

_REPOSITORY: Final = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHubSettings:
    """The API's address, the repository (`owner/name`) and the token, which is never shown.

    `login` is the account that the token writes as: comments of others are none of the pipeline's.
    """

    api_url: str
    repository: str
    login: str = ACTIONS_LOGIN
    token: str = field(repr=False)

    @property
    def owner(self) -> str:
        """The organisation or person that the repository belongs to."""
        return self.repository.partition("/")[0]


def github_settings(variables: Mapping[str, str]) -> GitHubSettings:
    """Return the settings that GitHub Actions gives every job, and that a person can export.

    Raises InputError if `GITHUB_REPOSITORY` or `GITHUB_TOKEN` is missing, or is none.
    """
    repository = variables.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(repository):
        raise InputError(
            f"GITHUB_REPOSITORY: {repository!r} is not a repository; write OWNER/NAME, which GitHub Actions sets"
        )
    token = variables.get("GITHUB_TOKEN", "")
    if not token:
        raise InputError(
            "GITHUB_TOKEN is not set: in a workflow give the step `env: GITHUB_TOKEN: ${{ github.token }}`, "
            "by hand export one that may read the repository"
        )
    return GitHubSettings(
        api_url=(variables.get("GITHUB_API_URL") or PUBLIC_API).rstrip("/"),
        repository=repository,
        login=variables.get(LOGIN) or ACTIONS_LOGIN,
        token=token,
    )
