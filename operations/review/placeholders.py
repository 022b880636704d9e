"""Plain texts in the place of references, so that a resource can be planned by itself."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final, cast

from configuration.emulator import ACCOUNT
from operations.common.embedded_engine.client import REGION

BEGIN: Final = re.compile(r"(?<!\$)\$\{")
REFERENCE: Final = re.compile(r"\b([a-z]+)_([a-z0-9]+)[a-z0-9_]*\.[A-Za-z0-9_-]+\.(\w+)")


def without_references(value: Any) -> Any:
    """Return a value with a plain text for each expression in it: the same for equal ones, of a fitting form."""
    if isinstance(value, str):
        return _replaced(value)
    if isinstance(value, Mapping):
        return {key: without_references(held) for key, held in value.items()}
    if isinstance(value, list):
        return [without_references(held) for held in cast("list[Any]", value)]
    return value


def _replaced(text: str) -> str:
    parts: list[str] = []
    position = 0
    while begin := BEGIN.search(text, position):
        end = _end(text, begin.end())
        parts += [text[position : begin.start()], placeholder(text[begin.end() : end - 1])]
        position = end
    return "".join([*parts, text[position:]])


def _end(text: str, position: int) -> int:
    """Return the position after the brace that closes an expression."""
    depth = 1
    while depth and position < len(text):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        position += 1
    return position


def placeholder(expression: str) -> str:
    """Return a text for an expression: an ARN for an ARN, digits for Databricks' ids, which may be numbers."""
    digest = hashlib.sha256(expression.encode()).hexdigest()
    number = str(int(digest[:12], 16))
    reference = REFERENCE.search(expression)
    if reference is None:
        return f"x{digest[:12]}"
    provider, service, attribute = reference.groups()
    if provider == "databricks":
        return number
    if attribute.endswith("arn"):
        return f"arn:aws:{service}:{REGION}:{ACCOUNT}:x/{digest[:12]}"
    return f"x-{digest[:12]}"
