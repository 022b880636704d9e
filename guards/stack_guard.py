"""Makes the rules part of synthesis."""

from collections.abc import Mapping

import jsii
from cdktf import TerraformStack
from constructs import IValidation

from guards.every_rule import rules, violations
from guards.rule import Rule


@jsii.implements(IValidation)
class StackGuard:
    """The validation of one stack: synthesis fails and writes nothing if a rule is broken.

    It reads the stack as it will be written, overrides included. An aspect would see each construct's
    arguments before overrides, and costs a call from Node to Python per construct.
    """

    def __init__(self, stack: TerraformStack, checks: list[Rule]) -> None:
        self._stack = stack
        self._checks = checks

    def validate(self) -> list[str]:
        """Return the violations as text."""
        return [str(found) for found in violations(self._stack.to_terraform(), self._checks)]


def guard(stack: TerraformStack, *, retained: bool, required_tags: Mapping[str, str]) -> None:
    """Add the rules to a stack."""
    stack.node.add_validation(StackGuard(stack, rules(retained=retained, required_tags=required_tags)))
