"""Physical names: each is legal for its service, or refused with the rule."""

import re
import string
from collections.abc import Callable
from itertools import combinations, pairwise, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configuration.account import EnvironmentName
from configuration.lake import LayerName
from configuration.names import NAME_RULES, Names, checked
from configuration.regions import REGIONS
from environments.catalogue import ENVIRONMENTS

DEV = Names(environment="dev", region="eu-west-1", account_id="111122223333")
ALPHANUMERIC = set(string.ascii_letters + string.digits)
LOWER = set(string.ascii_lowercase + string.digits)

# Written from each service's reference, without the patterns under test.
LEGAL: dict[str, Callable[[str], bool]] = {
    "s3_bucket": lambda name: (
        3 <= len(name) <= 63
        and set(name) <= LOWER | {"-"}
        and {name[0], name[-1]} <= LOWER
        and not name.startswith(("xn--", "sthree-", "amzn-s3-demo-"))
        and not name.endswith(("-s3alias", "--ol-s3", "--x-s3", "--table-s3"))
    ),
    "kms_alias": lambda name: (
        name.startswith("alias/")
        and not name.startswith("alias/aws/")
        and 7 <= len(name) <= 256
        and set(name) <= ALPHANUMERIC | set("/_-")
    ),
    "iam_role": lambda name: 1 <= len(name) <= 64 and set(name) <= ALPHANUMERIC | set("+=,.@_-"),
    "iam_policy": lambda name: 1 <= len(name) <= 128 and set(name) <= ALPHANUMERIC | set("+=,.@_-"),
    "log_group": lambda name: (
        1 <= len(name) <= 512 and set(name) <= ALPHANUMERIC | set("_./#-") and not name.startswith("aws/")
    ),
    "alarm": lambda name: 1 <= len(name) <= 255 and set(name) <= ALPHANUMERIC | set("_-"),
    "analyzer": lambda name: (
        1 <= len(name) <= 255 and set(name) <= ALPHANUMERIC | set("_.-") and name[0] in string.ascii_letters
    ),
    **{
        kind: lambda name: 1 <= len(name) <= 100 and set(name) <= ALPHANUMERIC | set("_-")
        for kind in ("cluster_policy", "instance_pool", "warehouse")
    },
    "config_recorder": lambda name: 1 <= len(name) <= 256 and set(name) <= ALPHANUMERIC | set("_-"),
    "connection": lambda name: 1 <= len(name) <= 255 and set(name) <= ALPHANUMERIC | set("_-"),
    "external_location": lambda name: 1 <= len(name) <= 255 and set(name) <= ALPHANUMERIC | set("_-"),
    "metric_filter": lambda name: 1 <= len(name) <= 512 and not set(name) & set(":*"),
    "serving_endpoint": lambda name: (
        1 <= len(name) <= 63 and set(name) <= ALPHANUMERIC | set("_-") and name[0] in ALPHANUMERIC
    ),
    "budget": lambda name: 1 <= len(name) <= 100 and not set(name) & set(":\\\n"),
    "config_rule": lambda name: 1 <= len(name) <= 128 and set(name) <= ALPHANUMERIC | set("_-"),
    "credential": lambda name: 1 <= len(name) <= 255 and set(name) <= ALPHANUMERIC | set("_-"),
    "delivery_stream": lambda name: 1 <= len(name) <= 64 and set(name) <= ALPHANUMERIC | set("_.-"),
    "event_rule": lambda name: 1 <= len(name) <= 64 and set(name) <= ALPHANUMERIC | set("_.-"),
    "function": lambda name: 1 <= len(name) <= 64 and set(name) <= ALPHANUMERIC | set("_-"),
    "replication": lambda name: (
        1 <= len(name) <= 255
        and set(name) <= LOWER | {"-"}
        and name[0] in string.ascii_lowercase
        and name[-1] != "-"
        and "--" not in name
    ),
    "network_connectivity_config": lambda name: (
        3 <= len(name) <= 30 and set(name) <= ALPHANUMERIC | set("_-")
    ),
    "network_policy": lambda name: 1 <= len(name) <= 32 and set(name) <= LOWER | {"-"},
    "schedule": lambda name: 1 <= len(name) <= 64 and set(name) <= ALPHANUMERIC | set("_.-"),
    "secret": lambda name: 1 <= len(name) <= 512 and set(name) <= ALPHANUMERIC | set("/_+=.@-"),
    "security_group": lambda name: (
        1 <= len(name) <= 255
        and set(name) <= ALPHANUMERIC | set(" ._-:/()#,@[]+=&;{}!$*")
        and not name.startswith("sg-")
    ),
    "sqs_queue": lambda name: 1 <= len(name) <= 80 and set(name) <= ALPHANUMERIC | set("_-"),
    "stream": lambda name: 1 <= len(name) <= 128 and set(name) <= ALPHANUMERIC | set("_.-"),
    "stream_consumer": lambda name: 1 <= len(name) <= 128 and set(name) <= ALPHANUMERIC | set("_.-"),
    "table": lambda name: 3 <= len(name) <= 255 and set(name) <= ALPHANUMERIC | set("_.-"),
    "sns_topic": lambda name: 1 <= len(name) <= 256 and set(name) <= ALPHANUMERIC | set("_-"),
    "trail": lambda name: (
        3 <= len(name) <= 128
        and set(name) <= ALPHANUMERIC | set("._-")
        and {name[0], name[-1]} <= ALPHANUMERIC
        and not any(set(pair) <= set("._-") for pair in pairwise(name))
    ),
}

