"""What a change will look like: what is not known yet, what is kept, what forces a replacement."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Final, cast

from offline_databricks.choices import chosen_templates
from offline_databricks.diagnostics import Path, refuse
from offline_databricks.identities import templates
from offline_databricks.schema import Attribute, Block, Body, Nesting
from offline_databricks.templates import names_in
from offline_databricks.values import UNKNOWN, Object, Value, given
from provider_facts.databricks import EVERY_ARGUMENT, ResourceRules

_NEVER_REPLACES: Final = ("timeouts",)


def plan(rules: ResourceRules, body: Body, prior: Object | None, proposed: Object, config: Object) -> Object:
    """Return the object that the change will make, with UNKNOWN for what only the apply shows."""
    planned = deepcopy(proposed)
    _defaults(rules, body, planned)
    if prior is None:
        return _unknown_computed(body, planned, None)
    if planned == prior:
        return planned
    planned = _unknown_computed(body, planned, prior)
    for name, template in {**templates(rules.type), **chosen_templates(rules.type, planned)}.items():
        # An attribute that only repeats others, as an id made of names does, follows them.
        if name in body.attributes and config.get(name) is None and body.attributes[name].computed:
            feeding = [one for one in names_in(template) if one in body.attributes]
            if any(planned.get(one) != prior.get(one) for one in feeding):
                planned[name] = UNKNOWN
    return planned


def replacing(rules: ResourceRules, body: Body, prior: Object, planned: Object, config: Object) -> list[Path]:
    """Return the paths whose change the provider can only make by a new object."""
    changed = [
        name
        for name in (*body.attributes, *body.blocks)
        if planned.get(name) != prior.get(name)
        and name not in _NEVER_REPLACES
        and _argument(body, name, config)
    ]
    found: list[Path] = []
    for path in rules.replace_on:
        if path == EVERY_ARGUMENT:
            found += [(name,) for name in changed if name not in rules.in_place]
            continue
        steps = path.split(".")
        if steps[0] in changed and _at(planned, steps) != _at(prior, steps):
            found.append((steps[0],))
    return list(dict.fromkeys(found))


def check_update(type_name: str, prior: Object, planned: Object) -> None:
    """Raise RefusedError for a change that the provider refuses when it plans."""
    removed = "private_access_settings_id"
    if type_name == "databricks_mws_workspaces" and prior.get(removed) and not given(planned.get(removed)):
        # Source: the type's CustomizeDiff in mws/resource_mws_workspaces.go.
        raise refuse("cannot remove private access setting from workspace", path=(removed,))


def _argument(body: Body, name: str, config: Object) -> bool:
    attribute = body.attributes.get(name)
    return attribute is None or not attribute.computed or config.get(name) is not None


def _at(value: Value, steps: list[str]) -> Value:
    if isinstance(value, list):
        return [_at(one, steps) for one in cast("list[Value]", value)]
    if not steps or not isinstance(value, Mapping):
        return value
    return _at(cast("Object", value).get(steps[0]), steps[1:])


def _defaults(rules: ResourceRules, body: Body, planned: Object) -> None:
    for name, value in rules.defaults.items():
        if name in body.attributes and planned.get(name) is None:
            planned[name] = value


def _unknown_computed(body: Body, planned: Object, prior: Object | None) -> Object:
    made = {
        name: _attribute(attribute, planned.get(name), prior, name)
        for name, attribute in body.attributes.items()
    }
    for name, block in body.blocks.items():
        made[name] = _block(block, planned.get(name), None if prior is None else prior.get(name))
    return made


def _attribute(attribute: Attribute, value: Value, prior: Object | None, name: str) -> Value:
    if value is None:
        return UNKNOWN if attribute.computed and prior is None else None
    if attribute.nested is None or value is UNKNOWN:
        return value
    body = Body(attribute.nested.attributes, {})
    return _objects(body, attribute.nested.nesting, value, None if prior is None else prior.get(name))


def _block(block: Block, value: Value, prior: Value) -> Value:
    return value if value is None or value is UNKNOWN else _objects(block.body, block.nesting, value, prior)


def _objects(body: Body, nesting: Nesting, value: Value, prior: Value) -> Value:
    if not isinstance(value, list):
        return _unknown_computed(body, value, prior if isinstance(prior, dict) else None)
    before = cast("list[Value]", prior if isinstance(prior, list) else [])
    made: list[Value] = []
    for index, one in enumerate(cast("list[Value]", value)):
        if not isinstance(one, dict):
            made.append(one)
        elif nesting is Nesting.SET:  # the members of a set have no place by which to find the former one
            made.append(_unknown_computed(body, one, one if one in before else None))
        else:
            same = before[index] if index < len(before) else None
            made.append(_unknown_computed(body, one, same if isinstance(same, dict) else None))
    return made
