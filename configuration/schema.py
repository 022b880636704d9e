"""What the JSON Schema of an environment allows at a path, in words."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from configuration.databricks.account import DatabricksAccountSettings
from configuration.model import EnvironmentConfig

Node = dict[str, Any]

IPV4_BLOCK = "an IPv4 block with no host bits set, such as 10.0.0.0/16"


@cache
def environment_schema() -> Node:
    """Return the JSON Schema (2020-12) of one environment."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **EnvironmentConfig.model_json_schema(mode="validation"),
    }


@cache
def _definitions() -> Node:
    """Return every model by name, those of the Databricks account too."""
    account = DatabricksAccountSettings.model_json_schema(mode="validation")
    return {**environment_schema()["$defs"], **account["$defs"], account["title"]: account}


def node_at(path: Sequence[int | str], model: str = EnvironmentConfig.__name__) -> Node | None:
    """Return the schema of the value at a path from a model; None where the model has no such field."""
    schema = environment_schema()
    node: Node = schema if model == schema["title"] else _definitions()[model]
    for part in path:
        branch = next(
            (option for option in _options(node) if option.get("type") in {"object", "array"}), None
        )
        if branch is None:
            return None
        child = branch.get("items") if isinstance(part, int) else branch.get("properties", {}).get(part)
        if child is None:
            return None
        node = child
    return node


def fields_of(node: Node) -> list[str]:
    """Return the names of the fields of an object."""
    return [name for option in _options(node) for name in option.get("properties", {})]


def describe(node: Node) -> str:
    """Return the values that a schema allows, as a person would say it."""
    return " or ".join(_describe_one(option) for option in _options(node))


def _options(node: Node) -> list[Node]:
    """Return the alternatives of a schema, references followed."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        return _options(_definitions()[name])
    return [option for each in node["anyOf"] for option in _options(each)] if "anyOf" in node else [node]


def _describe_one(node: Node) -> str:
    match node:
        case {"enum": values}:
            words = ", ".join(map(str, values))
        case {"type": "array", "items": items}:
            words = f"a list of {_span(node, 'minItems', 'maxItems')}entries, each {describe(items)}"
        case {"type": "object"}:
            words = f"an object with {', '.join(fields_of(node))}"
        case {"type": "integer", "exclusiveMinimum": least}:
            words = f"a whole number greater than {least}"
        case {"type": "integer", "minimum": least, "maximum": most}:
            words = f"a whole number from {least} to {most}"
        case {"type": "integer", "minimum": least}:
            words = f"a whole number of {least} or more"
        case {"type": "number", "exclusiveMinimum": least, "maximum": most}:
            words = f"a number above {least} and up to {most}"
        case {"type": "boolean"}:
            words = "true or false"
        case {"type": "string"}:
            words = _describe_text(node)
        case _:
            words = str(node["type"])
    return words


def _describe_text(node: Node) -> str:
    if node.get("format") == "ipv4network":
        return IPV4_BLOCK
    if node.get("format") == "date-time":
        return "a time with its zone, such as 2026-01-01T00:00:00Z"
    if node.get("format") == "uuid":
        return "a UUID, such as 01234567-89ab-cdef-0123-456789abcdef"
    length = _span(node, "minLength", "maxLength")
    words = f"text of {length}characters" if length else "text"
    return f"{words} matching {node['pattern']}" if "pattern" in node else words


def _span(node: Node, least: str, most: str) -> str:
    match node.get(least), node.get(most):
        case None, None:
            return ""
        case None, maximum:
            return f"up to {maximum} "
        case minimum, None:
            return f"at least {minimum} "
        case minimum, maximum:
            return f"{minimum} to {maximum} "


def schema_text() -> str:
    """Return the JSON Schema as a file holds it."""
    return json.dumps(environment_schema(), indent=2) + "\n"
