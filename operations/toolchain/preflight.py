"""What must hold before a command reaches a real AWS account."""

import ipaddress
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from environments.model import EnvironmentConfig
from operations.toolchain.errors import InputError, OperationError

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient

ALLOW_LOOPBACK: Final = "ANTHILL_ALLOW_LOOPBACK_ENDPOINT"
CONNECT_SECONDS: Final = 5
SIGN_IN: Final = (
    "sign in with `aws sso login` and set AWS_PROFILE, or assume the account's role, then run this again"
)


def refuse_emulator_settings(environment: Mapping[str, str]) -> None:
    """Raise InputError if the environment leads AWS calls to this machine instead of AWS.

    Any `AWS_ENDPOINT_URL` or `AWS_ENDPOINT_URL_<SERVICE>` with a loopback address counts, unless
    `ANTHILL_ALLOW_LOOPBACK_ENDPOINT=1` says that it is meant (a tunnel, for instance).
    """
    if environment.get(ALLOW_LOOPBACK) == "1":
        return
    for name, value in sorted(environment.items()):
        if name.startswith("AWS_ENDPOINT_URL") and is_loopback(value):
            raise InputError(
                f"{name}={value} leads to this machine, not to AWS: unset it, "
                f"or set {ALLOW_LOOPBACK}=1 if it is a tunnel to AWS"
            )


def is_loopback(url: str) -> bool:
    """Return whether a URL's host is this machine."""
    host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def check_account(environments: Sequence[EnvironmentConfig], variables: Mapping[str, str]) -> None:
    """Ask AWS whose credentials these are, and compare.

    Raises InputError without usable credentials, or with those of another account than an environment's;
    OperationError if AWS cannot be reached.
    """
    import boto3  # noqa: PLC0415 - slow, and most commands need no AWS
    from botocore.config import Config  # noqa: PLC0415 - as above
    from botocore.exceptions import (  # noqa: PLC0415 - as above
        BotoCoreError,
        ClientError,
        HTTPClientError,
    )
    from botocore.exceptions import (
        ConnectionError as UnreachableError,
    )

    names = ", ".join(f"anthill-{environment.name.value}" for environment in environments)
    try:
        sts: STSClient = boto3.client(
            "sts",
            region_name=environments[0].region,
            config=Config(
                connect_timeout=CONNECT_SECONDS, read_timeout=CONNECT_SECONDS, retries={"max_attempts": 1}
            ),
        )
        if variables.get(ALLOW_LOOPBACK) != "1" and is_loopback(sts.meta.endpoint_url):
            raise InputError(
                f"the AWS profile in force leads to {sts.meta.endpoint_url}, not to AWS: choose another AWS_PROFILE"
            )
        identity = sts.get_caller_identity()
    except (UnreachableError, HTTPClientError) as error:
        raise OperationError(
            f"{names}: AWS cannot be reached ({error}): check the network and its proxy"
        ) from error
    except (BotoCoreError, ClientError) as error:
        raise InputError(f"{names}: no usable AWS credentials ({_one_line(error)}); {SIGN_IN}") from error
    for environment in environments:
        if identity["Account"] != environment.account.id:
            raise InputError(
                f"anthill-{environment.name.value} belongs to account {environment.account.id}, but the credentials "
                f"({identity['Arn']}) are of account {identity['Account']}: choose another AWS_PROFILE or role"
            )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
