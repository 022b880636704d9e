"""Where the stacks of an environment are."""

from configuration.model import EnvironmentConfig
from configuration.names import Names
from constructs_lib.delivery_identity.deployment_boundary import BOUNDARY
from constructs_lib.place import Place
from constructs_lib.protection import RETAINED, Protection


def place_of(config: EnvironmentConfig, protection: Protection = RETAINED) -> Place:
    """Return the place of an environment's constructs: in the embedded AWS nothing bounds their roles."""
    names = Names.of(config)
    return Place(
        partition=config.partition,
        region=config.region,
        account_id=config.account.id,
        databricks_account_id=str(config.databricks.account_id),
        name_prefix=names.prefix,
        name_of=names.named,
        permissions_boundary=names.named("iam_policy", BOUNDARY) if config.state.backend == "s3" else None,
        protection=protection,
    )
