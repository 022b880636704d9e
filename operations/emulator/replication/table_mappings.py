"""Which tables a replication reads and what they are called where it writes, by its table mappings.

Source: DMS user guide, "Specifying table selection and transformations rules using JSON".
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from operations.emulator.replication.deployed import cannot_follow

SELECTION: Final = ("include", "exclude", "explicit")
NAMING: Final[dict[str, Callable[[str, str], str]]] = {
    "rename": lambda _, value: value,
    "convert-lowercase": lambda name, _: name.lower(),
    "convert-uppercase": lambda name, _: name.upper(),
    "add-prefix": lambda name, value: value + name,
    "remove-prefix": str.removeprefix,
    "add-suffix": lambda name, value: name + value,
    "remove-suffix": str.removesuffix,
}
"""What a transformation may make of a name, by its action."""
REMOVE: Final = "remove-column"
TARGETS: Final = ("schema", "table", "column")
OF_ANY: Final = {"rule-type", "rule-id", "rule-name", "rule-action", "object-locator"}
KEYS: Final = {
    "selection": {*OF_ANY, "filters"},
    "transformation": {*OF_ANY, "rule-target", "value", "old-value"},
}
LOCATORS: Final = ("schema-name", "table-name", "column-name")


@dataclass(frozen=True, slots=True)
class _Rule:
    action: str
    target: str
    value: str
    locator: tuple[str, ...]
    """Schema, table and column, as far as they are given."""

    def matches(self, *names: str) -> bool:
        return len(names) >= len(self.locator) and all(
            _like(pattern, name) for pattern, name in zip(self.locator, names, strict=False)
        )


class TableMappings:
    """The rules of one replication. Raises OperationError for one that can't be followed here."""

    def __init__(self, replication: str, text: str) -> None:
        self._replication = replication
        given = json.loads(text)
        if set(given) != {"rules"}:
            raise self._unknown("table mappings", sorted(given), "rules")
        self._selections: list[_Rule] = []
        self._transformations: list[_Rule] = []
        for rule in given["rules"]:
            kind = rule.get("rule-type")
            if kind not in KEYS:
                raise self._unknown("rule-type", kind, " or ".join(KEYS))
            for name in rule.keys() - KEYS[kind]:
                raise self._unknown(f"{name} of rule {rule.get('rule-id')}", rule[name], "none of that name")
            if kind == "selection":
                self._selections.append(self._selection(rule))
            else:
                self._transformations.append(self._transformation(rule))

    def selects(self, schema: str, table: str) -> bool:
        """Return whether rows of a table are read: included by a rule, and excluded by none."""
        actions = {rule.action for rule in self._selections if rule.matches(schema, table)}
        return bool(actions) and "exclude" not in actions

    def place(self, schema: str, table: str) -> tuple[str, str]:
        """Return what schema and table are called where they are written."""
        return self._named("schema", schema, schema), self._named("table", table, schema, table)

    def column(self, schema: str, table: str, column: str) -> str | None:
        """Return what a column is called where it is written; None if it isn't."""
        if any(
            rule.action == REMOVE and rule.matches(schema, table, column) for rule in self._transformations
        ):
            return None
        return self._named("column", column, schema, table, column)

    def _named(self, target: str, name: str, *path: str) -> str:
        for rule in self._transformations:
            if rule.target == target and rule.action in NAMING and rule.matches(*path):
                name = NAMING[rule.action](name, rule.value)
        return name

    def _selection(self, rule: dict[str, Any]) -> _Rule:
        if rule["rule-action"] not in SELECTION:
            raise self._unknown("rule-action of a selection", rule["rule-action"], ", ".join(SELECTION))
        if rule.get("filters"):
            raise self._unknown(f"filters of rule {rule['rule-id']}", rule["filters"], "no filters")
        locator = self._locator(rule, ("schema-name", "table-name"))
        if rule["rule-action"] == "explicit" and any("%" in name for name in locator):
            raise self._unknown("the table of an explicit rule", ".".join(locator), "its name without %")
        return _Rule(rule["rule-action"], "table", "", locator)

    def _transformation(self, rule: dict[str, Any]) -> _Rule:
        target, action = rule.get("rule-target"), rule["rule-action"]
        if target not in TARGETS:
            raise self._unknown("rule-target", target, ", ".join(TARGETS))
        allowed = (*NAMING, *([REMOVE] if target == "column" else []))
        if action not in allowed:
            raise self._unknown(f"rule-action of a {target}", action, ", ".join(allowed))
        wanted = LOCATORS[: TARGETS.index(target) + 1]
        return _Rule(action, target, rule.get("value") or "", self._locator(rule, wanted))

    def _locator(self, rule: dict[str, Any], wanted: tuple[str, ...]) -> tuple[str, ...]:
        given = rule["object-locator"]
        if set(given) != set(wanted):
            raise self._unknown(f"object-locator of rule {rule['rule-id']}", given, " and ".join(wanted))
        return tuple(given[name] for name in wanted)

    def _unknown(self, what: str, given: object, known: str) -> Exception:
        return cannot_follow(self._replication, what, given, known)


def _like(pattern: str, name: str) -> bool:
    """Return whether a name is meant; % stands for any characters."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("%"))), name, re.DOTALL) is not None
