"""Which stacks an environment has, and what each is called."""

from typing import Final

from environments.account import EnvironmentName
from environments.model import EnvironmentConfig
from environments.names import PROJECT

ACCOUNT_STACK: Final = f"{PROJECT}-account"
"""The stack of what the Databricks account has once."""

BOOTSTRAP_SUFFIX: Final = "-bootstrap"


def environment_stack(environment: EnvironmentName | str) -> str:
    """Return the id of an environment's own stack."""
    return f"{PROJECT}-{environment}"


def bootstrap_stack(environment: EnvironmentName | str) -> str:
    """Return the id of the stack that holds an environment's state and the roles of its deployments."""
    return f"{environment_stack(environment)}{BOOTSTRAP_SUFFIX}"


def deployed_stacks(environment: EnvironmentName, account_host: EnvironmentName | None) -> tuple[str, ...]:
    """Return the stacks that pipelines deploy to an environment's AWS account, its own first.

    `account_host` is the environment in whose account the stack of the Databricks account lies.
    """
    own = environment_stack(environment)
    return (own, ACCOUNT_STACK) if environment is account_host else (own,)


def every_stack(config: EnvironmentConfig, account_host: EnvironmentName | None) -> tuple[str, ...]:
    """Return all stacks in an environment's AWS account: a bootstrap stack too, if a pipeline deploys to it."""
    own, *others = deployed_stacks(config.name, account_host)
    return (own, *([] if config.github is None else [bootstrap_stack(config.name)]), *others)
