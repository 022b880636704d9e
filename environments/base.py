"""What every configuration model is: frozen, strict about types, closed to unknown fields."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from environments.errors import Problem, RuleError


class Model(BaseModel):
    """Defines a frozen model that converts no types, refuses unknown fields and keeps its own rules."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    def problems(self) -> Iterable[Problem]:
        """Return the rules between fields that this model breaks; fields are named from the model."""
        return ()

    @model_validator(mode="after")
    def _keeps_its_rules(self) -> Self:
        found = tuple(self.problems())
        if found:
            raise RuleError(found)
        return self


def repeated(field: str, values: Iterable[object]) -> Iterable[Problem]:
    """Return a problem for each value that a list names more than once."""
    texts = [str(value) for value in values]
    for value in dict.fromkeys(value for value in texts if texts.count(value) > 1):
        yield Problem(
            field=field,
            what=f"{value} is named {texts.count(value)} times",
            given=", ".join(texts),
            allowed="each value once",
            mend="remove the repetition",
        )
