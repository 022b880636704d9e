"""Manifests of plans that were never made."""

from collections.abc import Mapping
from datetime import UTC, datetime

from operations.delivery.planned import PlanManifest


def manifest_of(environment: str, stack: str, *, changes: Mapping[str, int] | None = None) -> PlanManifest:
    """Return the manifest of a plan of a stack with these changes, one creation if none are given."""
    return PlanManifest(
        environment=environment,
        stack=stack,
        purpose="deploy",
        emulated=False,
        release="0" * 64,
        release_commit="1" * 40,
        head_commit="1" * 40,
        state_lineage="l",
        state_serial=3,
        plan_sha256="0" * 64,
        semantic_digest="2" * 64,
        changes=dict(changes or {"create": 1}),
        terraform="1.13.0",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
