"""PrivateNetwork, its endpoints and its security group."""

import itertools
import json
from collections.abc import Callable

import pytest
from cdktf import TerraformStack

from constructs_lib.networking.private_network import Nat, PrivateNetwork, SubnetSpec
from constructs_lib.networking.service_endpoints import Admission, ServiceEndpoints
from constructs_lib.networking.workspace_security_group import WorkspaceSecurityGroup
from tests.constructs_lib.conftest import Build
from tests.support.place import ACCOUNT
from tests.support.policy_evaluator import decide
from tests.support.template import Template, synthesise

VENDOR = "888888888888"

Synth = Callable[[Build], Template]
ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c")


def subnets(zones: int) -> list[SubnetSpec]:
    pairs = itertools.product(("public", "private", "intra"), ZONES[:zones])
    return [
        SubnetSpec(tier=tier, zone=zone, cidr=f"10.0.{index}.0/24")  # pyright: ignore[reportArgumentType]
        for index, (tier, zone) in enumerate(pairs)
    ]


def network(stack: TerraformStack, nat: Nat, zones: int = 3) -> PrivateNetwork:
    return PrivateNetwork(
        stack, "network", name="sample", cidr="10.0.0.0/16", subnets=subnets(zones), nat=nat
    )


@pytest.mark.parametrize(
    ("nat", "gateways", "subnet_count", "routes"),
    [("none", 0, 6, 0), ("single", 1, 9, 6), ("one_per_zone", 3, 9, 6)],
)
def test_nat_strategy(synth: Synth, nat: Nat, gateways: int, subnet_count: int, routes: int) -> None:
    template = synth(lambda stack: network(stack, nat))
    assert len(template.resources("aws_nat_gateway")) == gateways
    assert len(template.resources("aws_eip")) == gateways
    assert len(template.resources("aws_subnet")) == subnet_count
    assert len(template.resources("aws_route")) == routes
    assert len(template.resources("aws_internet_gateway")) == (1 if gateways else 0)


def test_each_zone_leaves_by_its_own_nat_and_intra_by_none(synth: Synth) -> None:
    template = synth(lambda stack: network(stack, "one_per_zone"))
    for letter in "abc":
        route = template.by_path("aws_route", f"/egress/private_{letter}")
        assert f"nat_{letter}" in route["nat_gateway_id"]
    assert not [
        route for route in template.resources("aws_route").values() if "intra" in route["route_table_id"]
    ]


def test_default_security_group_admits_nothing(synth: Synth) -> None:
    group = synth(lambda stack: network(stack, "none")).one("aws_default_security_group")
    assert "ingress" not in group
    assert "egress" not in group


def test_a_third_zone_changes_no_address_of_the_others(
    synth: Synth, tmp_path_factory: pytest.TempPathFactory
) -> None:
    two = synth(lambda stack: network(stack, "one_per_zone", 2)).addresses
    three = synthesise(
        tmp_path_factory.mktemp("three"), lambda stack: network(stack, "one_per_zone", 3)
    ).addresses
    assert set(two) < set(three)


@pytest.mark.parametrize(
    "broken", [subnets(1), [*subnets(2), SubnetSpec(tier="private", zone=ZONES[0], cidr="10.0.99.0/24")], []]
)
def test_impossible_subnets_are_refused(synth: Synth, broken: list[SubnetSpec]) -> None:
    def build(stack: TerraformStack) -> None:
        PrivateNetwork(stack, "network", name="sample", cidr="10.0.0.0/16", subnets=broken, nat="none")

    with pytest.raises(ValueError, match=r"per zone; given|at least 2 zones"):
        synth(build)


def endpoints(stack: TerraformStack) -> ServiceEndpoints:
    return ServiceEndpoints(
        stack,
        "endpoints",
        name="sample",
        network=network(stack, "none"),
        gateway_services=["s3"],
        interface_services=["sts", "kinesis-streams"],
        admissions=[
            Admission(
                service="s3",
                sid="Vendor",
                resources=("arn:aws:s3:::vendor", "arn:aws:s3:::vendor/*"),
                actions=("s3:GetObject",),
                conditions={"StringEquals": {"aws:ResourceAccount": [VENDOR]}},
            )
        ],
    )


def test_endpoints_are_private_and_in_intra_subnets(synth: Synth) -> None:
    template = synth(endpoints)
    for service in ("sts", "kinesis_streams"):
        endpoint = template.by_path("aws_vpc_endpoint", f"/endpoints/{service}")
        assert endpoint["private_dns_enabled"] is True
        assert all("intra" in subnet for subnet in endpoint["subnet_ids"])
    gateway = template.by_path("aws_vpc_endpoint", "/endpoints/s3")
    assert len(gateway["route_table_ids"]) == 6


@pytest.mark.parametrize(
    ("service", "action", "resource", "principal", "owner", "verdict"),
    [
        ("s3", "s3:PutObject", "arn:aws:s3:::mine/x", ACCOUNT, ACCOUNT, "Allow"),
        ("s3", "s3:PutObject", "arn:aws:s3:::theirs/x", ACCOUNT, "999999999999", "Implicit"),
        ("s3", "s3:GetObject", "arn:aws:s3:::vendor/x", ACCOUNT, VENDOR, "Allow"),
        ("s3", "s3:PutObject", "arn:aws:s3:::vendor/x", ACCOUNT, VENDOR, "Implicit"),
        ("s3", "s3:GetObject", "arn:aws:s3:::vendor/x", ACCOUNT, "999999999999", "Implicit"),
        ("s3", "s3:GetObject", "arn:aws:s3:::mine/x", "999999999999", ACCOUNT, "Implicit"),
        ("sts", "sts:AssumeRole", "*", "999999999999", ACCOUNT, "Implicit"),
    ],
)
def test_endpoint_policy_keeps_data_inside_the_account(
    synth: Synth, service: str, action: str, resource: str, principal: str, owner: str, verdict: str
) -> None:
    policy = synth(endpoints).by_path("aws_vpc_endpoint", f"/endpoints/{service}")["policy"]
    context = {"aws:PrincipalAccount": principal, "aws:ResourceAccount": owner}
    assert decide(policy, action=action, resource=resource, caller={}, context=context) == verdict


def test_workspace_security_group_has_exactly_its_ports(synth: Synth) -> None:
    def build(stack: TerraformStack) -> None:
        WorkspaceSecurityGroup(
            stack,
            "workspace",
            network=network(stack, "none"),
            control_plane_cidrs=["10.0.0.0/16"],
            prefix_list_ids=["pl-1"],
        )

    template = synth(build)
    ingress = template.resources("aws_vpc_security_group_ingress_rule").values()
    egress = template.resources("aws_vpc_security_group_egress_rule").values()
    assert all("referenced_security_group_id" in rule for rule in ingress)
    outward = {(rule["from_port"], rule["to_port"]) for rule in egress if "cidr_ipv4" in rule}
    assert outward == {(443, 443), (2443, 2443), (5432, 5432), (6666, 6666), (8443, 8451)}
    assert [rule["prefix_list_id"] for rule in egress if "prefix_list_id" in rule] == ["pl-1"]
    assert json.dumps(list(ingress)).count("cidr") == 0


def test_workspace_security_group_needs_a_control_plane(synth: Synth) -> None:
    with pytest.raises(ValueError, match="control_plane_cidrs is empty"):
        synth(
            lambda stack: WorkspaceSecurityGroup(
                stack,
                "workspace",
                network=network(stack, "none"),
                control_plane_cidrs=[],
                prefix_list_ids=[],
            )
        )
