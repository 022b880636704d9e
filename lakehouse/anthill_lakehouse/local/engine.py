"""The engines that run the pipeline on one machine."""

from enum import StrEnum
from typing import Final


class Engine(StrEnum):
    """Sail is in this environment and starts in a second; Spark is what Databricks runs, and needs Java."""

    SAIL = "sail"
    SPARK = "spark"


DEFAULT: Final = Engine.SAIL
