"""The division of a network into subnets, for every size that the rules admit."""

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from configuration.model import EnvironmentConfig
from configuration.network import PRIVATE_RANGES, NatStrategy, NetworkConfig, SubnetPlan, Tier
from environments.catalogue import ENVIRONMENTS

ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c")


def network(
    cidr: IPv4Network, prefixes: tuple[int, int, int], zones: tuple[str, ...] = ZONES
) -> NetworkConfig:
    private, public, intra = prefixes
    return NetworkConfig(
        cidr=cidr,
        availability_zones=zones,
        nat=NatStrategy.SINGLE,
        private_prefix=private,
        public_prefix=public,
        intra_prefix=intra,
        gateway_endpoints=(),
        interface_endpoints=(),
        flow_log_retention_days=30,
    )


def fits(cidr: IPv4Network, prefixes: tuple[int, int, int]) -> bool:
    return sum(3 * 2 ** (32 - prefix) for prefix in prefixes) <= cidr.num_addresses


@st.composite
def blocks(draw: st.DrawFn) -> IPv4Network:
    """Any private block that a VPC may have."""
    home = draw(st.sampled_from(PRIVATE_RANGES))
    prefix = draw(st.integers(16, 23))
    slot = draw(st.integers(0, 2 ** (prefix - home.prefixlen) - 1))
    return IPv4Network((int(home.network_address) + slot * 2 ** (32 - prefix), prefix))


prefix_triples = st.tuples(*[st.integers(17, 25)] * 3)


def drawn_that_fit() -> st.SearchStrategy[tuple[IPv4Network, tuple[int, int, int]]]:
    return st.tuples(blocks(), prefix_triples).filter(lambda drawn: fits(*drawn))


@given(drawn_that_fit(), st.sampled_from([2, 3]))
def test_subnets_lie_inside_and_apart_one_per_tier_and_zone(
    drawn: tuple[IPv4Network, tuple[int, int, int]], zones: int
) -> None:
    cidr, prefixes = drawn
    subnets = network(cidr, prefixes, ZONES[:zones]).subnets
    assert all(subnet.cidr.subnet_of(cidr) for subnet in subnets)
    assert not any(one.cidr.overlaps(other.cidr) for one, other in combinations(subnets, 2))
    assert {(subnet.tier, subnet.zone) for subnet in subnets} == {
        (tier, zone) for tier in Tier for zone in ZONES[:zones]
    }
    assert len(subnets) == 3 * zones
    wanted = dict(zip((Tier.PRIVATE, Tier.PUBLIC, Tier.INTRA), prefixes, strict=True))
    assert all(subnet.cidr.prefixlen == wanted[subnet.tier] for subnet in subnets)


@given(drawn_that_fit())
def test_a_third_zone_moves_no_subnet_of_the_first_two(
    drawn: tuple[IPv4Network, tuple[int, int, int]],
) -> None:
    def by_place(subnets: tuple[SubnetPlan, ...]) -> set[tuple[Tier, str, IPv4Network]]:
        return {(subnet.tier, subnet.zone, subnet.cidr) for subnet in subnets}

    cidr, prefixes = drawn
    assert by_place(network(cidr, prefixes, ZONES[:2]).subnets) < by_place(network(cidr, prefixes).subnets)


@given(st.tuples(blocks(), prefix_triples).filter(lambda drawn: not fits(*drawn)))
def test_subnets_that_do_not_fit_are_refused(drawn: tuple[IPv4Network, tuple[int, int, int]]) -> None:
    with pytest.raises(ValidationError, match=r"cidr: has \d+ addresses, the subnets .* need \d+"):
        network(*drawn)


def test_the_largest_and_the_tightest_network() -> None:
    tight = network(IPv4Network("10.0.0.0/21"), (25, 25, 25))
    assert tight.subnets[-1].cidr == IPv4Network("10.0.4.0/25")
    large = network(IPv4Network("10.0.0.0/16"), (18, 20, 22))
    assert [str(subnet.cidr) for subnet in large.subnets[::3]] == [
        "10.0.0.0/18",
        "10.0.192.0/20",
        "10.0.240.0/22",
    ]


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_configured_networks_have_room_for_databricks(config: EnvironmentConfig) -> None:
    private = [subnet for subnet in config.network.subnets if subnet.tier is Tier.PRIVATE]
    assert len({subnet.zone for subnet in private}) >= 2
    # Two addresses per node, and five in each subnet are AWS's own.
    assert all((subnet.cidr.num_addresses - 5) // 2 >= 1000 for subnet in private)
