"""What Databricks makes of arguments that are left out: texts and switches."""

from collections.abc import Mapping
from typing import cast

from offline_databricks.generation import USER
from offline_databricks.templates import filled
from offline_databricks.values import Object, Value
from provider_facts.databricks import ResourceRules


def fill_left_out(rules: ResourceRules, state: Object, surroundings: Mapping[str, str]) -> None:
    """Set in an object what the service fills in.

    Terraform then fails as with the real provider, "Provider produced inconsistent result after apply": the plan
    had no value, and only an attribute that is computed may get one.
    """
    around = {**surroundings, "user": USER}
    for path, text in rules.texts_to_set.items():
        if text.filled is not None:
            _fill(state, path.split("."), filled(text.filled, lambda name: around.get(name, "")))


def _fill(value: Value, steps: list[str], text: str) -> None:
    for one in cast("list[Value]", value) if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            continue
        if len(steps) > 1:
            _fill(one.get(steps[0]), steps[1:], text)
        elif one.get(steps[0]) is None:
            one[steps[0]] = text


def effective(rules: ResourceRules, state: Object) -> Object:
    """Return what holds in Databricks for switches that are on unless they are switched off."""
    return {f"effective_{name}": state.get(name) is not False for name in rules.on_by_default}
