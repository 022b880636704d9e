"""Layers of real stacks, and who touches whom."""

from collections.abc import Mapping

import pytest

from operations.review.graph import MOST_NODES, affected, references
from operations.review.layers import OTHER, construct_of, layer_of, path_of_logical_id
from operations.synthesis.stacks import Synthesised
from tests.operations.review.entries import change
from tests.support.template import Template


def test_every_resource_of_every_stack_has_a_layer(stacks: Mapping[str, Template]) -> None:
    for name, template in stacks.items():
        paths = Synthesised.of(name, template.json).paths.values()
        assert {path for path in paths if layer_of(path) == OTHER} == set()


def test_a_logical_id_leads_to_the_same_layer_as_the_path(stacks: Mapping[str, Template]) -> None:
    for name, template in stacks.items():
        for address, path in Synthesised.of(name, template.json).paths.items():
            assert layer_of(path_of_logical_id(name, address.split(".")[1])) == layer_of(path)


@pytest.mark.parametrize(
    ("logical_id", "path"),
    [
        ("network_vpc_1A2B3C4D", "anthill-dev/network/vpc"),
        ("network_network_1A2B3C4D", "anthill-dev/network/network"),
        ("network", "anthill-dev/network"),
        ("something_new_1A2B3C4D", "anthill-dev/something_new"),
    ],
)
def test_a_path_is_guessed_from_a_logical_id(logical_id: str, path: str) -> None:
    assert path_of_logical_id("anthill-dev", logical_id) == path


@pytest.mark.parametrize(
    ("path", "layer", "construct"),
    [
        ("anthill-dev/ingestion/prices/feed/function", "ingestion", "ingestion/prices"),
        ("anthill-dev/network/vpc", "network", "network"),
        ("anthill-dev/lake_key/key", "security", "lake_key"),
        ("anthill-dev-bootstrap/state/bucket", "bootstrap", "state"),
        ("anthill-account/groups/analysts", "databricks account", "groups"),
        ("anthill-dev/something/new", OTHER, "something"),
        ("anthill-dev", OTHER, ""),
    ],
)
def test_layer_and_construct_follow_from_the_path(path: str, layer: str, construct: str) -> None:
    assert (layer_of(path), construct_of(path)) == (layer, construct)


def stack(**references: str) -> Synthesised:
    """A stack of queues, one per path, each referring to another."""
    resources = {
        name: {
            "//": {"metadata": {"path": f"anthill-dev/{name.replace('__', '/')}/queue"}},
            "tags": {"of": f"${{aws_sqs_queue.{target}.arn}}"} if target else {},
        }
        for name, target in references.items()
    }
    return Synthesised.of("anthill-dev", {"resource": {"aws_sqs_queue": resources}})


def test_what_changes_is_drawn_with_what_it_touches_and_nothing_else() -> None:
    held = stack(lake__a="", ingestion__b="lake__a", monitoring__c="ingestion__b", network__d="")
    changed = change("aws_sqs_queue", {}, None, path="anthill-dev/ingestion/b/queue")
    graph = affected([changed], [held])
    assert [node.name for node in graph.nodes] == ["ingestion/b", "lake/a", "monitoring/c"]
    assert graph.edges == (("ingestion/b", "lake/a"), ("monitoring/c", "ingestion/b"))
    assert references(held)["aws_sqs_queue.ingestion__b"] == {"aws_sqs_queue.lake__a"}


def test_too_many_neighbours_are_counted_and_too_many_changes_become_layers() -> None:
    many = {f"monitoring__m{number}": "lake__a" for number in range(MOST_NODES + 10)}
    held = stack(lake__a="", **many)
    few = affected([change("aws_sqs_queue", {}, None, path="anthill-dev/lake/a/queue")], [held])
    assert (len(few.nodes), few.left_out) == (MOST_NODES, 11)
    all_ = affected(
        [
            change("aws_sqs_queue", {}, None, path=f"anthill-dev/{name.replace('__', '/')}/queue")
            for name in many
        ],
        [held],
    )
    assert [(node.name, sum(node.counts.values())) for node in all_.nodes] == [
        ("lake", 0),
        ("monitoring", len(many)),
    ]
