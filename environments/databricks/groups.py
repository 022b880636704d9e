"""Who there is: the groups of the Databricks account, and the service principals of an environment."""

from enum import StrEnum


class Group(StrEnum):
    """The groups of the account; people are put into them by the identity provider."""

    PLATFORM_ADMINS = "platform-admins"
    DATA_ENGINEERS = "data-engineers"
    DATA_SCIENTISTS = "data-scientists"
    ANALYSTS = "analysts"
    BI_READERS = "bi-readers"
    AUDITORS = "auditors"


class Robot(StrEnum):
    """The service principals that each environment has."""

    DEPLOY = "deploy"
    """Whom the pipeline deploys as; it owns what it makes."""
    JOBS = "jobs"
    """Whom jobs and pipelines run as."""
    POWER_BI = "power-bi"
    """Whom Power BI reads gold as."""


Principal = Group | Robot
