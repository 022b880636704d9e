"""Who may do what in the catalogue: a matrix of principals, securables and privileges. Edit these values first."""

from collections.abc import Sequence
from typing import Final

from configuration.databricks.access import Securable, entries
from configuration.databricks.governance import RowAccess
from configuration.databricks.groups import Group, Robot

READ: Final = ("USE_SCHEMA", "SELECT")
READ_ALL: Final = (*READ, "EXECUTE", "READ_VOLUME")
WRITE: Final = (*READ_ALL, "CREATE_FUNCTION", "CREATE_MATERIALIZED_VIEW", "CREATE_TABLE", "MODIFY", "REFRESH")
WRITE_MODELS: Final = ("USE_SCHEMA", "CREATE_MODEL", "EXECUTE")

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

SEES_VALUES: Final = (Group.PLATFORM_ADMINS, Group.DATA_ENGINEERS, Group.BI_READERS, Robot.POWER_BI)
"""Who sees confidential values such as units held: who runs the platform and its files, and readers of reports."""

SEES_ROWS: Final = (RowAccess(principal=Group.ANALYSTS),)
"""Who sees rows of restricted tables with these values masked: analysts every portfolio, others none."""
