"""What the checks of conformance are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from environments.configured import Configured, everything_configured
from operations.conformance.counterparts import Counterparts, counterparts
from operations.conformance.coverage import Coverage
from operations.conformance.published import Published
from operations.conformance.synthesised import Filled, Stack
from operations.conformance.widths import Widths


@dataclass(frozen=True, kw_only=True)
class Material:
    """The project in `root`, the stacks to judge, what AWS publishes, how long names can become.

    `output` is the folder that was synthesised, `everything` all its stacks by name, `configured` what they were made
    of. `coverage` is filled by the checks.
    """

    root: Path
    stacks: tuple[Stack, ...]
    published: Published
    widths: Widths
    output: Path = Path()
    everything: Mapping[str, Stack] = field(default_factory=dict)
    configured: Configured = field(default_factory=everything_configured)
    coverage: Coverage = field(default_factory=Coverage)

    @cached_property
    def counterparts(self) -> Counterparts:
        """Which calls take the arguments of each type."""
        return counterparts()

    @cached_property
    def types(self) -> frozenset[str]:
        """The types of the AWS resources of all stacks."""
        return frozenset(each.type for stack in self.stacks for each in stack.resources.values())

    @cached_property
    def arns(self) -> Mapping[str, tuple[str, str | None]]:
        """The form of the ARN of each type that has one, and the argument that it ends with."""
        named = {
            type_: (*each.arn.split(":", 1), each.names)
            for type_, each in self.counterparts.types.items()
            if each.arn and type_ in self.types
        }
        found: Mapping[str, Any] = self.published.authorization(
            sorted({str(each[0]) for each in named.values()})
        )
        return {
            type_: (found["found"][prefix]["resources"][resource]["arn"], names)
            for type_, (prefix, resource, names) in named.items()
        }

    def filled(self, stack: Stack, text: str) -> Filled:
        """Return a text of a stack with its references filled in."""
        return stack.filled(text, self.arns)
