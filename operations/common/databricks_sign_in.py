"""Which Databricks credentials are in force, compared with the workspace that they would be sent to."""

import configparser
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

from configuration.databricks.account import ACCOUNT_HOST
from configuration.model import EnvironmentConfig
from configuration.stack_ids import ACCOUNT_STACK, environment_stack, registration_stack
from operations.common.errors import InputError

HOST: Final = "DATABRICKS_HOST"
PROFILE: Final = "DATABRICKS_CONFIG_PROFILE"
CREDENTIALS: Final = (
    *("DATABRICKS_TOKEN", "DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET"),
    *("DATABRICKS_USERNAME", "DATABRICKS_PASSWORD"),
    *("DATABRICKS_OIDC_TOKEN_ENV", "DATABRICKS_OIDC_TOKEN_FILEPATH", "DATABRICKS_METADATA_SERVICE_URL"),
)
"""What the SDKs and the Terraform provider take as credentials (Databricks documentation, "Environment variables and
fields for client unified authentication"); those of other clouds are not among them."""


def workspace_url(config: EnvironmentConfig) -> str | None:
    """Return the address of an environment's workspace; None before it is registered."""
    registered = config.databricks.registration
    return registered.workspace.url if registered and registered.workspace else None


def hosts_of(stack: str, environments: Iterable[EnvironmentConfig]) -> tuple[str, ...]:
    """Return the addresses at Databricks that a stack's providers call; none if they call nothing there yet.

    An environment's own stack calls its workspace, its registration the account too, and the account's only that.
    """
    hosts = [ACCOUNT_HOST] if stack == ACCOUNT_STACK else []
    for config in environments:
        workspace = workspace_url(config)
        own = [workspace] if workspace else []
        if stack == registration_stack(config.name):
            hosts += [ACCOUNT_HOST, *own]
        elif stack == environment_stack(config.name):
            hosts += own
    return tuple(hosts)


def check_sign_in(stack: str, hosts: Collection[str], variables: Mapping[str, str]) -> None:
    """Raise InputError if credentials of one workspace would be sent to another; `hosts` is what the stack calls.

    The providers and the SDK take a host that they are told and complete it by whatever else is set: by a token of
    the environment, though a profile is named, and by the token of a profile, though it is of another host.
    """
    if not hosts:
        return
    allowed = " or ".join(hosts)
    named = variables.get(HOST, "").strip()
    if named and not _among(named, hosts):
        raise InputError(
            f"{HOST} is {named}, but {stack} is at {allowed}: credentials of one would be sent to the other; unset "
            f"it, or export the address with credentials of its own"
        )
    profile = variables.get(PROFILE, "").strip()
    if not profile:
        return
    if beside := [name for name in CREDENTIALS if variables.get(name)]:
        raise InputError(
            f"{PROFILE} names {profile}, and {', '.join(beside)} set too: of both, the variables would be sent to "
            f"{allowed}; unset one or the other"
        )
    of_profile = _host_of_profile(profile, variables)
    if of_profile and not _among(of_profile, hosts):
        raise InputError(
            f"{PROFILE} names {profile}, which is of {of_profile}, but {stack} is at {allowed}: its credentials would "
            f"be sent there; name a profile of that address, or run `databricks auth login --host {[*hosts][-1]}`"
        )


def _host_of_profile(profile: str, variables: Mapping[str, str]) -> str:
    file = Path(variables.get("DATABRICKS_CONFIG_FILE") or "~/.databrickscfg").expanduser()
    # A profile takes nothing of the one called DEFAULT, which the SDK does not either.
    read = configparser.ConfigParser(interpolation=None, default_section="")
    try:
        read.read(file, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{file} cannot be read: {' '.join(str(error).split())}; correct it, or unset {PROFILE}"
        ) from error
    if profile not in read.sections():
        there = ", ".join(read.sections()) or "none"
        raise InputError(f"{PROFILE} names {profile}, which {file} has not; there are: {there}")
    return read.get(profile, "host", fallback="")


def _among(host: str, hosts: Collection[str]) -> bool:
    return _bare(host) in {_bare(each) for each in hosts}


def _bare(host: str) -> str:
    """Return an address as it is compared: workspaces are named with and without https, a slash or an `?o=`."""
    return host.lower().removeprefix("https://").partition("?")[0].rstrip("/").removesuffix(":443")
