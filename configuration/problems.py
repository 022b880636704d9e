"""Rewrites pydantic's errors for people: where, what, the value given, the values allowed, how to fix it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from configuration.errors import Problem, RuleError, as_text
from configuration.schema import describe, fields_of, node_at
from configuration.suggestion import did_you_mean

WHAT: Final = {
    "bool_type": "is not true or false",
    "enum": "is not one of the allowed values",
    "greater_than": "is too small",
    "greater_than_equal": "is too small",
    "int_type": "is not a whole number",
    "less_than_equal": "is too large",
    "literal_error": "is not one of the allowed values",
    "model_type": "is not an object",
    "string_pattern_mismatch": "has the wrong form",
    "string_too_long": "is too long",
    "string_too_short": "is too short",
    "string_type": "is not text",
    "too_long": "has too many entries",
    "too_short": "has too few entries",
    "tuple_type": "is not a list",
}
"""What pydantic's error types mean; any other keeps pydantic's own words."""

FIX: Final = {
    "enum": "choose one of them",
    "int_type": "write a number without quotes or fraction",
    "literal_error": "choose one of them",
    "string_type": "write text in quotes",
    "tuple_type": "write a list, also of a single value",
}

PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def explain(error: ValidationError, document: object = None) -> Iterator[Problem]:
    """Return every problem of a model; fields are named from that model.

    The document is what was validated, if at hand: list entries are then called by their own name.
    """
    for details in error.errors(include_url=False):
        yield from _explain_one(details, error.title, document)


def _explain_one(details: ErrorDetails, model: str, document: object) -> Iterator[Problem]:
    kind, path = details["type"], details["loc"]
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, RuleError):
        prefix = field_text(path, document)
        yield from (problem.under(prefix) for problem in cause.problems)
    elif kind == "extra_forbidden":
        yield _unknown_field(path, model, details["input"], document)
    else:
        node = node_at(path, model)
        yield Problem(
            field=field_text(path, document),
            what="is missing" if kind == "missing" else WHAT.get(kind, _own_words(details)),
            given="nothing" if kind == "missing" else as_text(details["input"]),
            allowed=describe(node) if node else "see anthill config schema",
            fix="add it" if kind == "missing" else FIX.get(kind, "give a value that is allowed"),
        )


def _own_words(details: ErrorDetails) -> str:
    message = details["msg"].removeprefix("Value error, ")
    return f"is not valid ({message[:1].lower()}{message[1:]})"


def _unknown_field(path: Sequence[int | str], model: str, value: Any, document: object) -> Problem:
    parent = node_at(path[:-1], model)
    known = fields_of(parent) if parent else []
    near = did_you_mean(str(path[-1]), known)
    return Problem(
        field=field_text(path, document),
        what="is not a known field",
        given=as_text(value),
        allowed=", ".join(known),
        fix=near.removeprefix("; ") or "remove it",
    )


def field_text(path: Sequence[int | str], document: object = None) -> str:
    """Return a path as `lake.layers[bronze].retention_days`, where the document names its list entries."""
    text = ""
    value: Any = document
    for part in path:
        value = _step(value, part)
        if isinstance(part, int):
            name = value.get("name") if isinstance(value, dict) else None
            text += f"[{name if isinstance(name, str) and PLAIN_NAME.fullmatch(name) else part}]"
        else:
            name = part if PLAIN_NAME.fullmatch(part) else as_text(part)
            text += f".{name}" if text else name
    return text


def _step(value: Any, part: int | str) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None
