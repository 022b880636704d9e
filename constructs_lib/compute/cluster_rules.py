"""The definition of a cluster policy: what of a cluster is fixed, bounded or open."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

RUNTIMES: Final = {
    "job": "auto:latest-lts",
    "interactive": "auto:latest-lts",
    "ml": "auto:latest-lts-ml",
}
"""The newest runtime with long-term support at each start."""

ACCESS_MODES: Final = {"job": "SINGLE_USER", "interactive": "USER_ISOLATION", "ml": "SINGLE_USER"}
"""Modes in which Unity Catalog guards the data; interactive clusters may be shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySpec:
    """What clusters of one `kind` (job, interactive or ml) may be.

    `pool_id` takes the place of node types, and of the choice between spot and on-demand machines.
    """

    name: str
    """Its name, which people choose by."""
    kind: str
    node_types: tuple[str, ...]
    """The machines to choose from; the first is the default."""
    max_workers: int
    """Workers of one cluster, at most."""
    max_dbus_per_hour: int
    """What one cluster may use, in Databricks units per hour."""
    idle_minutes: int
    """Minutes without work after which a cluster ends."""
    spot: bool
    """Whether workers are spot machines, with on-demand ones where there are none."""
    pool_id: str | None = None


def cluster_rules(spec: PolicySpec, *, tags: Mapping[str, str], team: str) -> str:
    """Return the JSON of a policy.

    Always fixed: the runtime, an access mode that Unity Catalog guards, encryption of local disks, the tags of
    the environment and of the team, no instance profile, no cluster-wide script. Always bounded: workers,
    DBUs an hour, and idle minutes of clusters that do not end with a job.
    Source: Databricks documentation, "Compute policy reference".
    """
    job = spec.kind == "job"
    rules: dict[str, Any] = {
        "cluster_type": _fixed("job" if job else "all-purpose"),
        "spark_version": _fixed(RUNTIMES[spec.kind]),
        "data_security_mode": _fixed(ACCESS_MODES[spec.kind]),
        "enable_local_disk_encryption": _fixed(value=True),
        "autoscale.min_workers": {"type": "range", "maxValue": spec.max_workers, "defaultValue": 1},
        "autoscale.max_workers": {
            "type": "range",
            "maxValue": spec.max_workers,
            "defaultValue": min(2, spec.max_workers),
        },
        "dbus_per_hour": {"type": "range", "maxValue": spec.max_dbus_per_hour},
        "aws_attributes.instance_profile_arn": {"type": "forbidden", "hidden": True},
        "init_scripts.*.workspace.destination": {"type": "forbidden"},
        **_machines(spec),
        **{f"custom_tags.{key}": _fixed(value) for key, value in {**tags, "team": team}.items()},
    }
    if not job:
        rules["autotermination_minutes"] = {
            "type": "range",
            "minValue": 10,
            "maxValue": spec.idle_minutes,
            "defaultValue": min(30, spec.idle_minutes),
        }
    return json.dumps(rules, sort_keys=True, separators=(",", ":"))


def _machines(spec: PolicySpec) -> dict[str, Any]:
    if spec.pool_id is not None:
        return {
            "instance_pool_id": _fixed(spec.pool_id),
            "driver_instance_pool_id": _fixed(spec.pool_id),
            "node_type_id": {"type": "forbidden", "hidden": True},
            "driver_node_type_id": {"type": "forbidden", "hidden": True},
        }
    choice = {"type": "allowlist", "values": list(spec.node_types), "defaultValue": spec.node_types[0]}
    return {
        "node_type_id": choice,
        "driver_node_type_id": choice,
        # The driver is never a spot instance: losing it loses the job.
        "aws_attributes.first_on_demand": _fixed(1),
        "aws_attributes.availability": _fixed("SPOT_WITH_FALLBACK" if spec.spot else "ON_DEMAND"),
        "aws_attributes.zone_id": _fixed("auto"),
        "instance_pool_id": {"type": "forbidden", "hidden": True},
    }


def _fixed(value: object) -> dict[str, object]:
    return {"type": "fixed", "value": value}
