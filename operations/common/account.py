"""Whose credentials are in force, compared with the account that a stack belongs to."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as UnreachableError

from configuration.model import EnvironmentConfig
from configuration.stack_ids import environment_stack
from operations.common.endpoints import ALLOW_LOOPBACK, is_loopback
from operations.common.errors import InputError, OperationError

LIMIT_SECONDS: Final = 5
SIGN_IN: Final = (
    "sign in with `aws sso login` and set AWS_PROFILE, or assume the account's role, then run this again"
)


def check_account(environments: Sequence[EnvironmentConfig], variables: Mapping[str, str]) -> None:
    """Ask AWS whose credentials these are, and compare.

    Raises InputError without usable credentials, or with those of another account than an environment's;
    OperationError if AWS cannot be reached.
    """
    names = ", ".join(environment_stack(environment.name) for environment in environments)
    settings = Config(
        connect_timeout=LIMIT_SECONDS, read_timeout=LIMIT_SECONDS, retries={"total_max_attempts": 1}
    )
    try:
        sts: Any = boto3.Session().client("sts", region_name=environments[0].region, config=settings)
        endpoint = str(sts.meta.endpoint_url)
        # A profile can name an endpoint too.
        if variables.get(ALLOW_LOOPBACK) != "1" and is_loopback(endpoint):
            raise InputError(f"{names}: the AWS profile in force leads to {endpoint}, not to AWS; {SIGN_IN}")
        identity: Mapping[str, str] = sts.get_caller_identity()
    except (UnreachableError, HTTPClientError) as error:
        raise OperationError(
            f"{names}: AWS cannot be reached ({_one_line(error)}): check the network and its proxy"
        ) from error
    except (BotoCoreError, ClientError) as error:
        raise InputError(f"{names}: no usable AWS credentials ({_one_line(error)}); {SIGN_IN}") from error
    for environment in environments:
        if identity["Account"] != environment.account.id:
            raise InputError(
                f"{environment_stack(environment.name)} belongs to account {environment.account.id}, but the "
                f"credentials in force ({identity['Arn']}) are of account {identity['Account']}: "
                "choose another AWS_PROFILE or role"
            )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
