"""What every part of a contract is: frozen, strict about types, closed to unknown fields; and how one is refused."""

import json
from typing import Final, NoReturn, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

LONGEST_VALUE: Final = 120
"""Characters of a value that a message repeats."""

EXPECTS: Final = ("Input should be ", "String should ", "Tuple should ")
"""How pydantic begins what it says of a value that it does not take."""


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


def refuse(where: str, given: object, allowed: str) -> NoReturn:
    """Raise the error of a validator: `where` follows the path of the part that is validated."""
    raise PydanticCustomError("refused", "refused", {"where": where, "given": given, "allowed": allowed})


def first_mistake(error: ValidationError) -> tuple[str, str, str]:
    """Return where the first mistake is, what was given there and what is allowed."""
    found = error.errors(include_url=False)[0]
    context = found.get("ctx", {})
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found["loc"])
    given, allowed = shown(found["input"]), found["msg"]
    match found["type"]:
        case "refused":
            where, given, allowed = where + context["where"], shown(context["given"]), context["allowed"]
        case "missing":
            given, allowed = "missing", "a value, which every contract has there"
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
