"""Stateful resources of a retained environment cannot be destroyed."""

from collections.abc import Iterator

from guards.rule import Rule, Violation, violation
from guards.synthesized import Json, resources
from provider_facts.resource_types import STATEFUL_TYPES, lost_with


def protected_data(*, retained: bool) -> Rule:
    """Return ANT-DATA-01: where data is retained, destroy is prevented and never forced."""

    def rule(stack: Json) -> Iterator[Violation]:
        for resource in resources(stack, STATEFUL_TYPES if retained else ()):
            if lost_with(resource.type, resource.arguments) is None:
                continue
            if resource.arguments.get("lifecycle", {}).get("prevent_destroy") is not True:
                yield violation(
                    "ANT-DATA-01", resource, "may be destroyed", "pass the environment's protection"
                )
            if resource.arguments.get("force_destroy") is True:
                yield violation("ANT-DATA-01", resource, "deletes its objects with it", "drop force_destroy")

    return rule
