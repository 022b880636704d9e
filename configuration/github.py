"""The repository whose pipelines deploy an environment."""

import re
from typing import Annotated, Final

from pydantic import Field

from configuration.base import Model

HOSTED: Final = re.compile(
    r"(ubuntu|windows|macos)-(latest|slim|\d[\d.]*)(-(arm|intel|large|xlarge|vs\d+))*", re.IGNORECASE
)
"""The labels of the runners that GitHub shares among its customers: their addresses are anybody's
(https://docs.github.com/en/actions/reference/runners/github-hosted-runners)."""


class GithubConfig(Model):
    """The GitHub repository, by name and by immutable id, and what in it may deploy."""

    owner: Annotated[str, Field(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?$")]
    """The organization or user."""
    owner_id: Annotated[int, Field(gt=0)]
    """`gh api users/OWNER --jq .id`."""
    repository: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
    """The repository's name."""
    repository_id: Annotated[int, Field(gt=0)]
    """`gh api repos/OWNER/REPOSITORY --jq .id`."""
    workflow: Annotated[str, Field(pattern=r"^\.github/workflows/[A-Za-z0-9._-]+\.ya?ml$")]
    """The workflow file that deploys."""
    branch: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$")] = "main"
    """The only branch that deploys."""
    runner: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")] = "ubuntu-24.04"
    """The label of the runners that reach the workspaces, as in the repository's variable `ANTHILL_RUNNER`. A
    workspace that admits only some addresses takes runners of your own, or GitHub's larger ones with addresses of
    your own: what GitHub shares among its customers comes from anywhere."""

    @property
    def runner_is_shared(self) -> bool:
        """Whether the runners are GitHub's standard ones, which have no address of their own."""
        return HOSTED.fullmatch(self.runner) is not None
