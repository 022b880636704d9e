"""Every limit is met at its number, refused above it, and raised where AWS raises it."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest

from configuration.errors import Problem
from configuration.sources.catalogue import Sources
from configuration.sources.database import InstanceReplication
from configuration.sources.quotas import LIMITS, Limit, Quotas, quota_problems
from environments.market_data import MARKET_DATA

FIRST_PUBLIC = int(IPv4Address("1.0.0.0"))
ON_INSTANCE = MARKET_DATA.databases[0].model_copy(
    update={"serverless": None, "instance": InstanceReplication(instance_class="dms.t3.medium")}
)
PARTNER = MARKET_DATA.partners[0]

GROWING: dict[str, Callable[[int], Sources]] = {
    # what grows until the limit is met
    "event rules on the default bus": lambda count: Sources(apis=MARKET_DATA.apis[:1] * count),
    "alarms": lambda count: Sources(apis=MARKET_DATA.apis[:1] * count),
    "IAM roles": lambda count: Sources(apis=MARKET_DATA.apis[:1] * count),
    "on-demand data streams": lambda count: Sources(streams=MARKET_DATA.streams[:1] * count),
    "provisioned shards": lambda count: Sources(
        streams=(MARKET_DATA.streams[0].model_copy(update={"shards": count}),)
    ),
    "Firehose streams": lambda count: Sources(streams=MARKET_DATA.streams[:1] * count),
    "serverless replications": lambda count: Sources(databases=MARKET_DATA.databases[:1] * count),
    "replication instances": lambda count: Sources(databases=(ON_INSTANCE,) * count),
    "replication endpoints": lambda count: Sources(databases=MARKET_DATA.databases[:1] * count),
    "SFTP users": lambda count: Sources(partners=(PARTNER,) * count),
    "address rules of the SFTP server's security group": lambda count: Sources(
        partners=(
            PARTNER.model_copy(
                update={
                    "allowed_cidrs": tuple(
                        IPv4Network((FIRST_PUBLIC + number, 32)) for number in range(count)
                    )
                }
            ),
        )
    ),
    "retention rules of one bucket, beside the layer's own": lambda count: Sources(
        apis=(MARKET_DATA.apis[0].model_copy(update={"retention_days": 1}),) * count
    ),
    "resources in one Terraform state": lambda count: Sources(partners=(PARTNER,) * count),
}


def no_problems(_sources: Sources) -> Iterator[Problem]:
    return iter(())


def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that repeat are refused elsewhere, and would hide the limits here."""
    monkeypatch.setattr(Sources, "problems", no_problems)


def only(limit: Limit, sources: Sources, raised: int | None = None) -> list[str]:
    """What is said of one limit while no other is met."""
    most: dict[str, Any] = dict.fromkeys(Quotas.model_fields, 10**6)
    if limit.raised_by is not None:
        most[limit.raised_by] = raised
    found = quota_problems(sources, Quotas.model_construct(**most))
    return [
        str(problem.allowed) for problem in found if problem.what == f"need more {limit.of} than there are"
    ]


def test_every_limit_is_tried() -> None:
    assert GROWING.keys() == {limit.of for limit in LIMITS}


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.of)
def test_a_limit_is_told_with_number_and_source(monkeypatch: pytest.MonkeyPatch, limit: Limit) -> None:
    unchecked(monkeypatch)
    grow = GROWING[limit.of]
    each = limit.used(grow(2)) - limit.used(grow(1))
    fits = limit.default // each
    assert only(limit, grow(fits)) == []
    assert only(limit, grow(fits + 1)) == [f"{limit.default} ({limit.source})"]


@pytest.mark.parametrize("limit", [limit for limit in LIMITS if limit.raised_by], ids=lambda limit: limit.of)
def test_what_aws_has_raised_is_allowed(monkeypatch: pytest.MonkeyPatch, limit: Limit) -> None:
    unchecked(monkeypatch)
    assert limit.raised_by is not None
    sources = GROWING[limit.of](limit.default + 1)
    used = limit.used(sources)
    assert only(limit, sources, used) == []
    assert only(limit, sources, used - 1) != []
