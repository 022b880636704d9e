"""What a contract says of the quality of its records, beyond columns and types."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, model_validator

from contracts.model import Part, refuse

RuleName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=80)]
"""Two words and a dot: what the rule is about, and what must hold."""


class OnViolation(StrEnum):
    """What happens to a record that breaks a rule."""

    WARN = "warn"
    """It is kept and counted."""
    DROP = "drop"
    """It goes to quarantine with the reason. Nothing stops a run, which would leave tables without their rows."""


class Check(StrEnum):
    """The checks of one column that have a name, since many datasets need them."""

    ISIN_FORM = "isin_form"
    ISIN_CHECK_DIGIT = "isin_check_digit"
    CURRENCY = "currency"
    EXCHANGE = "exchange"
    POSITIVE = "positive"
    NOT_NEGATIVE = "not_negative"

    @property
    def about(self) -> str:
        """The second word of the rule's name, behind the column's."""
        return {Check.CURRENCY: "known", Check.EXCHANGE: "known"}.get(self, self.removeprefix("isin_"))


class _Quality(Part):
    type: Literal["custom"]
    engine: Literal["anthill"]
    severity: OnViolation = OnViolation.DROP


class ColumnQuality(_Quality):
    """That the values of a column pass a check that has a name."""

    implementation: Check


class Expression(Part):
    """What holds of a record: `holds` is Spark SQL over its columns, and unknown (NULL) is not broken.

    Or that no record of another dataset matches it: `columns` pairs its own columns with those of `absent_from`,
    `only` is SQL that picks records there.
    """

    holds: str | None = None
    absent_from: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    only: str = "true"

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.holds is None) == (self.absent_from is None):
            given = "both" if self.holds else "neither"
            refuse("", given, "either holds, or absentFrom with columns")
        if self.absent_from is not None and not self.columns:
            refuse(".columns", {}, "pairs of a column here and a column there")
        if self.holds is not None and (self.columns or self.only != "true"):
            refuse("", "columns or only beside holds", "these with absentFrom alone")
        return self


class BrokenBy(Part):
    """The example of a record that breaks the rule, as changes of a good one."""

    property: Literal["brokenBy"]
    value: dict[str, JsonValue]


class RecordQuality(_Quality):
    """A rule on a whole record; `description` ends the sentence "the record ..."."""

    name: RuleName
    description: Annotated[str, Field(min_length=1)]
    implementation: Expression
    custom_properties: Annotated[tuple[BrokenBy, ...], Field(min_length=1, max_length=1)]

    @property
    def broken_by(self) -> dict[str, JsonValue]:
        """The changes of a good record by which the rule is broken."""
        return self.custom_properties[0].value
