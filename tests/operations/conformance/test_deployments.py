"""What is held against the roles of a bootstrap says so where there are none."""

from collections.abc import Mapping
from copy import deepcopy

from operations.conformance.deployments import reach
from operations.conformance.material import Material
from operations.conformance.published import Published
from operations.conformance.synthesised import Stack
from operations.conformance.widths import Widths
from tests.support.locked import ROOT
from tests.support.template import Template

BOOTSTRAP = "anthill-dev-bootstrap"


def test_a_bootstrap_without_the_roles_is_a_violation(
    stacks: Mapping[str, Template], asked: Published, widths: Widths
) -> None:
    document = deepcopy(stacks[BOOTSTRAP].json)
    for role in document["resource"]["aws_iam_role"].values():
        role["name"] = role["name"].replace("anthill-dev-plan", "anthill-dev-planner")
    bootstrap, dev = Stack(BOOTSTRAP, document), Stack("anthill-dev", stacks["anthill-dev"].json)
    material = Material(
        root=ROOT,
        stacks=(dev,),
        everything={each.name: each for each in (bootstrap, dev)},
        published=asked,
        widths=widths,
    )
    (found,) = reach(material)
    assert (found.check, found.stack, found.given) == ("reach.unknown", BOOTSTRAP, "no role anthill-dev-plan")
