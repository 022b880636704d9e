"""What must hold between a registration and the environment that it registers."""

from collections.abc import Iterator

from configuration.account import EnvironmentName
from configuration.databricks.config import DatabricksConfig
from configuration.databricks.registration import RegisteredParts
from configuration.errors import Problem

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
            fix="remove it" if local else f"add it: `anthill-{environment}-registration` makes the workspace",
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
                fix="copy the output `registration` of the environment's own stack; until that is deployed, "
                "RegistrationConfig()",
            )
    if parts.managed_services_key_arn == parts.storage_key_arn:
        yield Problem(
            field=f"{FIELD}.parts.storage_key_arn",
            what="is the key of managed services too",
            given=parts.storage_key_arn,
            allowed="a key of its own",
            fix="copy the output `registration` of the environment's own stack",
        )
    yield from _endpoints(parts, private_link=private_link)


def _endpoints(parts: RegisteredParts, *, private_link: bool) -> Iterator[Problem]:
    endpoints = {
        "rest_api_endpoint_id": parts.rest_api_endpoint_id,
        "dataplane_relay_endpoint_id": parts.dataplane_relay_endpoint_id,
    }
    given = {name: id_ for name, id_ in endpoints.items() if id_ is not None}
    # None of them is no mistake: PrivateLink was switched on, and its endpoints are not there yet.
    if given and len(set(given.values())) < len(endpoints):
        yield Problem(
            field=f"{FIELD}.parts",
            what="has one endpoint of the two that PrivateLink takes",
            given=", ".join(f"{name} {id_}" for name, id_ in given.items()),
            allowed="two different endpoints, or none",
            fix="copy the output `registration` of the environment's own stack",
        )
    for name, id_ in given.items():
        if not private_link:
            yield Problem(
                field=f"{FIELD}.parts.{name}",
                what="is given, and there is no PrivateLink",
                given=id_,
                allowed="None without databricks.workspace.private_link",
                fix="remove it",
            )
