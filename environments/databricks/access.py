"""Who may do what in the catalogue: a matrix of principals, securables and privileges."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from environments.base import Model, repeated
from environments.databricks.groups import Group, Principal, Robot
from environments.errors import Problem
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

READ: Final = ("USE_SCHEMA", "SELECT")
READ_ALL: Final = (*READ, "EXECUTE", "READ_VOLUME")
WRITE: Final = (*READ_ALL, "CREATE_FUNCTION", "CREATE_MATERIALIZED_VIEW", "CREATE_TABLE", "MODIFY", "REFRESH")
WRITE_MODELS: Final = ("USE_SCHEMA", "CREATE_MODEL", "EXECUTE")


class Access(Model):
    """Defines what one principal may do on one securable."""

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
                    mend="choose one of them",
                )


def entries(principal: Principal, rights: dict[Securable, Sequence[str]]) -> tuple[Access, ...]:
    """Return the row of a principal."""
    return tuple(Access(principal=principal, on=on, privileges=tuple(given)) for on, given in rights.items())


_BROWSE: Final = ("BROWSE", "USE_CATALOG")
_READ_LAKE: Final[dict[Securable, Sequence[str]]] = {
    Securable.CATALOG: _BROWSE,
    Securable.BRONZE: READ_ALL,
    Securable.SILVER: READ_ALL,
    Securable.GOLD: READ_ALL,
    Securable.FEATURES: READ_ALL,
    Securable.MODELS: ("USE_SCHEMA", "EXECUTE"),
    Securable.OPS: READ_ALL,
}

SHARED_ROWS: Final = (
    *entries(
        Group.PLATFORM_ADMINS,
        {Securable.CATALOG: ("ALL_PRIVILEGES", "MANAGE"), Securable.DATABASES: ("USE_CONNECTION",)},
    ),
    *entries(
        Robot.JOBS,
        {
            Securable.CATALOG: ("USE_CATALOG",),
            **dict.fromkeys(
                (
                    Securable.BRONZE,
                    Securable.SILVER,
                    Securable.GOLD,
                    Securable.FEATURES,
                    Securable.OPS,
                ),
                (*WRITE, "APPLY_TAG", "CREATE_VOLUME", "WRITE_VOLUME"),
            ),
            Securable.MODELS: WRITE_MODELS,
            Securable.LANDING: ("READ_VOLUME",),
            Securable.ARRIVALS: ("READ_VOLUME",),
            Securable.STREAMS: ("ACCESS",),
            Securable.DATABASES: ("USE_CONNECTION",),
        },
    ),
    *entries(Robot.POWER_BI, {Securable.CATALOG: ("USE_CATALOG",), Securable.GOLD: READ}),
    *entries(Group.ANALYSTS, {Securable.CATALOG: _BROWSE, Securable.SILVER: READ, Securable.GOLD: READ}),
    *entries(Group.BI_READERS, {Securable.CATALOG: ("USE_CATALOG",), Securable.GOLD: READ}),
    *entries(Group.AUDITORS, {Securable.CATALOG: _BROWSE, Securable.OPS: READ}),
)
"""What is the same in every environment: jobs write, Power BI and its readers see gold alone."""

DEVELOPMENT: Final = (
    *SHARED_ROWS,
    *entries(
        Group.DATA_ENGINEERS,
        {
            Securable.CATALOG: (*_BROWSE, "CREATE_SCHEMA"),
            **dict.fromkeys((Securable.BRONZE, Securable.SILVER, Securable.GOLD, Securable.OPS), WRITE),
            Securable.FEATURES: READ_ALL,
            Securable.MODELS: ("USE_SCHEMA", "EXECUTE"),
            Securable.LANDING: ("READ_VOLUME",),
            Securable.ARRIVALS: ("READ_VOLUME",),
            Securable.DATABASES: ("USE_CONNECTION",),
        },
    ),
    *entries(
        Group.DATA_SCIENTISTS,
        {
            Securable.CATALOG: _BROWSE,
            Securable.SILVER: READ_ALL,
            Securable.GOLD: READ_ALL,
            Securable.FEATURES: WRITE,
            Securable.MODELS: WRITE_MODELS,
        },
    ),
)
"""Where people build: engineers write every layer, scientists features and models."""

OPERATION: Final = (
    *SHARED_ROWS,
    *entries(Group.DATA_ENGINEERS, _READ_LAKE),
    *entries(
        Group.DATA_SCIENTISTS,
        {
            Securable.CATALOG: _BROWSE,
            Securable.GOLD: READ_ALL,
            Securable.FEATURES: READ_ALL,
            Securable.MODELS: ("USE_SCHEMA", "EXECUTE"),
        },
    ),
)
"""Where only jobs write: people look, and change things by releasing code."""
