"""The provider's schema: what a type's body holds, and how it is sent to Terraform and kept in a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

CtyType: TypeAlias = str | list[Any]
"""A type as Terraform writes it in JSON: `"string"`, `["list", "string"]`, `["map", "number"]`."""

Json: TypeAlias = dict[str, Any]


class Nesting(StrEnum):
    """How the objects of a block or of a nested attribute are held."""

    SINGLE = "single"
    LIST = "list"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: of a plain type, or with attributes of its own (`nested`, then `type` is empty)."""

    name: str
    type: CtyType
    required: bool = False
    optional: bool = False
    computed: bool = False
    nested: "Nested | None" = None

    @property
    def read_only(self) -> bool:
        """Whether only the provider sets it."""
        return self.computed and not (self.optional or self.required)


@dataclass(frozen=True, slots=True)
class Nested:
    """The attributes below an attribute."""

    nesting: Nesting
    attributes: Mapping[str, Attribute]


@dataclass(frozen=True, slots=True)
class Block:
    """A block; `max_items` is 0 where there is no bound."""

    name: str
    nesting: Nesting
    body: "Body"
    min_items: int = 0
    max_items: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between the braces of a resource, data source, provider or block."""

    attributes: Mapping[str, Attribute]
    blocks: Mapping[str, Block]

    @property
    def legacy(self) -> bool:
        """Whether the provider serves the type with its old SDK, which gives every type an `id` one may set."""
        id_ = self.attributes.get("id")
        return id_ is not None and id_.optional and id_.computed


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything the provider has, each part as `body_from_json` takes it: few are ever needed."""

    provider: Json
    resources: Mapping[str, Json]
    data_sources: Mapping[str, Json]

    def to_json(self) -> Json:
        """Return it as JSON takes it."""
        return {
            "provider": self.provider,
            "resources": dict(self.resources),
            "data_sources": dict(self.data_sources),
        }

    @classmethod
    def from_json(cls, document: Json) -> "Schema":
        """Return what `to_json` gave."""
        return cls(document["provider"], document["resources"], document["data_sources"])


_FLAGS: Final = ("required", "optional", "computed")


def body_to_json(body: Body) -> Json:
    """Return a body as JSON takes it."""
    return {
        "attributes": {name: _attribute_to_json(attribute) for name, attribute in body.attributes.items()},
        "blocks": {
            name: {
                "nesting": block.nesting,
                "min": block.min_items,
                "max": block.max_items,
                "body": body_to_json(block.body),
            }
            for name, block in body.blocks.items()
        },
    }


def body_from_json(document: Json) -> Body:
    """Return the body that `body_to_json` wrote."""
    return Body(
        attributes={
            name: _attribute_from_json(name, entry) for name, entry in document["attributes"].items()
        },
        blocks={
            name: Block(
                name, Nesting(entry["nesting"]), body_from_json(entry["body"]), entry["min"], entry["max"]
            )
            for name, entry in document["blocks"].items()
        },
    )


def _attribute_to_json(attribute: Attribute) -> Json:
    entry: Json = {"flags": [flag for flag in _FLAGS if getattr(attribute, flag)]}
    if attribute.nested is None:
        return entry | {"type": attribute.type}
    nested = attribute.nested
    below = {name: _attribute_to_json(one) for name, one in nested.attributes.items()}
    return entry | {"nesting": nested.nesting, "attributes": below}


def _attribute_from_json(name: str, entry: Json) -> Attribute:
    required, optional, computed = (flag in entry["flags"] for flag in _FLAGS)
    if "type" in entry:
        return Attribute(name, entry["type"], required, optional, computed)
    below = {one: _attribute_from_json(one, nested) for one, nested in entry["attributes"].items()}
    return Attribute(name, "", required, optional, computed, Nested(Nesting(entry["nesting"]), below))


def attributes_of(body: Body) -> Iterator[Attribute]:
    """Yield every attribute at and below a body."""
    yield from _below(body.attributes)
    for block in body.blocks.values():
        yield from attributes_of(block.body)


def _below(attributes: Mapping[str, Attribute]) -> Iterator[Attribute]:
    for attribute in attributes.values():
        yield attribute
        if attribute.nested is not None:
            yield from _below(attribute.nested.attributes)
