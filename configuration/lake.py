"""The layers of the lake: what is kept, how long and where."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final

from pydantic import Field

from configuration.base import Model
from configuration.errors import Problem

Days = Annotated[int, Field(ge=1, le=36500)]

MINIMUM_DAYS_BEFORE_INFREQUENT_ACCESS: Final = 30
"""Days in STANDARD before an infrequent access class, and in that before the next (see `NEXT_CLASSES`)."""


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


TABLE_LAYERS: Final = (LayerName.BRONZE, LayerName.SILVER, LayerName.GOLD)
"""They hold managed tables: a file may be in use however old it is, so only rows are ever deleted, never files."""

READABLE_AT_ONCE: Final = (
    StorageClass.STANDARD_IA,
    StorageClass.INTELLIGENT_TIERING,
    StorageClass.ONEZONE_IA,
    StorageClass.GLACIER_IR,
)
"""The classes that a query can read without asking for a restoration first."""

INFREQUENT_ACCESS: Final = (StorageClass.STANDARD_IA, StorageClass.ONEZONE_IA)

NEXT_CLASSES: Final[dict[StorageClass, tuple[StorageClass, ...]]] = {
    StorageClass.STANDARD_IA: tuple(StorageClass)[1:],
    StorageClass.INTELLIGENT_TIERING: tuple(StorageClass)[2:],
    StorageClass.ONEZONE_IA: (StorageClass.GLACIER, StorageClass.DEEP_ARCHIVE),
    StorageClass.GLACIER_IR: (StorageClass.GLACIER, StorageClass.DEEP_ARCHIVE),
    StorageClass.GLACIER: (StorageClass.DEEP_ARCHIVE,),
    StorageClass.DEEP_ARCHIVE: (),
}
"""Where objects of a class may move (S3 user guide, "Transitioning objects using Amazon S3 Lifecycle")."""


class Transition(Model):
    """A move of objects to a colder storage class, in days after their creation."""

    after_days: Days
    """Days after an object's creation."""
    storage_class: StorageClass

    def problems(self) -> Iterator[Problem]:
        """Return whether objects would reach an infrequent access class too early."""
        least = MINIMUM_DAYS_BEFORE_INFREQUENT_ACCESS
        if self.storage_class in INFREQUENT_ACCESS and self.after_days < least:
            yield Problem(
                field="after_days",
                what=f"is too early for {self.storage_class}",
                given=str(self.after_days),
                allowed=f"{least} days or more",
                fix="move objects later or to another class",
            )


class LakeLayer(Model):
    """A layer: how long it keeps objects, how long replaced ones, and when they grow cold."""

    name: LayerName
    retention_days: Days | None
    """Days after which an object expires, in bronze what streams brought; None keeps it for ever."""
    noncurrent_retention_days: Days
    """Days after which a replaced or deleted version is lost."""
    transitions: tuple[Transition, ...] = ()

    def problems(self) -> Iterator[Problem]:
        """Return the transitions that S3 would refuse or never make."""
        for index, (earlier, later) in enumerate(pairwise(self.transitions), start=1):
            gap = MINIMUM_DAYS_BEFORE_INFREQUENT_ACCESS if earlier.storage_class in INFREQUENT_ACCESS else 1
            if later.after_days < earlier.after_days + gap:
                yield Problem(
                    field=f"transitions[{index}].after_days",
                    what=f"is too early after {earlier.storage_class} at {earlier.after_days} days",
                    given=str(later.after_days),
                    allowed=f"{earlier.after_days + gap} days or more",
                    fix="move objects later",
                )
            colder = NEXT_CLASSES[earlier.storage_class]
            if later.storage_class not in colder:
                yield Problem(
                    field=f"transitions[{index}].storage_class",
                    what=f"S3 moves no objects there from {earlier.storage_class}",
                    given=later.storage_class.value,
                    allowed=", ".join(colder) or "none, it is the coldest",
                    fix="choose a colder class or remove the transition",
                )
        yield from self._tables_stay()
        for index, step in enumerate(self.transitions):
            if self.retention_days is not None and step.after_days >= self.retention_days:
                yield Problem(
                    field=f"transitions[{index}].after_days",
                    what=f"never happens: retention_days is {self.retention_days}",
                    given=str(step.after_days),
                    allowed=f"less than {self.retention_days} days",
                    fix="remove the transition or keep objects longer",
                )

    def _tables_stay(self) -> Iterator[Problem]:
        if (
            self.name in TABLE_LAYERS
            and self.name is not LayerName.BRONZE
            and self.retention_days is not None
        ):
            yield Problem(
                field="retention_days",
                what=f"would delete files under the tables of {self.name}",
                given=str(self.retention_days),
                allowed="none: rows are deleted by SQL, and VACUUM then removes the files",
                fix="remove it",
            )
        for index, step in enumerate(self.transitions):
            if self.name in TABLE_LAYERS and step.storage_class not in READABLE_AT_ONCE:
                yield Problem(
                    field=f"transitions[{index}].storage_class",
                    what=f"queries on the tables of {self.name} would fail until files are restored",
                    given=step.storage_class.value,
                    allowed=", ".join(READABLE_AT_ONCE),
                    fix="choose a class that is read at once",
                )


class LakeConfig(Model):
    """The lake: each layer exactly once."""

    layers: tuple[LakeLayer, ...]

    def problems(self) -> Iterator[Problem]:
        """Return the layers that are missing or named twice."""
        given = [layer.name for layer in self.layers]
        for name in LayerName:
            if given.count(name) != 1:
                yield Problem(
                    field="layers",
                    what=f"{name} is named {given.count(name)} times",
                    given=", ".join(given) or "none",
                    allowed=f"each of {', '.join(LayerName)} once",
                    fix=f"define {name} once",
                )

    def layer(self, name: LayerName) -> LakeLayer:
        """Return the layer of a name."""
        return next(layer for layer in self.layers if layer.name is name)
