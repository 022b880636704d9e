"""Whether the runner that a workflow chose is the configured one: GitHub decides that before any code runs."""

from configuration.model import EnvironmentConfig
from operations.common.errors import InputError

VARIABLE = "ANTHILL_RUNNER"
"""The repository's variable that `runs-on` reads; an environment's variables are not known yet at that moment
(https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability)."""


def check_runner(config: EnvironmentConfig, label: str) -> None:
    """Raise InputError unless a label is the one of the configuration."""
    wanted = config.github.runner if config.github else None
    if wanted is not None and label != wanted:
        raise InputError(
            f"--label: this job runs on {label!r}, but {config.name} is deployed from {wanted!r} (github.runner in "
            f"environments/shared.py): set the repository's variable {VARIABLE} to {wanted}, or change github.runner"
        )
