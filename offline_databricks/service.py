"""The calls of Terraform's plugin protocol: messages in, messages out, no exception ever."""

import json
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from offline_databricks.cache import Cache
from offline_databricks.diagnostics import (
    Diagnostic,
    RefusedError,
    diagnostic_message,
    path_message,
    unexpected,
)
from offline_databricks.messages import CODEC
from offline_databricks.plugin import Call
from offline_databricks.protobuf import Message
from offline_databricks.provider import Provider
from offline_databricks.values import Value, decode, encode

_Answer: TypeAlias = Callable[[Message], Message]


def calls(provider: Provider, cache: Cache) -> Mapping[str, Call]:
    """Return what answers each call, by its name."""
    service = _Service(provider, cache)
    return {
        "GetProviderSchema": lambda _request: cache.schema_message,
        **{
            name: _call(request, response, getattr(service, method))
            for name, (request, response, method) in _CALLS.items()
        },
    }


_CALLS: Final[Mapping[str, tuple[str, str, str]]] = {
    "GetMetadata": ("Empty", "GetMetadata.Response", "metadata"),
    "GetFunctions": ("Empty", "Empty", "nothing"),
    "ValidateProviderConfig": ("Config", "ValidateProviderConfig.Response", "nothing"),
    "ConfigureProvider": ("ConfigureProvider.Request", "Diagnostics", "configure"),
    "StopProvider": ("Empty", "StopProvider.Response", "nothing"),
    "ValidateResourceConfig": ("TypeConfig", "Diagnostics", "validate_resource"),
    "ValidateDataResourceConfig": ("TypeConfig", "Diagnostics", "validate_data_source"),
    "UpgradeResourceState": ("UpgradeResourceState.Request", "State", "upgrade"),
    "ReadResource": ("ReadResource.Request", "ReadResource.Response", "read"),
    "PlanResourceChange": ("PlanResourceChange.Request", "PlanResourceChange.Response", "plan"),
    "ApplyResourceChange": ("ApplyResourceChange.Request", "ApplyResourceChange.Response", "apply"),
    "ImportResourceState": ("ImportResourceState.Request", "ImportResourceState.Response", "import_"),
    "MoveResourceState": ("Empty", "MoveResourceState.Response", "move"),
    "ReadDataSource": ("TypeConfig", "State", "read_data_source"),
}


def _call(request_kind: str, response_kind: str, answer: _Answer) -> Call:
    def call(packed: bytes) -> bytes:
        request: Message = {}
        try:
            request = CODEC.decode(request_kind, packed)
            response = answer(request)
        except RefusedError as refused:
            response = _said(list(refused.diagnostics))
        except Exception as error:  # noqa: BLE001 - a fault here must not take Terraform's run with it
            response = _said([unexpected(error, *_values_in(request))])
        # What a failed apply left is what was there before: Terraform would else forget the object.
        if "diagnostics" in response and response_kind == "ApplyResourceChange.Response":
            response.setdefault("new_state", request.get("prior_state"))
        return CODEC.encode(response_kind, response)

    return call


class _Service:
    def __init__(self, provider: Provider, cache: Cache) -> None:
        self._provider = provider
        self._cache = cache

    def metadata(self, _request: Message) -> Message:
        schema = self._cache.schema
        return {
            "resources": [{"type_name": name} for name in schema.resources],
            "data_sources": [{"type_name": name} for name in schema.data_sources],
        }

    def nothing(self, _request: Message) -> Message:
        return {}

    def configure(self, request: Message) -> Message:
        return _said(self._provider.configure(_value(request["config"]) or {}))

    def validate_resource(self, request: Message) -> Message:
        return _said(self._provider.validate_resource(request["type_name"], _value(request["config"])))

    def validate_data_source(self, request: Message) -> Message:
        return _said(self._provider.validate_data_source(request["type_name"], _value(request["config"])))

    def upgrade(self, request: Message) -> Message:
        state = json.loads((request["raw_state"] or {}).get("json") or b"null")
        return {"state": _packed(self._provider.upgrade(request["type_name"], request["version"], state))}

    def read(self, request: Message) -> Message:
        state = self._provider.read(request["type_name"], _value(request["current_state"]))
        return {"new_state": _packed(state), "private": request["private"]}

    def plan(self, request: Message) -> Message:
        prior, proposed, config = (
            _value(request[name]) for name in ("prior_state", "proposed_new_state", "config")
        )
        planned, replaced = self._provider.plan(request["type_name"], prior, proposed, config)
        return {
            "planned_state": _packed(planned),
            "requires_replace": [path_message(path) for path in replaced],
            "planned_private": request["prior_private"],
            "legacy_type_system": self._legacy(request["type_name"]),
        }

    def apply(self, request: Message) -> Message:
        prior, planned, config = (
            _value(request[name]) for name in ("prior_state", "planned_state", "config")
        )
        return {
            "new_state": _packed(self._provider.apply(request["type_name"], prior, planned, config)),
            "private": request["planned_private"],
            "legacy_type_system": self._legacy(request["type_name"]),
        }

    def import_(self, request: Message) -> Message:
        state = self._provider.import_(request["type_name"], request["id"])
        return {"imported_resources": [{"type_name": request["type_name"], "state": _packed(state)}]}

    def move(self, _request: Message) -> Message:
        return _said([Diagnostic("A state cannot be moved between types with the offline stand-in")])

    def read_data_source(self, request: Message) -> Message:
        return {
            "state": _packed(self._provider.read_data_source(request["type_name"], _value(request["config"])))
        }

    def _legacy(self, type_name: str) -> bool:
        return self._provider.resource_body(type_name).legacy


def _said(diagnostics: list[Diagnostic]) -> Message:
    return {"diagnostics": [diagnostic_message(one) for one in diagnostics]}


def _value(message: Message | None) -> Value:
    if message is None:
        return None
    if message["msgpack"]:
        return decode(message["msgpack"])
    return json.loads(message["json"]) if message["json"] else None


def _packed(value: Value) -> Message:
    return {"msgpack": encode(value)}


def _values_in(request: Message) -> list[Value]:
    """Return the values of a request, for what must not be shown of them."""
    found: list[Value] = []
    for part in request.values():
        if isinstance(part, dict) and "msgpack" in part:
            try:
                found.append(_value(part))
            except ValueError:
                continue
    return found
