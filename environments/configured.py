"""Loads the configured environments, and says where in their modules a mistake is."""

import traceback
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from configuration.account import EnvironmentName
from configuration.databricks.account import DatabricksAccountConfig
from configuration.errors import ConfigurationError
from configuration.model import EnvironmentConfig
from configuration.problems import explain

HOME = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """What is configured: the environments in the order of deployment, and their Databricks account."""

    environments: tuple[EnvironmentConfig, ...]
    account: DatabricksAccountConfig

    def find(self, name: EnvironmentName) -> EnvironmentConfig:
        """Return an environment; each name has one, which the catalogue checks."""
        return next(config for config in self.environments if config.name is name)


def everything_configured() -> Configured:
    """Return all that is configured.

    Raises ConfigurationError with every problem found; a field is preceded by its file and line if its
    model could not even be built.
    """
    try:
        # Building the models is what checks them, and may fail.
        from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS  # noqa: PLC0415
    except ValidationError as error:
        place = _place(error)
        problems = [problem.under(f"{place} {error.title}") for problem in explain(error)]
        raise ConfigurationError("\n".join(map(str, problems)), problems) from error
    return Configured(environments=ENVIRONMENTS, account=DATABRICKS_ACCOUNT)


def configured() -> tuple[EnvironmentConfig, ...]:
    """Return the configured environments; raise as `everything_configured` does."""
    return everything_configured().environments


def find_environment(name: EnvironmentName) -> EnvironmentConfig:
    """Return the environment of a name; raise as `everything_configured` does."""
    return everything_configured().find(name)


def _place(error: BaseException) -> str:
    """Return file and line of the statement that gives the value, not of a function that it is given to."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent == HOME and frame.name == "<module>"
    ]
    return f"{HOME.name}/{Path(frames[-1].filename).name}:{frames[-1].lineno}"
