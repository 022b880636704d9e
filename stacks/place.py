"""Where an environment is."""

from configuration.model import EnvironmentConfig
from configuration.names import Names
from constructs_lib.place import Place


def place_of(config: EnvironmentConfig, names: Names, boundary_arn: str | None) -> Place:
    """Return where the constructs of an environment are."""
    return Place(
        partition=config.partition,
        region=config.region,
        account_id=config.account.id,
        name_of=names.named,
        permissions_boundary_arn=boundary_arn,
    )
