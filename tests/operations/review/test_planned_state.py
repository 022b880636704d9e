"""Terraform reads the state that is made of a plan: values of every type are what they were, and nothing changes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from operations.review import planned_state, replacement
from operations.review.change import Action
from operations.review.comparison import compare
from operations.review.planned_state import state, stored
from operations.review.replacement import ask_providers
from operations.synthesis.stacks import Synthesised
from operations.terraform.offline_plan import offline
from operations.terraform.run import TerraformRun
from tests.support.template import Template

VALUES: Mapping[str, Any] = {
    "text": "a",
    "fraction": 1.5,
    "whole": 3,
    "yes": True,
    "nothing": None,
    "list": ["a", 1, False, None],
    "object": {"a": {"b": [None, "c"]}, "empty": {}},
}
STACK = "anthill-dev"


def document(head: Template, values: Mapping[str, Any]) -> dict[str, Any]:
    """A stack of nothing but these values, with the providers of another."""
    held = {
        name: {
            "input": value,
            "triggers_replace": value,
            "//": {"metadata": {"path": f"{STACK}/{name}", "uniqueId": name}},
        }
        for name, value in values.items()
    }
    required = {"required_providers": head.json["terraform"]["required_providers"]}
    return {"terraform": required, "provider": head.json["provider"], "resource": {"terraform_data": held}}


def test_values_of_every_type_are_what_they_were(stacks: Mapping[str, Template], tmp_path: Path) -> None:
    folder = tmp_path / "stacks" / STACK
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text(json.dumps(offline(document(stacks[STACK], VALUES))))
    terraform = TerraformRun(folder, None)
    terraform.init()
    held = list(stored(terraform.plan(refresh=False)))
    assert {each["name"] for each in held} == VALUES.keys()
    (folder / replacement.STATE).write_text(json.dumps(state(held)))
    actions = {
        entry["name"]: entry["change"]["actions"]
        for entry in terraform.plan(refresh=False)["resource_changes"]
    }
    assert actions == {name: ["no-op"] for name in VALUES}


def test_what_other_code_kept_is_not_read(
    stacks: Mapping[str, Template], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHILL_HOME", str(tmp_path / "home"))
    before, after = (
        Synthesised.of(STACK, document(stacks[STACK], {"one": {"a": value}})) for value in ("before", "after")
    )

    def asked() -> Any:
        answered = ask_providers({STACK: (before, after)}, {STACK: compare(before, after)}, tmp_path)
        (change,) = answered.changes[STACK]
        return change.action, answered.caveats

    assert asked() == (Action.REPLACE, ())
    kept = list((tmp_path / "home/asked").glob("*/planned/*.json"))
    assert len(kept) == 1
    other = tmp_path / "other.py"
    other.write_text("# written otherwise\n")
    monkeypatch.setattr(planned_state, "__file__", str(other))
    assert asked() == (Action.REPLACE, ())
    assert len(list((tmp_path / "home/asked").glob("*/planned/*.json"))) == 2
