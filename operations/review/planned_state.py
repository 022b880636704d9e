"""What a plan from nothing makes, as a state that holds it already: the base that a change is asked on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

DYNAMIC: Final = {"terraform_data": ("input", "output", "triggers_replace")}
"""Arguments that take a value of any type: a state says the type beside the value."""


def stored(plan: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the resources of a plan from nothing as a state would hold them, as far as they are known."""
    aliases = {
        entry["address"]: entry.get("provider_config_key", "")
        for entry in plan["configuration"]["root_module"].get("resources", [])
    }
    providers = plan["configuration"]["provider_config"]
    for entry in plan["planned_values"]["root_module"].get("resources", []):
        alias = providers.get(aliases.get(entry["address"], ""), {}).get("alias")
        yield {
            "mode": "managed",
            "type": entry["type"],
            "name": entry["name"],
            "provider": f'provider["{entry["provider_name"]}"]' + (f".{alias}" if alias else ""),
            "instances": [
                {
                    "schema_version": entry["schema_version"],
                    "attributes": {"id": "known", **_attributes(entry["type"], entry["values"])},
                    "sensitive_attributes": [],
                }
            ],
        }


def state(resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a state that holds these resources."""
    return {"version": 4, "serial": 1, "lineage": "asked", "outputs": {}, "resources": resources}


def _attributes(type_: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as a state holds them."""
    dynamic = DYNAMIC.get(type_, ())
    return {
        name: {"value": value, "type": _type_of(value)} if name in dynamic and value is not None else value
        for name, value in values.items()
    }


def _type_of(value: Any) -> Any:
    """Return Terraform's name of a value's type."""
    match value:
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case str():
            return "string"
        case Mapping():
            return ["object", {name: _type_of(held) for name, held in value.items()}]
        case list():
            return ["tuple", [_type_of(held) for held in value]]
        case _:
            return "dynamic"
