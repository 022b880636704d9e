"""What every configuration model is: frozen, strict about types, closed to unknown fields."""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Self

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from configuration.errors import Problem, RuleError


class Model(BaseModel):
    """A frozen model that converts no types, refuses unknown fields and keeps its own rules."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def problems(self) -> Iterable[Problem]:
        """Return the rules between fields that this model breaks; fields are named from the model."""
        return ()

    @model_validator(mode="after")
    def _keeps_its_rules(self) -> Self:
        found = tuple(self.problems())
        if found:
            raise RuleError(found)
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema with what the docstrings of fields say.

        Pydantic's `use_attribute_docstrings` would read the source of every model at every start.
        """
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for base in reversed(cls.__mro__):
            if issubclass(base, Model):
                for name, text in _field_docstrings(base):
                    # What is the same for every instance of a class (ClassVar) has a docstring too.
                    if name in properties:
                        properties[name]["description"] = text
        return schema


def _field_docstrings(model: type[Model]) -> Iterator[tuple[str, str]]:
    """Yield each field that a model itself defines and documents, with the docstring below it."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(tree, ast.ClassDef)  # noqa: S101 - the source of a class is one
    for statement, below in pairwise(tree.body):
        match statement, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, inspect.cleandoc(text)
            case _:
                pass


def repeated(field: str, values: Iterable[object]) -> Iterable[Problem]:
    """Return a problem for each value that a list names more than once."""
    texts = [str(value) for value in values]
    for value in dict.fromkeys(value for value in texts if texts.count(value) > 1):
        yield Problem(
            field=field,
            what=f"{value} is named {texts.count(value)} times",
            given=", ".join(texts),
            allowed="each value once",
            fix="remove the repetition",
        )
