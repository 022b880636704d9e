"""What must hold between a registration and the environment that it registers."""

from collections.abc import Iterator

from environments.account import EnvironmentName
from environments.databricks.config import DatabricksConfig
from environments.databricks.registration import RegisteredParts
from environments.errors import Problem

FIELD = "databricks.registration"


def registration_problems(
    config: DatabricksConfig, *, environment: EnvironmentName, keys_of: str
) -> Iterator[Problem]:
    """Return a registration that is missing or too much, keys of elsewhere, and endpoints that do not fit.

    `keys_of` is what the ARN of each key of the environment begins with.
    """
    local = environment is EnvironmentName.LOCAL
    if local != (config.registration is None):
        yield Problem(
            field=FIELD,
            what="the embedded AWS registers its workspace itself" if local else "is missing",
            given="None" if config.registration is None else "a registration",
            allowed="None" if local else "RegistrationConfig(), with what is registered so far",
            mend="remove it"
            if local
            else f"add it: `anthill-{environment}-registration` makes the workspace",
        )
    if config.registration is not None and config.registration.parts is not None:
        yield from _parts(config.registration.parts, keys_of, private_link=config.workspace.private_link)


def _parts(parts: RegisteredParts, keys_of: str, *, private_link: bool) -> Iterator[Problem]:
    for field in ("managed_services_key_arn", "storage_key_arn"):
        arn = getattr(parts, field)
        if not arn.startswith(keys_of):
            yield Problem(
                field=f"{FIELD}.parts.{field}",
                what="is of another account, region or partition",
                given=arn,
                allowed=f"{keys_of}...",
                mend="copy the output `registration` of the environment's own stack",
            )
    if parts.managed_services_key_arn == parts.storage_key_arn:
        yield Problem(
            field=f"{FIELD}.parts.storage_key_arn",
            what="is the key of managed services too",
            given=parts.storage_key_arn,
            allowed="a key of its own",
            mend="copy the output `registration` of the environment's own stack",
        )
    for field in ("rest_api_endpoint_id", "dataplane_relay_endpoint_id"):
        given = getattr(parts, field)
        if (given is not None) != private_link:
            yield Problem(
                field=f"{FIELD}.parts.{field}",
                what="is missing for PrivateLink"
                if private_link
                else "is given, and there is no PrivateLink",
                given=str(given),
                allowed="the endpoint's id"
                if private_link
                else "None without databricks.workspace.private_link",
                mend="deploy the environment's own stack, then copy its output `registration`"
                if private_link
                else "remove it",
            )
