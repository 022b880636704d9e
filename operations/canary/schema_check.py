"""Synthesised JSON held against the schema of a provider."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from offline_databricks.schema import Attribute, Block, Body, CtyType, Nested, Nesting, Schema, body_from_json

META_ARGUMENTS: Final = frozenset(
    {"//", "connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"}
)
"""What Terraform itself reads of a resource (developer.hashicorp.com/terraform/language/meta-arguments)."""

_EXPRESSION: Final = re.compile(r"[$%]\{")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


def check_stack(document: Mapping[str, Any], provider: str, schema: Schema) -> Iterator[str]:
    """Yield what the schema refuses of a stack's resources and data sources of one provider, each with its address.

    It judges names of types, arguments and blocks, what is required, what only the provider sets, how many blocks
    there may be, and types of values as Terraform converts them; an expression fits every type.
    """
    for kind, type_, bodies in _bodies(document, provider):
        prefix, types = ("", schema.resources) if kind == "resource" else ("data.", schema.data_sources)
        if type_ not in types:
            yield f"{prefix}{type_}: the provider has no such type"
            continue
        body = body_from_json(types[type_])
        for name, given in bodies.items():
            arguments = {key: value for key, value in given.items() if key not in META_ARGUMENTS}
            yield from _check_body(body, arguments, f"{prefix}{type_}.{name}")


def types_in_use(documents: Iterable[Mapping[str, Any]], provider: str) -> frozenset[str]:
    """Return the types of a provider that stacks have, of resources and of data sources."""
    return frozenset(type_ for document in documents for _, type_, _ in _bodies(document, provider))


def count(document: Mapping[str, Any], provider: str) -> int:
    """Return how many resources and data sources of a provider a stack has."""
    return sum(len(bodies) for _, _, bodies in _bodies(document, provider))


def _bodies(document: Mapping[str, Any], provider: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for kind in ("resource", "data"):
        for type_, bodies in document.get(kind, {}).items():
            if type_.startswith(f"{provider}_"):
                yield kind, type_, bodies


def _check_body(body: Body, given: Mapping[str, Any], path: str) -> Iterator[str]:
    for name in sorted(given.keys() - body.attributes.keys() - body.blocks.keys()):
        yield f"{path}.{name}: no such argument or block"
    for attribute in body.attributes.values():
        yield from _check_attribute(attribute, given.get(attribute.name), f"{path}.{attribute.name}")
    for block in body.blocks.values():
        yield from _check_block(block, given.get(block.name), f"{path}.{block.name}")


def _check_attribute(attribute: Attribute, value: Any, path: str) -> Iterator[str]:
    if value is None:
        if attribute.required:
            yield f"{path}: required, and not there"
    elif attribute.read_only:
        yield f"{path}: only the provider sets it"
    elif attribute.nested is not None:
        yield from _check_nested(attribute.nested, value, path)
    else:
        yield from _check_type(attribute.type, value, path)


def _check_nested(nested: Nested, value: Any, path: str) -> Iterator[str]:
    if _expression(value):
        return
    objects = [value] if nested.nesting is Nesting.SINGLE else value
    if not isinstance(objects, list) or not all(isinstance(one, dict) or _expression(one) for one in objects):
        yield f"{path}: {value!r} is no {'object' if nested.nesting is Nesting.SINGLE else 'list of objects'}"
        return
    for one in objects:
        if isinstance(one, dict):
            yield from _check_body(Body(nested.attributes, {}), one, path)


def _check_block(block: Block, value: Any, path: str) -> Iterator[str]:
    # JSON writes one block as an object or as a list of one.
    found: list[Any] = [] if value is None else value if isinstance(value, list) else [value]
    if len(found) < block.min_items:
        yield f"{path}: {len(found)} blocks, at least {block.min_items} must be there"
    if block.max_items and len(found) > block.max_items:
        yield f"{path}: {len(found)} blocks, at most {block.max_items} may be there"
    for one in found:
        if isinstance(one, dict):
            yield from _check_body(block.body, one, path)
        else:
            yield f"{path}: {one!r} is no block"


def _check_type(type_: CtyType, value: Any, path: str) -> Iterator[str]:
    if _expression(value):
        return
    if isinstance(type_, str):
        if not _fits(type_, value):
            yield f"{path}: {value!r} is no {type_}"
        return
    kind, element = type_
    if kind == "map":
        if isinstance(value, dict):
            for key, one in value.items():
                yield from _check_type(element, one, f"{path}[{key!r}]")
            return
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _check_type(element, one, f"{path}[{index}]")
        return
    yield f"{path}: {value!r} is no {kind}"


def _fits(type_: str, value: Any) -> bool:
    """Return whether Terraform takes a value for a type, converted where it converts.

    Source: developer.hashicorp.com/terraform/language/expressions/types, "Type Conversion".
    """
    if isinstance(value, dict | list) or value is None:
        return False
    if type_ == "bool":
        return isinstance(value, bool) or value in {"true", "false"}
    if type_ == "number":
        return not isinstance(value, bool) and (
            isinstance(value, int | float) or _NUMBER.fullmatch(value) is not None
        )
    return type_ == "string"


def _expression(value: Any) -> bool:
    return isinstance(value, str) and _EXPRESSION.search(value) is not None
