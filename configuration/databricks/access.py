"""Who may do what in the catalogue: a matrix of principals, securables and privileges."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from configuration.base import Model, repeated
from configuration.databricks.groups import Principal
from configuration.errors import Problem
from provider_facts.privileges import PRIVILEGES


class Securable(StrEnum):
    """What privileges are granted on, in every environment's catalogue."""

    CATALOG = "catalog"
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
    FEATURES = "features"
    MODELS = "models"
    OPS = "ops"
    LANDING = "landing"
    """The volume over the landing bucket: what APIs, databases and files brought."""
    ARRIVALS = "arrivals"
    """The volume over what streams brought to bronze."""
    STREAMS = "streams"
    """The service credential that reads the streams."""
    DATABASES = "databases"
    """The connections and foreign catalogues of database sources."""


SCHEMAS: Final = (
    Securable.BRONZE,
    Securable.SILVER,
    Securable.GOLD,
    Securable.FEATURES,
    Securable.MODELS,
    Securable.OPS,
)
VOLUMES: Final = (Securable.LANDING, Securable.ARRIVALS)

KIND: Final = {
    Securable.CATALOG: "catalog",
    **dict.fromkeys(SCHEMAS, "schema"),
    **dict.fromkeys(VOLUMES, "volume"),
    Securable.STREAMS: "credential",
    Securable.DATABASES: "foreign_connection",
}
"""What Unity Catalog calls each securable: it decides which privileges it takes."""


class Access(Model):
    """What one principal may do on one securable."""

    principal: Principal
    on: Securable
    privileges: Annotated[tuple[str, ...], Field(min_length=1)]
    """Privileges that Unity Catalog knows for the securable."""

    def problems(self) -> Iterator[Problem]:
        """Return the privileges that the securable does not take: the provider would send them on."""
        yield from repeated("privileges", self.privileges)
        kind = KIND[self.on]
        for index, privilege in enumerate(self.privileges):
            if privilege not in PRIVILEGES[kind]:
                yield Problem(
                    field=f"privileges[{index}]",
                    what=f"is no privilege of a {kind.replace('_', ' ')} ({self.on})",
                    given=privilege,
                    allowed=", ".join(PRIVILEGES[kind]),
                    fix="choose one of them",
                )


def entries(principal: Principal, rights: dict[Securable, Sequence[str]]) -> tuple[Access, ...]:
    """Return the row of a principal."""
    return tuple(Access(principal=principal, on=on, privileges=tuple(given)) for on, given in rights.items())
