"""Every environment, checked, in the order of deployment, and the Databricks account that they share."""

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from configuration.account import EnvironmentName
from configuration.databricks.estate import check_account
from configuration.errors import ConfigurationError, Problem
from configuration.fleet import check_fleet
from configuration.model import EnvironmentConfig
from environments import databricks_account


def _read(name: EnvironmentName) -> EnvironmentConfig:
    """Return what the module of an environment configures. Raises ConfigurationError if there is none, or another."""
    module = f"{__package__}.{name.replace('-', '_')}"
    file = f"{module.replace('.', '/')}.py"
    config: object = getattr(import_module(module), "CONFIG", None) if find_spec(module) else None
    if isinstance(config, EnvironmentConfig) and config.name is name:
        return config
    problem = Problem(
        field=f"{name}.name",
        what=f"{file} configures another environment" if config else f"{file} is missing, or has no CONFIG",
        given=config.name.value if isinstance(config, EnvironmentConfig) else "nothing",
        allowed=name.value,
        fix="copy the module of the environment that it follows, and change it"
        if config is None
        else "name it there as the file is called",
    )
    raise ConfigurationError(str(problem), [problem])


ENVIRONMENTS: Final = check_fleet(tuple(_read(name) for name in EnvironmentName))
DATABRICKS_ACCOUNT: Final = check_account(databricks_account.CONFIG, ENVIRONMENTS)
