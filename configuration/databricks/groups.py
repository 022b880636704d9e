"""Who there is: the groups of the Databricks account, and the service principals of an environment."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticKnownError


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
    PLAN = "plan"
    """Whom plans and the look for drift sign in as; it owns nothing and runs nothing."""
    JOBS = "jobs"
    """Whom jobs and pipelines run as."""
    POWER_BI = "power-bi"
    """Whom Power BI reads gold as."""


DEPLOYERS: Final = "anthill-deployers"
"""The group of the service principals that deploy: they assign governed tags to what they made, and no more."""

PIPELINE: Final = (Robot.DEPLOY, Robot.PLAN)
"""Those that runs of GitHub sign in as."""


def _one_of_all(value: object, known: ValidatorFunctionWrapHandler) -> object:
    # A union reports each of its members; to people a name is wrong once.
    try:
        return known(value)
    except ValidationError as error:
        raise PydanticKnownError("enum", {"expected": ", ".join((*Group, *Robot))}) from error


Principal = Annotated[Group | Robot, WrapValidator(_one_of_all)]
