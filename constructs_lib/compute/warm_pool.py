"""Machines that wait between jobs."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.instance_pool import InstancePool, InstancePoolAwsAttributes
from constructs import Construct

from constructs_lib.databricks_principal import DatabricksPrincipal
from constructs_lib.object_permissions import object_permissions


class WarmPool(Construct):
    """An instance pool and who attaches clusters to it.

    Always on: on-demand machines (drivers come from it too), one zone (`auto` works only with fleets), elastic
    disks: left out, the provider says that they are off (from 1.118 on; databricks/terraform-provider-databricks#5802).

    `node_type` is EC2's name of the machines, `zone` the one that all are in. `min_idle` machines always
    wait, `max_capacity` is how many there are at most. Others end after `idle_minutes` without a cluster.

    Attributes:
        pool: The instance pool.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        node_type: str,
        zone: str,
        min_idle: int,
        max_capacity: int,
        idle_minutes: int,
        users: Sequence[DatabricksPrincipal],
        tags: Mapping[str, str],
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        self.pool = InstancePool(
            self,
            "pool",
            provider=workspace,
            instance_pool_name=name,
            node_type_id=node_type,
            min_idle_instances=min_idle,
            max_capacity=max_capacity,
            idle_instance_autotermination_minutes=idle_minutes,
            enable_elastic_disk=True,
            aws_attributes=InstancePoolAwsAttributes(availability="ON_DEMAND", zone_id=zone),
            custom_tags=dict(tags),
            depends_on=ready,
        )
        object_permissions(
            self,
            "permissions",
            kind="instance_pool_id",
            object_id=self.pool.id,
            level="CAN_ATTACH_TO",
            principals=users,
            workspace=workspace,
        )
