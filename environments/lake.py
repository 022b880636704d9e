"""The layers of the lake: what is kept, how long and where."""

from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final

from pydantic import Field, model_validator

from environments.base import Model

Days = Annotated[int, Field(ge=1, le=36500)]

MINIMUM_DAYS_BEFORE_INFREQUENT_ACCESS: Final = 30
"""S3 user guide, "Lifecycle transitions": 30 days in STANDARD before an IA class, and 30 in IA before the next."""


class LayerName(StrEnum):
    """The layers that every lake has."""

    LANDING = "landing"
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
    ARTIFACTS = "artifacts"
    LOGS = "logs"


class StorageClass(StrEnum):
    """The classes that objects may move to, from warm to cold."""

    STANDARD_IA = "STANDARD_IA"
    INTELLIGENT_TIERING = "INTELLIGENT_TIERING"
    ONEZONE_IA = "ONEZONE_IA"
    GLACIER_IR = "GLACIER_IR"
    GLACIER = "GLACIER"
    DEEP_ARCHIVE = "DEEP_ARCHIVE"


INFREQUENT_ACCESS: Final = (StorageClass.STANDARD_IA, StorageClass.ONEZONE_IA)
COLDNESS: Final = tuple(StorageClass)


class Transition(Model):
    """Defines a move of objects to a colder storage class, in days after their creation."""

    after_days: Days
    storage_class: StorageClass

    @model_validator(mode="after")
    def _infrequent_access_waits(self) -> "Transition":
        least = MINIMUM_DAYS_BEFORE_INFREQUENT_ACCESS
        if self.storage_class in INFREQUENT_ACCESS and self.after_days < least:
            raise ValueError(
                f"after_days {self.after_days} is too early for {self.storage_class}; S3 allows {least} or more"
            )
        return self


class LakeLayer(Model):
    """Defines a layer: how long it keeps objects, how long replaced ones, and when they grow cold."""

    name: LayerName
    retention_days: Days | None
    """Days after which an object expires; None keeps it for ever."""
    noncurrent_retention_days: Days
    transitions: tuple[Transition, ...] = ()

    @model_validator(mode="after")
    def _transitions_grow_colder(self) -> "LakeLayer":
        for earlier, later in pairwise(self.transitions):
            gap = MINIMUM_DAYS_BEFORE_INFREQUENT_ACCESS if earlier.storage_class in INFREQUENT_ACCESS else 1
            if later.after_days < earlier.after_days + gap:
                raise ValueError(
                    f"transition to {later.storage_class} after {later.after_days} days comes too early; "
                    f"S3 allows {earlier.after_days + gap} or more after {earlier.storage_class}"
                )
            if COLDNESS.index(later.storage_class) <= COLDNESS.index(earlier.storage_class):
                allowed = ", ".join(COLDNESS[COLDNESS.index(earlier.storage_class) + 1 :]) or "none"
                raise ValueError(
                    f"transition from {earlier.storage_class} to {later.storage_class} is impossible; colder are {allowed}"
                )
        return self

    @model_validator(mode="after")
    def _expiry_comes_last(self) -> "LakeLayer":
        late = [
            step
            for step in self.transitions
            if self.retention_days and step.after_days >= self.retention_days
        ]
        if late:
            raise ValueError(
                f"transition after {late[0].after_days} days never happens: retention_days is {self.retention_days}; "
                "it must be less"
            )
        return self


class LakeConfig(Model):
    """Defines the lake: each layer exactly once."""

    layers: tuple[LakeLayer, ...]

    @model_validator(mode="after")
    def _every_layer_once(self) -> "LakeConfig":
        given = [layer.name for layer in self.layers]
        missing = [name for name in LayerName if name not in given]
        repeated = sorted({name for name in given if given.count(name) > 1})
        if missing or repeated:
            raise ValueError(
                f"layers must name each of {', '.join(LayerName)} once; given {', '.join(given) or 'none'}"
            )
        return self

    def layer(self, name: LayerName) -> LakeLayer:
        """Return the layer of a name."""
        return next(layer for layer in self.layers if layer.name is name)
