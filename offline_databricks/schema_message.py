"""The answer to GetProviderSchema, encoded once and kept."""

import json
from collections.abc import Mapping
from typing import Final

from offline_databricks.messages import CODEC
from offline_databricks.protobuf import Message
from offline_databricks.schema import Attribute, Body, Json, Nesting, Schema, body_from_json
from offline_databricks.sensitive import is_sensitive

CAPABILITIES: Final[Message] = {"get_provider_schema_optional": True}

_NESTING: Final = {Nesting.SINGLE: 1, Nesting.LIST: 2, Nesting.SET: 3}
"""The numbers are the same for blocks and for nested attributes."""


def encode_schema(schema: Schema) -> bytes:
    """Return the whole schema as Terraform reads it."""
    return CODEC.encode(
        "GetProviderSchema.Response",
        {
            "provider": _schema("databricks", schema.provider),
            "resource_schemas": {name: _schema(name, body) for name, body in schema.resources.items()},
            "data_source_schemas": {name: _schema(name, body) for name, body in schema.data_sources.items()},
            "server_capabilities": CAPABILITIES,
        },
    )


def _schema(type_name: str, body: Json) -> Message:
    return {"block": _block(type_name, body_from_json(body), "")}


def _block(type_name: str, body: Body, path: str) -> Message:
    return {
        "attributes": _attributes(type_name, body.attributes, path),
        "block_types": [
            {
                "type_name": name,
                "block": _block(type_name, block.body, f"{path}{name}."),
                "nesting": _NESTING[block.nesting],
                "min_items": block.min_items,
                "max_items": block.max_items,
            }
            for name, block in body.blocks.items()
        ],
    }


def _attributes(type_name: str, attributes: Mapping[str, Attribute], path: str) -> list[Message]:
    by_name = sorted(attributes.values(), key=lambda attribute: attribute.name)
    return [_attribute(type_name, attribute, path) for attribute in by_name]


def _attribute(type_name: str, attribute: Attribute, path: str) -> Message:
    message: Message = {
        "name": attribute.name,
        "required": attribute.required,
        "optional": attribute.optional,
        "computed": attribute.computed,
        "sensitive": is_sensitive(type_name, path + attribute.name),
    }
    if attribute.nested is None:
        return message | {"type": json.dumps(attribute.type).encode()}
    below = _attributes(type_name, attribute.nested.attributes, f"{path}{attribute.name}.")
    return message | {"nested_type": {"attributes": below, "nesting": _NESTING[attribute.nested.nesting]}}