STARTS = ("", "xn--", "sthree-", "amzn-s3-demo-", "alias/", "alias/aws/", "aws/")
BODIES = ("", "a", "aA9", "a.b", "a._b", "-a", "a-", "a/b", *("a" * length for length in (62, 63, 64, 65)))
LONG_BODIES = tuple("a" * length for length in (127, 128, 129, 250, 251, 256, 257, 512, 513))
ENDS = ("", "-s3alias", "--ol-s3", "--x-s3", "--table-s3", "\n", "\u00e9", "\u0663")


def test_every_rule_has_its_counterpart() -> None:
    assert set(LEGAL) == set(NAME_RULES)


def passes_exactly_if_legal(kind: str, name: str) -> None:
    if LEGAL[kind](name):
        assert checked(kind, name) == name
    else:
        with pytest.raises(ValueError, match="breaks its rule") as refusal:
            checked(kind, name)
        assert repr(name) in str(refusal.value)
        assert NAME_RULES[kind][1] in str(refusal.value)


@given(st.sampled_from(sorted(NAME_RULES)), st.text(max_size=70))
def test_any_text_passes_exactly_if_its_service_takes_it(kind: str, name: str) -> None:
    passes_exactly_if_legal(kind, name)


@pytest.mark.parametrize("kind", NAME_RULES)
def test_reserved_parts_and_limits_are_those_of_the_service(kind: str) -> None:
    for parts in product(STARTS, BODIES + LONG_BODIES, ENDS):
        passes_exactly_if_legal(kind, "".join(parts))


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("purpose", [*LayerName, "audit", "state", "state-logs"])
def test_bucket_names_fit_in_every_region(region: str, purpose: str) -> None:
    names = Names(environment="local", region=region, account_id="111122223333")
    assert names.s3_bucket(purpose) == f"anthill-local-{purpose}-111122223333-{region}"


def test_names_are_these() -> None:
    assert DEV.s3_bucket("bronze") == "anthill-dev-bronze-111122223333-eu-west-1"
    assert DEV.state_bucket == "anthill-dev-state-111122223333-eu-west-1"
    assert DEV.kms_alias("state") == "alias/anthill-dev-state"
    assert DEV.kms_alias("lake") == "alias/anthill-dev-lake"
    assert DEV.iam_role("deploy") == "anthill-dev-deploy"
    assert DEV.log_group("vpc-flow-logs") == "/anthill/dev/vpc-flow-logs"
    assert DEV.sns_topic("pipeline") == "anthill-dev-pipeline"
    assert DEV.named("trail", "audit") == "anthill-dev-audit"
    assert DEV.named("kms_alias", "lake") == DEV.kms_alias("lake")


def test_a_name_that_grew_too_long_tells_its_length_and_the_limit() -> None:
    with pytest.raises(ValueError, match=re.escape("(71 characters) breaks its rule: up to 64 of letters")):
        DEV.iam_role("r" * 59)
    with pytest.raises(ValueError, match="3 to 63 of a-z"):
        DEV.s3_bucket("Bronze")


def test_no_two_environments_share_a_name() -> None:
    for one, other in combinations(map(Names.of, ENVIRONMENTS), 2):
        for make in (Names.s3_bucket, Names.kms_alias, Names.iam_role, Names.log_group, Names.sns_topic):
            assert make(one, "purpose") != make(other, "purpose")
        assert one.state_bucket != other.state_bucket
        for kind in ("iam_policy", "trail"):
            assert one.named(kind, "purpose") != other.named(kind, "purpose")


def test_no_name_of_an_environment_goes_on_from_anothers() -> None:
    # What may touch `anthill-dev-*` would reach an environment `dev-two`, its pipeline's roles among the rest.
    for one, other in permutations(EnvironmentName, 2):
        assert not other.startswith(f"{one}-"), f"{other} begins with the name of {one}"
