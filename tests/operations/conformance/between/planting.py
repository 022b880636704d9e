"""Faults in stacks that had none, and what is found then."""

from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

from environments.configured import Configured, everything_configured
from operations.conformance.between_environments import between_environments
from operations.conformance.material import Material
from operations.conformance.synthesised import Stack
from operations.conformance.violation import Violation
from tests.operations.conformance.between.parts import Json
from tests.operations.conformance.between.stacks import Stacks, clean
from tests.support.locked import ROOT

Plant = Callable[[Stacks], None]


def add(stacks: Stacks, stack: str, address: str, arguments: Json) -> None:
    """Plant a resource, or a data source, by its address."""
    section, named = (
        ("data", address.removeprefix("data.")) if address.startswith("data.") else ("resource", address)
    )
    type_, id_ = named.split(".")
    stacks[stack].setdefault(section, {}).setdefault(type_, {})[id_] = arguments


def adding(stack: str, address: str, **arguments: Any) -> Plant:
    """A fault that is one resource more."""
    return lambda stacks: add(stacks, stack, address, arguments)


def judge(stacks: Stacks, *names: str, by: Configured | None = None) -> list[Violation]:
    """What is found in the named stacks, in all if none is named; `by` another configuration than the checkout's."""
    everything = {name: Stack(name, document) for name, document in stacks.items()}
    judged = tuple(each for each in everything.values() if not names or each.name in names)
    return between_environments(
        Material(
            root=ROOT,
            stacks=judged,
            everything=everything,
            configured=by or everything_configured(),
            published=Mock(),
            widths=Mock(),
        )
    )


def planted(*plants: Plant) -> list[Violation]:
    """What is found once faults are planted where there was none."""
    stacks = clean()
    for plant in plants:
        plant(stacks)
    return judge(stacks)
