"""Where the constructs of a test are that stand in no stack of the platform."""

from typing import Final

from configuration.names import Names
from constructs_lib.place import Place
from constructs_lib.protection import Protection

ACCOUNT: Final = "111122223333"
DATABRICKS_ACCOUNT: Final = "00000000-0000-4000-8000-00000000000a"
LOOSE: Final = Protection(retained=False)


def sample_place(environment: str = "dev", protection: Protection = LOOSE) -> Place:
    """Return a place with the names of an environment, in which nothing bounds a role."""
    names = Names(environment=environment, region="eu-west-1", account_id=ACCOUNT)
    return Place(
        partition=names.partition,
        region=names.region,
        account_id=names.account_id,
        databricks_account_id=DATABRICKS_ACCOUNT,
        name_prefix=names.prefix,
        name_of=names.named,
        permissions_boundary=None,
        protection=protection,
    )
