"""What a contract says of a dataset: its columns, where it arrives, what it promises, its rules."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import Field, JsonValue, model_validator

from contracts.arrival import MINUTES, Format, Freshness, Server, Volume
from contracts.model import AnyColumn, Document, LogicalType, Part, SqlName, check_table, refuse
from contracts.quality import ColumnQuality, RecordQuality

ADDED_COLUMNS: Final = (
    *("operation", "captured_at", "known_at", "problem", "problems", "warnings", "version", "is_duplicate"),
    *("superseded_at", "is_current", "record", "source_file", "line", "arrived_at", "batch_id"),
)
"""The names that silver's tables need for themselves, beside a contract's."""


class Changes(Part):
    """Whether each record is a change of a database row: inserted, updated or deleted, in order."""

    property: Literal["changes"]
    value: bool


class KnownAt(Part):
    """Which column says when a record became known; a change is known from its capture on."""

    property: Literal["knownAt"]
    value: str


class Relationship(Part):
    """That values of a column are found in a column of another dataset, as `dataset.column`."""

    to: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]


class Column(AnyColumn):
    """A column, with what its values keep and a good one."""

    examples: tuple[JsonValue, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    quality: tuple[ColumnQuality, ...] = ()


class Table(Part):
    """What the records of a dataset are."""

    name: SqlName
    logical_type: Literal["object"]
    custom_properties: tuple[Annotated[Changes | KnownAt, Field(discriminator="property")], ...] = ()
    properties: Annotated[tuple[Column, ...], Field(min_length=1)]
    quality: tuple[RecordQuality, ...] = ()


class Contract(Document):
    """A dataset, by the part of the Open Data Contract Standard 3.1 that the platform reads."""

    servers: Annotated[tuple[Server, ...], Field(min_length=1, max_length=1)]
    sla_properties: Annotated[tuple[Freshness, ...], Field(min_length=1, max_length=1)]
    tables: Annotated[tuple[Table, ...], Field(alias="schema", min_length=1, max_length=1)]

    @property
    def table(self) -> Table:
        """What its records are."""
        return self.tables[0]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns, in order."""
        return self.table.properties

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """The names of the columns that each record must have."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the columns that identify a record."""
        return tuple(column.name for column in self.columns if column.primary_key)

    @property
    def volume(self) -> Volume:
        """The volume in which its files arrive."""
        return self.servers[0].server

    @property
    def folder(self) -> str:
        """The place of its files in the volume."""
        return self.servers[0].path

    @property
    def format(self) -> Format:
        """The format of its files."""
        return self.servers[0].format

    @property
    def freshness_minutes(self) -> int:
        """How old the newest file may be."""
        promise = self.sla_properties[0]
        return promise.value * MINUTES[promise.unit]

    @property
    def changes(self) -> bool:
        """Whether each record is a change of a database row."""
        return any(each.value for each in self.table.custom_properties if isinstance(each, Changes))

    @property
    def time_column(self) -> str | None:
        """The column that says when a record became known; None if nothing does."""
        found = [each.value for each in self.table.custom_properties if isinstance(each, KnownAt)]
        return found[0] if found else None

    @property
    def others(self) -> Iterator[tuple[str, str, str]]:
        """Each column of another dataset that a rule looks into: where that is said, the dataset, the column."""
        for number, column in enumerate(self.columns):
            for relationship in column.relationships:
                other, _, name = relationship.to.partition(".")
                yield f"schema[0].properties[{number}].relationships", other, name
        for number, rule in enumerate(self.table.quality):
            for name in rule.implementation.columns.values():
                yield (
                    f"schema[0].quality[{number}].implementation",
                    str(rule.implementation.absent_from),
                    name,
                )

    @property
    def rule_names(self) -> Iterator[str]:
        """The names of the rules that its records are checked by, as far as it says them."""
        for column in self.columns:
            if column.required:
                yield f"{column.name}.missing"
            if column.logical_type is not LogicalType.STRING:
                yield f"{column.name}.type"
        for column in self.columns:
            yield from (f"{column.name}.{each.implementation.about}" for each in column.quality)
            yield from (f"{column.name}.known" for _ in column.relationships)
        yield from (rule.name for rule in self.table.quality)

    @model_validator(mode="after")
    def _has_its_columns(self) -> Self:
        check_table(self.name, self.table.name, self.columns)
        for number, name in enumerate(self.column_names):
            if name in ADDED_COLUMNS:
                allowed = f"any but {', '.join(sorted(ADDED_COLUMNS))}"
                refuse(f".schema[0].properties[{number}].name", name, allowed)
        if self.changes and self.time_column is not None:
            refuse(
                ".schema[0].customProperties, knownAt",
                self.time_column,
                "none beside changes, which are known from their capture on",
            )
        times = [each.name for each in self.columns if each.logical_type is LogicalType.TIMESTAMP]
        if self.time_column is not None and self.time_column not in times:
            allowed = " or ".join(times) or "none, for no column is a timestamp"
            refuse(".schema[0].customProperties, knownAt", self.time_column, allowed)
        return self

    @model_validator(mode="after")
    def _has_its_rules(self) -> Self:
        names = self.column_names
        for number, rule in enumerate(self.table.quality):
            where = f".schema[0].quality[{number}]"
            for name in (*rule.implementation.columns, *rule.broken_by):
                if name not in names:
                    refuse(where, name, f"columns of its own: {', '.join(names)}")
        rules = list(self.rule_names)
        for rule in rules:
            if rules.count(rule) > 1:
                refuse(".schema[0], the name of a rule", rule, "each name once")
        return self
