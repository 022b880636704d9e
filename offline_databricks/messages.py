"""The messages of Terraform's plugin protocol 6 that a provider without functions needs.

Source: `tfplugin6.proto` of hashicorp/terraform, version 6.8; field numbers of a protocol never change.
"""

from collections.abc import Mapping
from typing import Final

from offline_databricks.protobuf import Codec, Field, Fields


def _fields(*fields: tuple[int, str, str] | tuple[int, str, str, str]) -> Fields:
    return tuple(
        Field(field[0], field[1], field[2], repeated="repeated" in field[3:], map="map" in field[3:])
        for field in fields
    )


MESSAGES: Final[Mapping[str, Fields]] = {
    "Empty": (),
    "DynamicValue": _fields((1, "msgpack", "bytes"), (2, "json", "bytes")),
    "RawState": _fields((1, "json", "bytes")),
    "Step": _fields((1, "attribute", "string"), (2, "key", "string"), (3, "index", "int")),
    "AttributePath": _fields((1, "steps", "Step", "repeated")),
    "Diagnostic": _fields(
        (1, "severity", "int"),
        (2, "summary", "string"),
        (3, "detail", "string"),
        (4, "attribute", "AttributePath"),
    ),
    "Attribute": _fields(
        (1, "name", "string"),
        (2, "type", "bytes"),
        (10, "nested_type", "Nested"),
        (4, "required", "bool"),
        (5, "optional", "bool"),
        (6, "computed", "bool"),
        (7, "sensitive", "bool"),
    ),
    "Nested": _fields((1, "attributes", "Attribute", "repeated"), (3, "nesting", "int")),
    "Block": _fields(
        (2, "attributes", "Attribute", "repeated"), (3, "block_types", "NestedBlock", "repeated")
    ),
    "NestedBlock": _fields(
        (1, "type_name", "string"),
        (2, "block", "Block"),
        (3, "nesting", "int"),
        (4, "min_items", "int"),
        (5, "max_items", "int"),
    ),
    "Schema": _fields((1, "version", "int"), (2, "block", "Block")),
    "Capabilities": _fields((1, "plan_destroy", "bool"), (2, "get_provider_schema_optional", "bool")),
    "GetProviderSchema.Response": _fields(
        (1, "provider", "Schema"),
        (2, "resource_schemas", "Schema", "map"),
        (3, "data_source_schemas", "Schema", "map"),
        (6, "server_capabilities", "Capabilities"),
    ),
    "TypeName": _fields((1, "type_name", "string")),
    "GetMetadata.Response": _fields(
        (1, "server_capabilities", "Capabilities"),
        (3, "data_sources", "TypeName", "repeated"),
        (4, "resources", "TypeName", "repeated"),
    ),
    # Requests and responses with the same fields share an entry.
    "Config": _fields((1, "config", "DynamicValue")),
    "ConfigureProvider.Request": _fields((1, "terraform_version", "string"), (2, "config", "DynamicValue")),
    "ValidateProviderConfig.Response": _fields((2, "diagnostics", "Diagnostic", "repeated")),
    "TypeConfig": _fields((1, "type_name", "string"), (2, "config", "DynamicValue")),
    "Diagnostics": _fields((1, "diagnostics", "Diagnostic", "repeated")),
    "UpgradeResourceState.Request": _fields(
        (1, "type_name", "string"), (2, "version", "int"), (3, "raw_state", "RawState")
    ),
    "State": _fields((1, "state", "DynamicValue"), (2, "diagnostics", "Diagnostic", "repeated")),
    "ReadResource.Request": _fields(
        (1, "type_name", "string"), (2, "current_state", "DynamicValue"), (3, "private", "bytes")
    ),
    "ReadResource.Response": _fields(
        (1, "new_state", "DynamicValue"),
        (2, "diagnostics", "Diagnostic", "repeated"),
        (3, "private", "bytes"),
    ),
    "PlanResourceChange.Request": _fields(
        (1, "type_name", "string"),
        (2, "prior_state", "DynamicValue"),
        (3, "proposed_new_state", "DynamicValue"),
        (4, "config", "DynamicValue"),
        (5, "prior_private", "bytes"),
    ),
    "PlanResourceChange.Response": _fields(
        (1, "planned_state", "DynamicValue"),
        (2, "requires_replace", "AttributePath", "repeated"),
        (3, "planned_private", "bytes"),
        (4, "diagnostics", "Diagnostic", "repeated"),
        (5, "legacy_type_system", "bool"),
    ),
    "ApplyResourceChange.Request": _fields(
        (1, "type_name", "string"),
        (2, "prior_state", "DynamicValue"),
        (3, "planned_state", "DynamicValue"),
        (4, "config", "DynamicValue"),
        (5, "planned_private", "bytes"),
    ),
    "ApplyResourceChange.Response": _fields(
        (1, "new_state", "DynamicValue"),
        (2, "private", "bytes"),
        (3, "diagnostics", "Diagnostic", "repeated"),
        (4, "legacy_type_system", "bool"),
    ),
    "ImportResourceState.Request": _fields((1, "type_name", "string"), (2, "id", "string")),
    "Imported": _fields((1, "type_name", "string"), (2, "state", "DynamicValue"), (3, "private", "bytes")),
    "ImportResourceState.Response": _fields(
        (1, "imported_resources", "Imported", "repeated"), (2, "diagnostics", "Diagnostic", "repeated")
    ),
    "MoveResourceState.Response": _fields((3, "diagnostics", "Diagnostic", "repeated")),
    "StopProvider.Response": _fields((1, "error", "string")),
}

CODEC: Final = Codec(MESSAGES)
