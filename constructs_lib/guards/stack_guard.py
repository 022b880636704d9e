"""Makes the rules part of synthesis."""

from collections.abc import Mapping

import jsii
from cdktf import TerraformStack
from constructs import IValidation

from constructs_lib.guards.alarming import accountable_alarms
from constructs_lib.guards.databricks import (
    no_calls_at_plan,
    no_empty_blocks,
    no_trapped_types,
    one_list_of_privileges,
    own_level,
    texts_as_databricks_answers,
)
from constructs_lib.guards.encryption import encrypted_buckets, encrypted_by_argument, rotated_keys
from constructs_lib.guards.event_delivery import reachable_targets
from constructs_lib.guards.protection import protected_data
from constructs_lib.guards.public_access import (
    blocked_buckets,
    closed_security_groups,
    no_public_addresses,
    no_public_policies,
)
from constructs_lib.guards.replications import reachable_databases, started_by_nobody
from constructs_lib.guards.rule import Rule, Violation
from constructs_lib.guards.synthesized import Json
from constructs_lib.guards.tagging import tagged
from constructs_lib.guards.texts import ec2_texts


def rules(*, retained: bool, required_tags: Mapping[str, str]) -> list[Rule]:
    """Return every rule, for the given protection and tags."""
    return [
        accountable_alarms,
        encrypted_by_argument,
        encrypted_buckets,
        rotated_keys,
        blocked_buckets,
        closed_security_groups,
        no_public_addresses,
        no_public_policies,
        no_calls_at_plan,
        no_empty_blocks,
        no_trapped_types,
        one_list_of_privileges,
        own_level,
        ec2_texts,
        reachable_databases,
        reachable_targets,
        started_by_nobody,
        texts_as_databricks_answers,
        protected_data(retained=retained),
        tagged(required_tags),
    ]


def violations(stack: Json, checks: list[Rule]) -> list[Violation]:
    """Return what the checks find in a synthesised stack."""
    return [found for check in checks for found in check(stack)]


@jsii.implements(IValidation)
class StackGuard:
    """Defines the validation of one stack: synthesis fails and writes nothing if a rule is broken.

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
