"""Loads the configured environments, and says where in their modules a mistake is."""

import linecache
import traceback
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from configuration.account import EnvironmentName
from configuration.databricks.account import DatabricksAccountConfig
from configuration.errors import ConfigurationError, Problem
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
    except ConfigurationError:
        raise
    except Exception as error:
        problem = _mistake(error)
        if problem is None:
            raise
        raise ConfigurationError(str(problem), [problem]) from error
    return Configured(environments=ENVIRONMENTS, account=DATABRICKS_ACCOUNT)


def configured() -> tuple[EnvironmentConfig, ...]:
    """Return the configured environments; raise as `everything_configured` does."""
    return everything_configured().environments


def find_environment(name: EnvironmentName) -> EnvironmentConfig:
    """Return the environment of a name; raise as `everything_configured` does."""
    return everything_configured().find(name)


def _place(error: BaseException, *, innermost: bool = False) -> str:
    """Return file and line of the statement that gives the value, or of the innermost function that it is given to."""
    frames = _frames(error)
    if not innermost:
        frames = [frame for frame in frames if frame.name == "<module>"]
    return f"{HOME.name}/{Path(frames[-1].filename).name}:{frames[-1].lineno}"


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    """Return the statements of environments' modules that led to an error, but for those that only load them."""
    here = (HOME / "catalogue.py", Path(__file__))
    return [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent == HOME and Path(frame.filename) not in here
    ]


def _mistake(error: Exception) -> Problem | None:
    """Return what Python says of an environment's module that can't be run; None for an error of other code."""
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).parent == HOME:
        place = f"{HOME.name}/{Path(error.filename).name}:{error.lineno}"
        return Problem(
            field=place,
            what=f"is not Python ({error.msg})",
            given=(error.text or "").strip() or "nothing",
            allowed="Python",
            fix="correct this line, or the one before it",
        )
    if not _frames(error):
        return None
    # A function of these modules refuses what the statement gave that calls it.
    place = _place(error, innermost=not isinstance(error, ValueError | TypeError))
    file, _, line = place.partition(":")
    return Problem(
        field=place,
        what=f"cannot be run ({type(error).__name__}: {error})",
        given=linecache.getline(str(HOME / Path(file).name), int(line)).strip(),
        allowed="what the message names, or what `anthill config schema` says",
        fix="change this line",
    )
