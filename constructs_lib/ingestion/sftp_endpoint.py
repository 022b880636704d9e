"""Where partners connect to by SFTP."""

from typing import Final

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.transfer_server import TransferServer, TransferServerEndpointDetails
from constructs import Construct

from constructs_lib.ingestion.source_spec import Surroundings
from constructs_lib.networking.private_network import PrivateNetwork
from constructs_lib.place import Place

SECURITY_POLICY: Final = "TransferSecurityPolicy-2025-03"
"""The newest policy without post-quantum draft algorithms (Transfer Family user guide, "Security policies")."""


class SftpEndpoint(Construct):
    """The SFTP server of an environment, with a fixed address per zone.

    Always on: keys and never passwords, a security group that is closed until a partner opens its own
    addresses, structured logs, a current security policy.

    Attributes:
        server: The server resource.
        server_id: Its id.
        security_group_id: What partners open for their addresses.
    """

    def __init__(
        self, scope: Construct, id_: str, *, surroundings: Surroundings, network: PrivateNetwork
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        name = place.name_of("security_group", "sftp")
        vpc_id = network.vpc.id
        group = SecurityGroup(
            self,
            "security_group",
            name=name,
            description="SFTP from the addresses of partners",
            vpc_id=vpc_id,
            tags={"Name": name},
        )
        log_group = CloudwatchLogGroup(
            self,
            "log_group",
            name=place.name_of("log_group", "sftp"),
            retention_in_days=surroundings.log_retention_days,
            kms_key_id=surroundings.logs_key.arn,
        )
        addresses = [
            Eip(self, f"address_{zone[-1]}", domain="vpc", tags={"Name": f"{name}-{zone}"})
            for zone in network.public_subnets
        ]
        self.security_group_id = group.id
        self.server = TransferServer(
            self,
            "server",
            protocols=["SFTP"],
            domain="S3",
            identity_provider_type="SERVICE_MANAGED",
            endpoint_type="VPC",
            endpoint_details=TransferServerEndpointDetails(
                vpc_id=vpc_id,
                subnet_ids=[subnet.id for subnet in network.public_subnets.values()],
                address_allocation_ids=[address.allocation_id for address in addresses],
                security_group_ids=[self.security_group_id],
            ),
            security_policy_name=SECURITY_POLICY,
            structured_log_destinations=[f"{log_group.arn}:*"],
            tags={"Name": name},
        )
        self.server_id = self.server.id
