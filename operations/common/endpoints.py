"""No command on a real stack is led to this machine instead of AWS."""

import ipaddress
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from operations.common.errors import InputError

ALLOW_LOOPBACK: Final = "ANTHILL_ALLOW_LOOPBACK_ENDPOINT"


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
