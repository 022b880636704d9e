"""What a rule is."""

from dataclasses import dataclass

from contracts.quality import OnViolation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule on one record: `holds` is SQL over its typed columns; unknown (NULL) is not broken.

    `name` is unique in its dataset; `why` ends the sentence "the record ...".
    """

    name: str
    severity: OnViolation
    holds: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A rule on a record and another dataset: a match there must exist, or must not.

    `columns` pairs this dataset's columns with the other's; `only` is SQL that picks records of the other.
    """

    name: str
    severity: OnViolation
    other: str
    columns: tuple[tuple[str, str], ...]
    must_exist: bool
    why: str
    only: str = "true"
