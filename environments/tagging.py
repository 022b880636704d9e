"""Whose an environment is and how confidential."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from environments.base import Model

TagValue = Annotated[str, Field(pattern=r"^[A-Za-z0-9_ .:/=+@-]+$", max_length=256)]
"""The characters that every AWS service admits in tags (AWS, "Tag naming limits and requirements")."""


class DataClassification(StrEnum):
    """How confidential the most confidential data is."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


class TagConfig(Model):
    """Defines the tags that differ between environments."""

    owner: TagValue
    cost_centre: TagValue
    data_classification: DataClassification
