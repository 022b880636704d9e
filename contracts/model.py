"""What every part of a contract is: frozen, strict about types, closed to unknown fields; and how one is refused."""

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, NoReturn, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, PydanticCustomError

from contracts.errors import ContractError

LONGEST_VALUE: Final = 120
"""Characters of a value that a message repeats."""

EXPECTS: Final = ("Input should be ", "String should ", "Tuple should ")
"""How pydantic begins what it says of a value that it does not take."""

SqlName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A name that needs no quotes in SQL; an underscore first is the lakehouse's own."""


class LogicalType(StrEnum):
    """The types that a column may have: the lakehouse and the local senders know how to read and write each."""

    STRING = "string"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    TIMESTAMP = "timestamp"


class Classification(StrEnum):
    """How a column is protected wherever its values go; a column without one is shown to whoever reads the table."""

    CONFIDENTIAL = "confidential"
    """Its values are masked, except for those who may see them."""
    RESTRICTED = "restricted"
    """A row is shown only to those who may see its value of this column."""


class Part(BaseModel):
    """A part of a contract; its fields are written as the Open Data Contract Standard writes them."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, alias_generator=to_camel)

    @model_validator(mode="after")
    def _has_known_fields(self) -> Self:
        # Instead of extra="forbid", which does not say what there is.
        for name, given in (self.model_extra or {}).items():
            known = ", ".join(str(field.alias) for field in type(self).model_fields.values())
            refuse(f".{name}", given, f"no such field, only {known}")
        return self


class Description(Part):
    """What a dataset or a product is for."""

    purpose: Annotated[str, Field(min_length=1)]


class AnyColumn(Part):
    """A column: its name, its type, whether each record has it, whether it identifies one."""

    name: SqlName
    logical_type: LogicalType
    required: bool = False
    primary_key: bool = False
    description: Annotated[str, Field(min_length=1)]
    classification: Classification | None = None


class Document(Part):
    """What every contract begins with."""

    api_version: Literal["v3.1.0"]
    kind: Literal["DataContract"]
    id: str
    name: SqlName
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    status: Literal["proposed", "draft", "active", "deprecated", "retired"]
    domain: Annotated[str, Field(pattern=r"^[a-z](-?[a-z0-9])*$", min_length=2, max_length=32)]
    description: Description


Read = TypeVar("Read", bound=Document)


def read(file: Path, model: type[Read]) -> Read:
    """Return the contract in a file. Raises ContractError for its first mistake, FileNotFoundError if it is absent."""
    name = f"contracts/{file.parent.name}/{file.name}"
    try:
        found = model.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise ContractError(name, *first_mistake(error)) from error
    if found.name != file.stem:
        raise ContractError(name, "name", shown(found.name), f"{shown(file.stem)}, as the file is named")
    return found


def check_table(name: str, table: str, columns: Sequence[AnyColumn]) -> None:
    """Refuse a table that is not called as its contract, columns of one name, and records without a key."""
    names = [column.name for column in columns]
    if table != name:
        refuse(".schema[0].name", table, f"{name!r}, the contract's name")
    for number, column in enumerate(columns):
        where = f".schema[0].properties[{number}]"
        if names.count(column.name) > 1:
            refuse(f"{where}.name", column.name, "each column once")
        if column.primary_key and not column.required:
            refuse(f"{where}.required", column.required, "true, for it is part of the key")
    restricted = [each for each in columns if each.classification is Classification.RESTRICTED]
    if len(restricted) > 1 or any(each.logical_type is not LogicalType.STRING for each in restricted):
        given = ", ".join(f"{each.name} ({each.logical_type})" for each in restricted)
        refuse(
            ".schema[0].properties, restricted",
            given,
            "one column of type string: a table has one row filter",
        )
    if not any(column.primary_key for column in columns):
        refuse(".schema[0].properties", names, "at least one with primaryKey, which identifies a record")


def refuse(where: str, given: object, allowed: str) -> NoReturn:
    """Raise the error of a validator: `where` follows the path of the part that is validated."""
    raise PydanticCustomError("refused", "refused", {"where": where, "given": given, "allowed": allowed})


def first_mistake(error: ValidationError) -> tuple[str, str, str]:
    """Return where the first mistake is, what was given there and what is allowed."""
    return mistakes(error)[0]


def mistakes(error: ValidationError) -> list[tuple[str, str, str]]:
    """Return of every mistake where it is, what was given there and what is allowed."""
    return [_mistake(found) for found in error.errors(include_url=False)]


def _mistake(found: ErrorDetails) -> tuple[str, str, str]:
    context = found.get("ctx", {})
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found["loc"])
    given, allowed = shown(found["input"]), found["msg"]
    match found["type"]:
        case "refused":
            where, given, allowed = where + context["where"], shown(context["given"]), context["allowed"]
        case "missing":
            given, allowed = "missing", "a value, for there is no default"
        case "extra_forbidden":
            allowed = "no such field"
        case "json_invalid":
            where, given, allowed = "the text", f"no JSON ({context['error']})", "a JSON document"
        case _:
            for beginning in EXPECTS:
                allowed = allowed.removeprefix(beginning)
    return where.lstrip(".") or "the document", given, allowed


def shown(value: object) -> str:
    """Return a value as JSON on one line, shortened."""
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."
