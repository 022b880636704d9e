"""A replication subnet group has the subnets and the tags that it was given.

moto 5.2.5 makes up a subnet and a VPC, and files the tags under the identifier where they are looked for by
ARN (DMS API reference, ReplicationSubnetGroup and ListTagsForResource).
"""

from typing import Any, Final

from moto.dms.models import DatabaseMigrationServiceBackend, FakeReplicationSubnetGroup
from moto.ec2.models import ec2_backends

from operations.emulator.repairs.repair import Repair, add, replace


def _install() -> None:
    def create(backend: Any, **given: Any) -> Any:
        group = original(backend, **given)
        group.subnetIds = given["subnet_ids"]
        group.place = (backend.account_id, backend.region_name)
        identifier = given["replication_subnet_group_identifier"]
        arn = f"arn:aws:dms:{backend.region_name}:{backend.account_id}:subgrp:{identifier}"
        backend.tagger.tag_resource(arn, given.get("tags") or [])
        return group

    def to_dict(group: Any) -> dict[str, Any]:
        account_id, region = group.place
        known = ec2_backends[account_id][region]
        subnets = [known.get_subnet(subnet_id) for subnet_id in group.subnetIds]
        return describe(group) | {
            "VpcId": subnets[0].vpc_id,
            "Subnets": [
                {
                    "SubnetIdentifier": subnet.id,
                    "SubnetAvailabilityZone": {"Name": subnet.availability_zone},
                    "SubnetStatus": "Active",
                }
                for subnet in subnets
            ],
        }

    original = replace(DatabaseMigrationServiceBackend, "create_replication_subnet_group", create)
    describe = replace(FakeReplicationSubnetGroup, "to_dict", to_dict)
    add(FakeReplicationSubnetGroup, "place", ("", ""))


DMS_SUBNET_GROUPS: Final = Repair(
    name="dms subnet groups",
    upstream="moto/dms/models.py, FakeReplicationSubnetGroup",
    install=_install,
)
