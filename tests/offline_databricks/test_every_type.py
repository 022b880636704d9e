"""Every resource type can be made by the schema alone, and a second plan of it is empty."""

from typing import Any

import pytest

from offline_databricks.cache import Bodies, Cache
from offline_databricks.configuration import Configuration, Mode
from offline_databricks.lifecycle import Lifecycle, conform
from offline_databricks.planning import plan, replacing
from offline_databricks.schema import Attribute, Body, Nesting
from offline_databricks.store import Store
from offline_databricks.surroundings import object_key
from offline_databricks.values import encode
from provider_facts.databricks import LEVELS, Level, rules
from tests.offline_databricks.project import ACCOUNT_ID, WORKSPACE

UNKNOWN_PACKED = b"\xd4\x00\x00"

PLAIN = {"string": "x", "number": 1, "bool": True}


def value(attribute: Attribute) -> Any:
    if attribute.nested is not None:
        below = {name: value(one) for name, one in attribute.nested.attributes.items() if one.required}
        return below if attribute.nested.nesting is Nesting.SINGLE else [below]
    return (
        PLAIN[attribute.type]
        if isinstance(attribute.type, str)
        else {}
        if attribute.type[0] == "map"
        else ["x"]
    )


def least(body: Body) -> dict[str, Any]:
    found = {name: value(attribute) for name, attribute in body.attributes.items() if attribute.required}
    return found | {name: [least(block.body)] for name, block in body.blocks.items() if block.min_items}


@pytest.mark.parametrize("type_name", sorted(LEVELS))
def test_made_and_planned_again(type_name: str, cache: Cache, tmp_path: Any):
    body, facts = Bodies(cache).resource(type_name), rules(type_name)
    host = "https://accounts.cloud.databricks.com" if LEVELS[type_name] is Level.ACCOUNT else WORKSPACE
    lifecycle = Lifecycle(Configuration(Mode.APPLY, tmp_path / "store", host, ACCOUNT_ID), type_name, body)
    config = conform(body, least(body))
    planned = plan(facts, body, None, config, config)
    made = lifecycle.create(planned)
    assert UNKNOWN_PACKED not in encode(made)
    assert lifecycle.read(made) == made
    assert plan(facts, body, made, made, config) == made
    assert replacing(facts, body, made, made, config) == []
    for name, block in body.blocks.items():
        if name != "timeouts" and not block.min_items:
            assert made[name] == []
    lifecycle.delete(made)
    left = Store(tmp_path / "store").objects()
    assert [one.id for one in left] in ([], [object_key(type_name, made)])
