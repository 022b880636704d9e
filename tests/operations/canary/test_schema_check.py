"""What a schema refuses of synthesised JSON, each fault beside what is right."""

import copy
from typing import Any

import pytest

from offline_databricks.schema import Attribute, Block, Body, Nested, Nesting, Schema, body_to_json
from operations.canary.schema_check import check_stack, count, types_in_use

CREATE = Body({"create": Attribute("create", "string", optional=True)}, {})
MODE = Nested(Nesting.SINGLE, {"mode": Attribute("mode", "string", required=True)})
KEY = Nested(Nesting.LIST, {"key": Attribute("key", "string", required=True)})
INNER = Body({"days": Attribute("days", "number", required=True)}, {})
BODY = Body(
    attributes={
        "name": Attribute("name", "string", required=True),
        "on": Attribute("on", "bool", optional=True),
        "size": Attribute("size", "number", optional=True),
        "arn": Attribute("arn", "string", computed=True),
        "tags": Attribute("tags", ["map", "string"], optional=True),
        "ports": Attribute("ports", ["set", "number"], optional=True),
        "tag_sets": Attribute("tag_sets", ["list", ["map", "string"]], optional=True),
        "options": Attribute("options", "", optional=True, nested=MODE),
        "rules": Attribute("rules", "", optional=True, nested=KEY),
    },
    blocks={
        "rule": Block("rule", Nesting.LIST, INNER, min_items=1, max_items=2),
        "timeouts": Block("timeouts", Nesting.SINGLE, CREATE),
    },
)
SCHEMA = Schema({}, {"a_thing": body_to_json(BODY)}, {"a_look": body_to_json(INNER)})
RIGHT: dict[str, Any] = {
    "//": {"metadata": {}},
    "depends_on": ["a_thing.other"],
    "lifecycle": {"prevent_destroy": True},
    "name": "one",
    "on": True,
    "size": 3,
    "tags": {"a": "b"},
    "ports": [1, "2"],
    "tag_sets": [{"a": "b"}],
    "options": {"mode": "fast"},
    "rules": [{"key": "a"}],
    "rule": {"days": 1},
    "timeouts": {"create": "5m"},
}  # fmt: skip


def refused(**changes: Any) -> list[str]:
    """What is refused of the right thing with changes; None takes an argument out."""
    given = {name: value for name, value in (copy.deepcopy(RIGHT) | changes).items() if value is not None}
    stack = {"resource": {"a_thing": {"it": given}, "terraform_data": {"wait": {"input": 1}}}}
    return list(check_stack(stack, "a", SCHEMA))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": 3},
        {"on": "true", "size": "1.5e3"},
        {"on": "${a_thing.other.on}", "tags": "${a_thing.other.tags}", "rules": "${a_thing.other.rules}"},
        {"options": "%{if true}x%{endif}", "ports": ["${a_thing.other.size}"]},
        {"rule": [{"days": 1}, {"days": "${a_thing.other.size}"}]},
        {"tags": None, "options": None, "timeouts": None},
    ],
)
def test_what_terraform_converts_and_every_expression_is_right(changes: dict[str, Any]) -> None:
    assert refused(**changes) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"nmae": "one"}, "a_thing.it.nmae: no such argument or block"),
        ({"name": None}, "a_thing.it.name: required, and not there"),
        ({"arn": "arn:aws:x"}, "a_thing.it.arn: only the provider sets it"),
        ({"name": {"a": "b"}}, "a_thing.it.name: {'a': 'b'} is no string"),
        ({"name": ["one"]}, "a_thing.it.name: ['one'] is no string"),
        ({"on": "yes"}, "a_thing.it.on: 'yes' is no bool"),
        ({"on": 1}, "a_thing.it.on: 1 is no bool"),
        ({"size": "three"}, "a_thing.it.size: 'three' is no number"),
        ({"size": True}, "a_thing.it.size: True is no number"),
        ({"tags": ["a"]}, "a_thing.it.tags: ['a'] is no map"),
        ({"tags": {"a": []}}, "a_thing.it.tags['a']: [] is no string"),
        ({"ports": 1}, "a_thing.it.ports: 1 is no set"),
        ({"ports": [1, "b"]}, "a_thing.it.ports[1]: 'b' is no number"),
        ({"tag_sets": ["a"]}, "a_thing.it.tag_sets[0]: 'a' is no map"),
        ({"options": {"mdoe": "fast", "mode": "fast"}}, "a_thing.it.options.mdoe: no such argument or block"),
        ({"options": {}}, "a_thing.it.options.mode: required, and not there"),
        ({"options": [{"mode": "fast"}]}, "a_thing.it.options: [{'mode': 'fast'}] is no object"),
        ({"rules": {"key": "a"}}, "a_thing.it.rules: {'key': 'a'} is no list of objects"),
        ({"rules": [{"key": []}]}, "a_thing.it.rules.key: [] is no string"),
        ({"rule": None}, "a_thing.it.rule: 0 blocks, at least 1 must be there"),
        ({"rule": [{"days": 1}] * 3}, "a_thing.it.rule: 3 blocks, at most 2 may be there"),
        ({"rule": [{"days": 1, "day": 2}]}, "a_thing.it.rule.day: no such argument or block"),
        ({"rule": "one"}, "a_thing.it.rule: 'one' is no block"),
        ({"timeouts": {"create": {}}}, "a_thing.it.timeouts.create: {} is no string"),
    ],
)
def test_what_the_schema_does_not_take_is_refused_with_its_place(
    changes: dict[str, Any], problem: str
) -> None:
    assert refused(**changes) == [problem]


def test_types_that_the_provider_lacks_are_refused_and_those_of_others_are_not_judged() -> None:
    stack = {
        "resource": {"a_thong": {"it": {}}, "b_thing": {"it": {"x": 1}}},
        "data": {"a_look": {"it": {"days": 1}}, "a_thing": {"it": {}}},
    }
    assert list(check_stack(stack, "a", SCHEMA)) == [
        "a_thong: the provider has no such type",
        "data.a_thing: the provider has no such type",
    ]
    assert count(stack, "a") == 3
    assert types_in_use([stack], "a") == {"a_thong", "a_look", "a_thing"}
