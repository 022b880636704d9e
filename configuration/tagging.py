"""Whose an environment is and how confidential."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from configuration.base import Model

TagValue = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_.:/=+@-]([A-Za-z0-9_ .:/=+@-]*[A-Za-z0-9_.:/=+@-])?$", max_length=256)
]
"""What every service admits in tags, no space at the ends (AWS, "Tag naming limits and requirements")."""


class DataClassification(StrEnum):
    """How confidential the most confidential data is."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


class TagConfig(Model):
    """The tags that differ between environments."""

    owner: TagValue
    """The team or e-mail address that answers for the environment."""
    cost_centre: TagValue
    """Whom the costs are charged to: tag `cost-centre`."""
    data_classification: DataClassification
