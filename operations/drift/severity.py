"""How bad a drift is."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from operations.common.severity import Severity
from provider_facts.resource_types import is_security, lost_with

ONLY_LABELS: Final = frozenset({"description", "tags", "tags_all", "comment"})


def severity_of(type_: str, before: Mapping[str, Any] | None, changed: Iterable[str]) -> Severity:
    """Return how bad it is that these attributes of a resource were changed by hand.

    What holds data is critical and what guards it high, unless nothing but labels changed.
    """
    names = set(changed)
    if names and names <= ONLY_LABELS:
        return Severity.LOW
    if lost_with(type_, before) is not None:
        return Severity.CRITICAL
    return Severity.HIGH if is_security(type_) else Severity.MEDIUM
