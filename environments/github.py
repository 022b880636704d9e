"""The repository whose pipelines deploy an environment."""

from typing import Annotated

from pydantic import Field

from environments.base import Model


class GithubConfig(Model):
    """Defines the GitHub repository, by name and by immutable id, and what in it may deploy."""

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
