"""Sources in the stacks: one is added or removed without touching another, however many there are."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from configuration.model import EnvironmentConfig
from configuration.names import Names
from configuration.sources.catalogue import AnySource, Sources
from configuration.sources.quotas import LIMITS, Quotas
from environments.catalogue import ENVIRONMENTS
from environments.market_data import MARKET_DATA
from main import build_app
from tests.support.template import Template

(DEV,) = [config for config in ENVIRONMENTS if config.name.value == "dev"]
KINDS = ("apis", "streams", "databases", "files")
ROOMY = Quotas(**dict.fromkeys(Quotas.model_fields, 1000) | {"alarms": 100_000, "event_rules": 10_000})
MANY = 150


def with_sources(sources: Sources, quotas: Quotas = ROOMY) -> EnvironmentConfig:
    return DEV.model_copy(update={"sources": sources, "quotas": quotas})


def renamed(source: AnySource, name: str) -> Any:
    return source.model_copy(update={"name": name})


def synthesised_alone(config: EnvironmentConfig, outdir: Path) -> dict[str, Any]:
    build_app((config,), outdir=str(outdir)).synth()
    stack = Template.read(outdir, "anthill-dev").json
    return {f"{type_}.{id_}": body for type_, ids in stack["resource"].items() for id_, body in ids.items()}


@pytest.fixture(scope="module")
def with_all(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Every resource of dev with the sources as configured, by address."""
    return synthesised_alone(with_sources(MARKET_DATA), tmp_path_factory.mktemp("cdktf.out"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_source_more_changes_nothing_but_its_own(
    with_all: Mapping[str, Any], tmp_path: Path, kind: str
) -> None:
    present = getattr(MARKET_DATA, kind)
    more = MARKET_DATA.model_copy(update={kind: (renamed(present[-1], "one-more"), *present)})
    after = synthesised_alone(with_sources(more), tmp_path)
    assert {address: after[address] for address in with_all} == with_all, "removed or changed"
    added = set(after) - set(with_all)
    assert added
    assert {address for address in added if "ingestion_one_more_" not in address} == set()


def test_with_many_sources_one_more_is_still_only_its_own(tmp_path: Path) -> None:
    def many(count: int) -> EnvironmentConfig:
        apis = tuple(renamed(MARKET_DATA.apis[1], f"source-{number:04}") for number in range(count))
        return with_sources(MARKET_DATA.model_copy(update={"apis": apis}))

    before = synthesised_alone(many(MANY), tmp_path / "before")
    after = synthesised_alone(many(MANY + 1), tmp_path / "after")
    assert {address for address in before if after.get(address) != before[address]} == set()
    assert {
        address for address in set(after) - set(before) if f"ingestion_source_{MANY:04}_" not in address
    } == set()


def test_limits_count_what_is_built(with_all: Mapping[str, Any], tmp_path: Path) -> None:
    """The numbers per kind in the limits are those of the stacks, or above them."""
    bare = synthesised_alone(with_sources(Sources()), tmp_path)
    types = [address.split(".")[0] for address in set(with_all) - set(bare)]
    counted = {limit.of: limit.used(MARKET_DATA) for limit in LIMITS}
    alarms = types.count("aws_cloudwatch_metric_alarm") + types.count("aws_cloudwatch_composite_alarm")
    assert alarms <= counted["alarms"] <= alarms * 1.2
    rules = types.count("aws_cloudwatch_event_rule")
    assert counted["event rules on the default bus"] == rules
    # The reader of streams and DMS's account roles are there once, whatever the number of sources.
    assert types.count("aws_iam_role") - 3 <= counted["IAM roles"] <= types.count("aws_iam_role") * 1.2
    assert counted["resources in one Terraform state"] == pytest.approx(len(types), rel=0.25)


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_every_source_has_its_queue_rule_alarm_and_tags(
    stacks: Mapping[str, Template], config: EnvironmentConfig
) -> None:
    template = stacks[f"anthill-{config.name.value}"]
    named = partial(Names.of(config).named, "sqs_queue")
    queues = {queue["name"]: queue for queue in template.resources("aws_sqs_queue").values()}
    for source in config.sources.all:
        queue, dead = queues[named(f"landing-{source.name}")], queues[named(f"dead-{source.name}")]
        assert json.loads(queue["redrive_policy"])["deadLetterTargetArn"].endswith(f":{dead['name']}")
        assert queue["tags"]["source"] == source.name
        assert queue["tags"]["source-owner"] == source.owner
        path = f"/ingestion/{source.name.replace('-', '_')}/events"
        pattern = json.loads(template.by_path("aws_cloudwatch_event_rule", f"{path}/rule")["event_pattern"])
        assert pattern["detail"]["object"]["key"] == [{"prefix": source.prefix}]
        late = template.by_path("aws_cloudwatch_metric_alarm", f"{path}/late/alarm")
        assert late["period"] * late["evaluation_periods"] == source.dataset.freshness_minutes * 60
        assert late["treat_missing_data"] == "breaching"


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_no_source_reaches_the_prefix_of_another(
    stacks: Mapping[str, Template], config: EnvironmentConfig
) -> None:
    template = stacks[f"anthill-{config.name.value}"]
    for source in config.sources.all:
        own = source.name.replace("-", "_")
        others = [other.prefix for other in config.sources.all if other.name != source.name]
        for address, policy in template.resources("aws_iam_role_policy").items():
            if f"ingestion_{own}_" in address:
                assert not [prefix for prefix in others if f"/{prefix}" in policy["policy"]], address


@pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
def test_arriving_layers_announce_their_objects(
    stacks: Mapping[str, Template], config: EnvironmentConfig
) -> None:
    template = stacks[f"anthill-{config.name.value}"]
    for layer in ("landing", "bronze"):
        path = f"/lake/{layer}/events"
        assert template.by_path("aws_s3_bucket_notification", path)["eventbridge"] is True


def test_no_secret_has_a_value_in_terraform(stacks: Mapping[str, Template]) -> None:
    for template in stacks.values():
        assert template.resources("aws_secretsmanager_secret_version") == {}


def test_a_newline_follows_each_record_of_a_stream(with_all: Mapping[str, Any]) -> None:
    """Without it Firehose joins records with nothing in between."""
    streams = [body for address, body in with_all.items() if "firehose_delivery_stream." in address]
    assert len(streams) == len(MARKET_DATA.streams)
    for stream in streams:
        processing = stream["extended_s3_configuration"]["processing_configuration"]
        assert processing["enabled"] is True
        (processor,) = processing["processors"]
        assert processor["type"] == "AppendDelimiterToRecord"
        # The escape and not the character, in JSON and in what Terraform reads of it.
        assert processor["parameters"] == [{"parameter_name": "Delimiter", "parameter_value": r"\n"}]
