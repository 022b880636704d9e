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


def judged(
    stacks: Mapping[str, Template], asked: Published, widths: Widths, *changed: Stack
) -> list[tuple[str, str, str]]:
    """What is found in dev's registration and prod's bootstrap once some of them were changed."""
    names = ("anthill-prod-bootstrap", "anthill-dev-registration")
    everything = {name: Stack(name, deepcopy(stacks[name].json)) for name in names}
    everything |= {each.name: each for each in changed}
    material = Material(
        root=ROOT,
        stacks=(everything["anthill-dev-registration"],),
        everything=everything,
        published=asked,
        widths=widths,
    )
    return [(found.check, found.stack, found.given) for found in reach(material)]


def test_a_registration_is_held_against_the_role_that_deploys_it(
    stacks: Mapping[str, Template], asked: Published, widths: Widths
) -> None:
    assert judged(stacks, asked, widths) == []
    more = deepcopy(stacks["anthill-dev-registration"].json)
    more["resource"]["aws_sns_topic"] = {"told": {"name": "anthill-prod-told"}}
    found = judged(stacks, asked, widths, Stack("anthill-dev-registration", more))
    assert {(check, stack) for check, stack, _ in found} == {
        ("reach.registration", "anthill-dev-registration")
    }
    assert any("the registration role may not sns:CreateTopic" in given for _, _, given in found)


def test_a_bootstrap_without_the_role_that_registers_is_a_violation(
    stacks: Mapping[str, Template], asked: Published, widths: Widths
) -> None:
    poorer = deepcopy(stacks["anthill-prod-bootstrap"].json)
    for role in poorer["resource"]["aws_iam_role"].values():
        role["name"] = role["name"].replace("registration", "registrar")
    (found,) = judged(stacks, asked, widths, Stack("anthill-prod-bootstrap", poorer))
    assert found == ("reach.unknown", "anthill-prod-bootstrap", "no role anthill-prod-registration")
