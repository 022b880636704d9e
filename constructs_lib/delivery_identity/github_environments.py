"""GitHub's environments of one environment: each kind of run has its own, with its own protection.

A run is held up by the reviewers of its environment, so that what must not wait has another than what must.
"""

from typing import Final

REGISTRATION: Final = "registration"
"""Where the workspaces of all environments are registered: by the release branch alone, with prod's reviewers."""


def plan_environment(environment: str) -> str:
    """Return where pull requests are planned: who may write to the repository may change that workflow."""
    return f"{environment}-plan"


def drift_environment(environment: str) -> str:
    """Return where what is deployed is compared: by the release branch alone, on schedule, without reviewers."""
    return f"{environment}-drift"


def notify_environment(environment: str) -> str:
    """Return where runs notify people: by the release branch alone, without reviewers."""
    return f"{environment}-notify"
