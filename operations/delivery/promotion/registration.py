"""Which stack registers an environment with the Databricks account, and where it is deployed."""

from configuration.account import EnvironmentName
from configuration.stack_ids import environment_stack, registration_stack
from environments.configured import everything_configured
from operations.common.errors import InputError


def registration_of(environment: EnvironmentName) -> tuple[EnvironmentName, str]:
    """Return the environment that hosts the Databricks account, and the stack that registers another.

    Raises InputError for an environment that is not registered there, or has nothing yet that could be.
    """
    configured = everything_configured()
    account = configured.account
    if environment not in account.environments:
        raise InputError(
            f"{environment} is not registered with the Databricks account; {', '.join(account.environments)} are: "
            "name one of them"
        )
    config = configured.find(environment)
    registration = config.databricks.registration
    if registration is None or registration.parts is None:
        raise InputError(
            f"{environment} has nothing to register yet: deploy {environment_stack(environment)}, then copy its output "
            f"`registration` to databricks.registration.parts of environments/{environment}.py"
        )
    return account.hosted_by, registration_stack(environment)
