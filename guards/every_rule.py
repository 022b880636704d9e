"""Every rule of synthesis, for programs that only read what was synthesised too."""

from collections.abc import Mapping
from typing import Final

from guards.alarming import accountable_alarms
from guards.databricks import (
    no_calls_at_plan,
    no_empty_blocks,
    no_trapped_types,
    one_list_of_privileges,
    own_level,
    texts_as_databricks_answers,
)
from guards.encryption import encrypted_buckets, encrypted_by_argument, rotated_keys
from guards.event_delivery import reachable_targets
from guards.places import occupied_places
from guards.protection import protected_data
from guards.public_access import (
    blocked_buckets,
    closed_security_groups,
    no_public_addresses,
    no_public_policies,
)
from guards.replications import reachable_databases, started_by_nobody
from guards.rule import Rule, Violation
from guards.synthesized import Json
from guards.tagging import tagged
from guards.texts import ec2_texts

SERVICE_RULES: Final[tuple[Rule, ...]] = (
    no_calls_at_plan,
    no_empty_blocks,
    no_trapped_types,
    one_list_of_privileges,
    own_level,
    ec2_texts,
    occupied_places,
    reachable_databases,
    reachable_targets,
    started_by_nobody,
    texts_as_databricks_answers,
)
"""What AWS and Databricks would refuse, or silently not do, whatever a company wants."""


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
        *SERVICE_RULES,
        protected_data(retained=retained),
        tagged(required_tags),
    ]


def violations(stack: Json, checks: list[Rule]) -> list[Violation]:
    """Return what the checks find in a synthesised stack."""
    return [found for check in checks for found in check(stack)]
