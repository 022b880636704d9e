"""The connection to one repository: retries, pages, and errors that say what to do."""

import contextlib
from collections.abc import Generator
from typing import Any, Final

import requests
from github import Auth, Github, GithubException, GithubRetry
from github.Repository import Repository

from operations.common.errors import OperationError
from operations.github.settings import GitHubSettings

RETRIES: Final = 5
PAGE: Final = 100
"""The most that GitHub gives at once (REST API, "Using pagination")."""
TIMEOUT_SECONDS: Final = 30
LONGEST_WAIT_SECONDS: Final = 300.0
"""A rate limit that lasts longer ends the command: a runner that sleeps costs as one that works."""
SECONDARY_WAIT_SECONDS: Final = 60.0
"""What GitHub asks for if a secondary limit names no time (REST API, "Rate limits")."""

_HINTS: Final = {
    401: "the token in GITHUB_TOKEN is not valid, or no longer",
    403: "the token may not do this: add the permission to the job's `permissions`",
    404: "it does not exist, or the token may not see it",
    422: "GitHub does not accept what was sent",
}


class GitHub:
    """One repository on GitHub.

    Failures of the server and rate limits are tried again; what remains is raised as OperationError by
    `asking`. A created object may be created twice if GitHub fails after it: callers find theirs by marker.

    Attributes:
        settings: Where it is.
        repository: PyGithub's view of it; nothing is fetched before it is used.
    """

    def __init__(
        self,
        settings: GitHubSettings,
        *,
        backoff: float = 1.0,
        secondary_wait: float = SECONDARY_WAIT_SECONDS,
    ) -> None:
        self.settings = settings
        self._api = Github(
            base_url=settings.api_url,
            auth=Auth.Token(settings.token),
            timeout=TIMEOUT_SECONDS,
            per_page=PAGE,
            retry=GithubRetry(
                total=RETRIES,
                backoff_factor=backoff,
                secondary_rate_wait=secondary_wait,
                max_rate_limit_wait=LONGEST_WAIT_SECONDS,
            ),
            seconds_between_requests=None,
            seconds_between_writes=None,
            lazy=True,
        )
        self.repository: Repository = self._api.get_repo(settings.repository)

    def get(self, path: str, **parameters: Any) -> Any:
        """Return what a path of the repository answers, for calls that PyGithub does not know."""
        return self.repository.requester.requestJsonAndCheck(
            "GET", f"{self.repository.url}{path}", parameters=parameters
        )[1]

    def team(self, organisation: str, slug: str) -> frozenset[str]:
        """Return the logins of a team's members. Raises OperationError if the token may not see them."""
        with self.asking(f"reading the members of team {organisation}/{slug}"):
            members = self._api.get_organization(organisation).get_team_by_slug(slug).get_members()
            return frozenset(member.login for member in members)

    @contextlib.contextmanager
    def asking(self, what: str) -> Generator[None]:
        """Turn what goes wrong in a `with` block into an OperationError that names it."""
        place = f"GitHub ({self.settings.repository}): {what} failed"
        try:
            yield
        except GithubException as error:
            hint = _HINTS.get(error.status, "GitHub fails: see githubstatus.com, then run this again")
            raise OperationError(f"{place}: {error.status} {_message(error)}: {hint}") from error
        except requests.RequestException as error:
            raise OperationError(
                f"{place}: {self.settings.api_url} cannot be reached ({type(error).__name__}): "
                "check the network and GITHUB_API_URL"
            ) from error


def _message(error: GithubException) -> str:
    data: object = error.data
    return str(data.get("message", "")) if isinstance(data, dict) else str(data)[:200]
