"""The compute of the use case: what its teams may start, what waits warm, what answers SQL. Edit these values first."""

from typing import Literal

from configuration.databricks.compute import (
    ComputeConfig,
    PolicyConfig,
    PolicyKind,
    PoolConfig,
    WarehouseConfig,
)
from configuration.databricks.groups import Group, Robot


def standard_compute(
    *, spot: bool, job_workers: int, warehouse: Literal["2X-Small", "X-Small", "Small"]
) -> ComputeConfig:
    """Return the compute of the use case in the size of an environment."""
    return ComputeConfig(
        policies=(
            PolicyConfig(
                team="data-engineering",
                kind=PolicyKind.JOB,
                users=(Robot.JOBS, Group.DATA_ENGINEERS),
                node_types=("m6gd.xlarge",),
                max_workers=job_workers,
                max_dbus_per_hour=50,
                spot=spot,
                pool="jobs",
            ),
            *(
                PolicyConfig(
                    team=team,
                    kind=PolicyKind.INTERACTIVE,
                    users=(group,),
                    node_types=("m6gd.large", "m6gd.xlarge"),
                    max_workers=4,
                    max_dbus_per_hour=20,
                    spot=spot,
                )
                for team, group in (
                    ("data-engineering", Group.DATA_ENGINEERS),
                    ("data-science", Group.DATA_SCIENTISTS),
                )
            ),
            PolicyConfig(
                team="data-science",
                kind=PolicyKind.ML,
                users=(Group.DATA_SCIENTISTS, Robot.JOBS),
                node_types=("m6gd.2xlarge", "m6gd.4xlarge"),
                max_workers=4,
                max_dbus_per_hour=40,
                spot=spot,
            ),
        ),
        pools=(PoolConfig(name="jobs", node_type="m6gd.xlarge", max_capacity=2 * job_workers + 2),),
        warehouses=(
            WarehouseConfig(
                name="analytics",
                size=warehouse,
                users=(
                    Group.ANALYSTS,
                    Group.DATA_ENGINEERS,
                    Group.DATA_SCIENTISTS,
                    Group.AUDITORS,
                    Robot.JOBS,
                ),
            ),
            WarehouseConfig(
                name="power-bi",
                size=warehouse,
                max_clusters=2,
                users=(Robot.POWER_BI, Group.BI_READERS),
            ),
        ),
    )
