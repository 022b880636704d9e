"""Every check of conformance, in the order of the report."""

from collections.abc import Callable, Iterable
from typing import Final

from operations.conformance.arguments import arguments
from operations.conformance.between_environments import between_environments
from operations.conformance.boundaries import boundaries
from operations.conformance.deployments import ceiling, guards, pipelines, reach, users
from operations.conformance.empty_secrets import empty_secrets
from operations.conformance.grammar import grammar
from operations.conformance.material import Material
from operations.conformance.metastore_creators import metastore_creators
from operations.conformance.scheduled_calls import scheduled_calls
from operations.conformance.sizes import sizes
from operations.conformance.statements import statements
from operations.conformance.violation import Violation

Check = Callable[[Material], Iterable[Violation]]

CHECKS: Final[tuple[Check, ...]] = (
    arguments,
    scheduled_calls,
    empty_secrets,
    statements,
    grammar,
    sizes,
    reach,
    ceiling,
    users,
    metastore_creators,
    guards,
    pipelines,
    boundaries,
    between_environments,
)
"""What is judged. Another check is one more line here."""
