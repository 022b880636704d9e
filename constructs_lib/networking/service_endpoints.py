"""Private ways to AWS services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_endpoint import VpcEndpoint
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

from constructs_lib.iam.policy_document import Principal, Statement, policy_document
from constructs_lib.networking.private_network import PrivateNetwork
from constructs_lib.place import Place

HTTPS = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What the endpoint of a service lets through beside the account's own, for whom and on what."""

    service: str
    """The name of the service, such as `s3`."""
    sid: str
    """The id of the statement, unique in its policy."""
    resources: tuple[str, ...]
    """ARNs, or patterns of them."""
    actions: tuple[str, ...]
    """Actions of the service."""
    conditions: Mapping[str, Mapping[str, Sequence[str]]]
    """What must hold: operator to condition key to values."""


class ServiceEndpoints(Construct):
    """Gateway and interface endpoints of a network.

    Always on: a policy on every endpoint that admits only principals and resources of this account, private
    DNS on interface endpoints, and HTTPS from inside the VPC as their only way in. `admissions` are what
    endpoints let through besides, such as a vendor's artifacts.

    `gateway_services` cost nothing and are routes; `interface_services` have an address per zone and a price
    per hour.

    Attributes:
        gateways: Gateway endpoints by service.
        interfaces: Interface endpoints by service.
        security_group: What guards the interface endpoints, None if there are none.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        network: PrivateNetwork,
        gateway_services: Sequence[str],
        interface_services: Sequence[str],
        admissions: Sequence[Admission] = (),
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        vpc_id = network.vpc.id
        tables = [table.id for table in network.endpoint_route_tables.values()]

        def policy(service: str) -> str:
            admitted = [_admit(admission) for admission in admissions if admission.service == service]
            return policy_document([*_own_account(place.account_id), *admitted])

        self.gateways = {
            service: VpcEndpoint(
                self,
                _id(service),
                vpc_id=vpc_id,
                service_name=f"com.amazonaws.{place.region}.{service}",
                vpc_endpoint_type="Gateway",
                route_table_ids=tables,
                policy=policy(service),
                tags={"Name": f"{name}-{service}"},
            )
            for service in gateway_services
        }
        self.security_group = self._guard(name, network) if interface_services else None
        groups = [self.security_group.id] if self.security_group else []
        subnets = [subnet.id for subnet in network.intra_subnets.values()]
        self.interfaces = {
            service: VpcEndpoint(
                self,
                _id(service),
                vpc_id=vpc_id,
                service_name=f"com.amazonaws.{place.region}.{service}",
                vpc_endpoint_type="Interface",
                subnet_ids=subnets,
                security_group_ids=groups,
                private_dns_enabled=True,
                policy=policy(service),
                tags={"Name": f"{name}-{service}"},
            )
            for service in interface_services
        }

    def _guard(self, name: str, network: PrivateNetwork) -> SecurityGroup:
        group = SecurityGroup(
            self,
            "security_group",
            name=f"{name}-endpoints",
            description="HTTPS from inside the VPC to interface endpoints",
            vpc_id=network.vpc.id,
            tags={"Name": f"{name}-endpoints"},
        )
        VpcSecurityGroupIngressRule(
            self,
            "https",
            security_group_id=group.id,
            description="HTTPS from inside the VPC",
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
            cidr_ipv4=network.cidr,
        )
        return group


def _id(service: str) -> str:
    return service.replace("-", "_").replace(".", "_")


def _own_account(account_id: str) -> list[Statement]:
    condition = {"StringEquals": {"aws:PrincipalAccount": [account_id], "aws:ResourceAccount": [account_id]}}
    return [
        Statement(
            sid="OwnAccountOnly",
            # An endpoint policy grants nothing by itself: it is the outer bound of what callers may do.
            actions=("*",),
            resources=("*",),
            principal=Principal(anyone=True),
            conditions=condition,
        )
    ]


def _admit(admission: Admission) -> Statement:
    return Statement(
        sid=admission.sid,
        actions=admission.actions,
        resources=admission.resources,
        principal=Principal(anyone=True),
        conditions=admission.conditions,
    )
