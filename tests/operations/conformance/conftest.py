"""What AWS publishes, asked once per session, and small stacks to judge by it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from environments.configured import configured
from operations.conformance.material import Material
from operations.conformance.published import Published, published
from operations.conformance.synthesised import Stack
from operations.conformance.widths import Widths
from tests.support.locked import ROOT

Made = Callable[[Mapping[str, Any]], Material]

PROVIDER = {"aws": [{"region": "eu-west-1", "allowed_account_ids": ["111111111111"]}]}


def stack_of(resources: Mapping[str, Any], name: str = "anthill-dev", **provider: Any) -> Stack:
    """Return a stack of resources by type and logical id."""
    aws = PROVIDER["aws"][0] | provider
    return Stack(name, {"provider": {"aws": [aws]}, "resource": resources})


@pytest.fixture(scope="session")
def asked() -> Iterator[Published]:
    with published(ROOT) as running:
        yield running


@pytest.fixture(scope="session")
def widths() -> Widths:
    return Widths.of(configured())


@pytest.fixture
def made(asked: Published, widths: Widths) -> Made:
    """Make what checks are given of resources by type and logical id."""

    def make(resources: Mapping[str, Any]) -> Material:
        return Material(root=ROOT, stacks=(stack_of(resources),), published=asked, widths=widths)

    return make
