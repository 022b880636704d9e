"""Which stacks an environment has, and what each is called."""

from typing import Final

from configuration.account import EnvironmentName
from configuration.databricks.account import DatabricksAccountConfig
from configuration.model import EnvironmentConfig
from configuration.names import PROJECT

ACCOUNT_STACK: Final = f"{PROJECT}-account"
"""The stack of what the Databricks account has once."""

BOOTSTRAP_SUFFIX: Final = "-bootstrap"
REGISTRATION_SUFFIX: Final = "-registration"


def environment_stack(environment: EnvironmentName | str) -> str:
    """Return the id of an environment's own stack."""
    return f"{PROJECT}-{environment}"


def bootstrap_stack(environment: EnvironmentName | str) -> str:
    """Return the id of the stack that holds an environment's state and the roles of its deployments."""
    return f"{environment_stack(environment)}{BOOTSTRAP_SUFFIX}"


def registration_stack(environment: EnvironmentName | str) -> str:
    """Return the id of the stack that holds what the Databricks account knows of an environment."""
    return f"{environment_stack(environment)}{REGISTRATION_SUFFIX}"


def registration_stacks(
    environment: EnvironmentName, account: DatabricksAccountConfig | None
) -> tuple[str, ...]:
    """Return the registrations whose state lies in an environment's AWS account.

    They all lie beside the state of the Databricks account: no pipeline of the environment that one registers can
    change what an administrator of the account believes to be there.
    """
    if account is None or account.hosted_by is not environment:
        return ()
    return tuple(registration_stack(each) for each in account.environments)


def deployed_stacks(environment: EnvironmentName, account: DatabricksAccountConfig | None) -> tuple[str, ...]:
    """Return the stacks that an environment's own pipeline deploys, its own first.

    The stack of the Databricks account is among them where the environment hosts it.
    """
    own = environment_stack(environment)
    return (own, ACCOUNT_STACK) if account is not None and account.hosted_by is environment else (own,)


def every_stack(config: EnvironmentConfig, account: DatabricksAccountConfig | None) -> tuple[str, ...]:
    """Return all stacks in an environment's AWS account: a bootstrap stack too, if a pipeline deploys to it."""
    own, *others = deployed_stacks(config.name, account)
    bootstrap = () if config.github is None else (bootstrap_stack(config.name),)
    return (own, *bootstrap, *others, *registration_stacks(config.name, account))
