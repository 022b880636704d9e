"""The environment in which Terraform, boto3 and the AWS command line reach the embedded AWS."""

import os
from collections.abc import Mapping
from typing import Final

from operations.common.embedded_engine.engine_record import EngineRecord

REGION: Final = "eu-west-1"
"""Not us-east-1: there moto 5.2.5 answers S3 requests that it does not know with success."""

_PLAIN_PROXIES: Final = frozenset({"HTTP_PROXY", "ALL_PROXY"})


def client_environment(engine: EngineRecord, inherited: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return `inherited`, turned wholly towards an engine; nothing of it reaches AWS.

    Every AWS variable and file of the user is out of force: profiles, roles, session tokens, endpoints,
    certificate bundles. `HTTP_PROXY` leads to the engine because S3 Control puts the account before the
    host (`123456789012.127.0.0.1`), which no resolver knows. Go never sends loopback addresses through a
    proxy, only such names; Python sends both, and the engine answers both. HTTPS keeps the user's own proxy.
    """
    kept: dict[str, str] = {}
    exempt: list[str] = []
    for name, value in (inherited or {}).items():
        if name.upper() == "NO_PROXY":
            exempt += [host.strip() for host in value.split(",")]
        elif not name.startswith("AWS_") and name.upper() not in _PLAIN_PROXIES:
            kept[name] = value
    if "*" in exempt:
        # It means: no proxy at all. Kept, it would hide the engine; so HTTPS goes without one instead.
        kept = {name: value for name, value in kept.items() if name.upper() != "HTTPS_PROXY"}
    # To Python an exemption of the loopback address covers the names before it too.
    no_proxy = ",".join(host for host in exempt if host and host != "*" and not host.endswith("127.0.0.1"))
    return kept | {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": engine.endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "HTTP_PROXY": engine.endpoint,
        "http_proxy": engine.endpoint,
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
    }


def without_aws(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return `inherited` without anything that leads to an AWS account, nor to the host's own role."""
    kept = {name: value for name, value in inherited.items() if not name.startswith("AWS_")}
    return kept | {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
