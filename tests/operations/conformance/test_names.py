"""No admitted configuration yields a name that AWS refuses: every rule of names and every synthesised name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from configuration.account import EnvironmentName
from configuration.model import EnvironmentConfig
from configuration.names import NAME_RULES
from configuration.regions import REGIONS
from configuration.sources.source import Name
from environments.catalogue import ENVIRONMENTS
from environments.market_data import MARKET_DATA
from main import build_app
from operations.conformance.arguments import arguments
from operations.conformance.material import Material
from operations.conformance.published import Published
from operations.conformance.synthesised import TOKEN, Stack, read_stacks
from operations.conformance.widths import LONGEST_NAME, Widths
from tests.operations.conformance.conftest import stack_of
from tests.support.locked import ROOT

NAMED = {
    "alarm": ("aws_cloudwatch_metric_alarm", "alarm_name"),
    "analyzer": ("aws_accessanalyzer_analyzer", "analyzer_name"),
    "budget": ("aws_budgets_budget", "name"),
    "config_recorder": ("aws_config_configuration_recorder", "name"),
    "config_rule": ("aws_config_config_rule", "name"),
    "delivery_stream": ("aws_kinesis_firehose_delivery_stream", "name"),
    "event_rule": ("aws_cloudwatch_event_rule", "name"),
    "function": ("aws_lambda_function", "function_name"),
    "iam_policy": ("aws_iam_policy", "name"),
    "iam_role": ("aws_iam_role", "name"),
    "kms_alias": ("aws_kms_alias", "name"),
    "log_group": ("aws_cloudwatch_log_group", "name"),
    "metric_filter": ("aws_cloudwatch_log_metric_filter", "name"),
    "replication": ("aws_dms_replication_config", "replication_config_identifier"),
    "s3_bucket": ("aws_s3_bucket", "bucket"),
    "schedule": ("aws_scheduler_schedule", "name"),
    "secret": ("aws_secretsmanager_secret", "name"),
    "security_group": ("aws_security_group", "name"),
    "sns_topic": ("aws_sns_topic", "name"),
    "sqs_queue": ("aws_sqs_queue", "name"),
    "stream": ("aws_kinesis_stream", "name"),
    "stream_consumer": ("aws_kinesis_stream_consumer", "name"),
    "table": ("aws_dynamodb_table", "name"),
    "trail": ("aws_cloudtrail", "name"),
}
DATABRICKS = {
    "cluster_policy",
    "connection",
    "credential",
    "external_location",
    "instance_pool",
    "network_connectivity_config",
    "network_policy",
    "serving_endpoint",
    "warehouse",
}
SHARED = settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def joined(words: list[str], between: str, most: int) -> str:
    return f"n{between.join(words)}"[:most].rstrip("._-")


WORDS = st.lists(st.text("abz019", min_size=1, max_size=12), min_size=1, max_size=12)
LONG = {
    "replication": st.builds(joined, WORDS, st.just("-"), st.just(255)),
    "trail": st.builds(joined, WORDS, st.sampled_from("._-"), st.just(128)).filter(
        lambda name: len(name) > 2
    ),
}
"""Names of the rules that look ahead, which Hypothesis draws by trial alone."""


def admitted(words: list[str], *, long: bool) -> str:
    name = joined(words, "-", LONGEST_NAME)
    return name.ljust(LONGEST_NAME if long else 3, "z")


NAMES = st.builds(admitted, WORDS, long=st.booleans())
"""What the configuration admits for a source or a partner, half of them at the longest."""

PARTS = [*(each.value for each in EnvironmentName), *REGIONS]


def judged(asked: Published, *stacks: Stack, widths: Widths) -> dict[str, str]:
    found = arguments(Material(root=ROOT, stacks=stacks, published=asked, widths=widths))
    return {each.given.partition(" ")[0]: f"{each.address}: {each.given}" for each in found}


def test_every_kind_of_name_is_judged() -> None:
    assert NAMED.keys() | DATABRICKS == NAME_RULES.keys()


@SHARED
@given(data=st.data())
@pytest.mark.parametrize("kind", NAMED)
def test_what_a_rule_of_names_admits_aws_takes(asked: Published, kind: str, data: st.DataObject) -> None:
    type_, argument = NAMED[kind]
    name = data.draw(LONG[kind] if kind in LONG else st.from_regex(rf"\A(?a:{NAME_RULES[kind][0]})\Z"))
    assert re.fullmatch(NAME_RULES[kind][0], name, re.ASCII)
    found = judged(asked, stack_of({type_: {"it": {argument: name}}}), widths=Widths({}))
    assert found == {}


@given(name=NAMES)
def test_the_names_that_are_tried_are_admitted(name: str) -> None:
    assert TypeAdapter(Name).validate_python(name) == name


def names_only(stack: Stack, parts: Mapping[str, str]) -> Stack:
    """Return a stack of what of it has a part in its texts that the configuration decides."""
    widths = Widths(parts)
    kept: dict[str, dict[str, Any]] = {}
    for each in stack.resources.values():
        varied = {
            key: text
            for key, text in each.arguments.items()
            if isinstance(text, str) and len(text) < 600 and not TOKEN.search(text)
            if widths.stretched(text) != text
        }
        if varied:
            kept.setdefault(each.type, {})[each.logical_id] = varied
    return Stack(stack.name, {**stack.document, "resource": kept})


@pytest.fixture(scope="module")
def varied(synthesised: Path, widths: Widths) -> tuple[Stack, ...]:
    """Stacks of one environment, since those of the others have the same names but for its own."""
    marked = {part: f"{text}x" for part, text in widths.longest.items()}
    own = ("anthill-account", "anthill-dev", "anthill-dev-bootstrap")
    return tuple(names_only(each, marked) for each in read_stacks(synthesised) if each.name in own)


@settings(SHARED, max_examples=25)
@given(
    environment=st.sampled_from([each.value for each in EnvironmentName]),
    region=st.sampled_from(sorted(REGIONS)),
    others=st.lists(NAMES, min_size=1, max_size=4),
)
def test_whatever_the_configuration_names_its_parts_aws_takes_the_names_made_of_them(
    asked: Published,
    varied: tuple[Stack, ...],
    widths: Widths,
    environment: str,
    region: str,
    others: list[str],
) -> None:
    named = cycle(others)
    chosen = {
        part: region if part in REGIONS else environment if part in PARTS else next(named)
        for part in widths.longest
    }
    assert sum(len(each.resources) for each in varied) > 200
    assert judged(asked, *varied, widths=Widths(chosen)) == {}


def long_named() -> EnvironmentConfig:
    """Return dev with every source and partner at the longest name."""

    def longest(given: Any) -> Iterator[Any]:
        for each in given:
            name = each.name.ljust(LONGEST_NAME, "z")
            more = (
                {"partner": each.partner.ljust(LONGEST_NAME, "z")} if getattr(each, "partner", None) else {}
            )
            yield each.model_copy(update={"name": name, **more})

    (dev,) = [each for each in ENVIRONMENTS if each.name is EnvironmentName.DEV]
    fields = type(MARKET_DATA).model_fields
    sources = MARKET_DATA.model_copy(
        update={kind: tuple(longest(getattr(MARKET_DATA, kind))) for kind in fields}
    )
    return dev.model_copy(update={"sources": sources})


def test_an_environment_whose_sources_have_the_longest_names_is_synthesised_and_taken(
    asked: Published, widths: Widths, tmp_path: Path
) -> None:
    build_app((long_named(),), outdir=str(tmp_path)).synth()
    (stack, *_) = read_stacks(tmp_path)
    assert stack.name == "anthill-dev"
    regions = Widths({part: longest for part, longest in widths.longest.items() if part in PARTS})
    assert judged(asked, stack, widths=regions) == {}


def test_a_part_of_a_name_is_one_only_where_it_stands_alone(widths: Widths) -> None:
    assert widths.stretched("anthill-dev-device") == "anthill-local-device"
    assert widths.stretched("eu-west-1a") == "eu-west-1a"
    assert widths.stretched("arn:eu-west-1:x") == "arn:ap-northeast-1:x"
    assert len(widths.stretched("feed-daily-prices")) == len("feed-") + LONGEST_NAME
    assert replace(widths, longest={}).stretched("dev") == "dev"
