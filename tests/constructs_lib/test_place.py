"""A construct asks its scope where it is; names and ARNs are made there."""

import gc
from dataclasses import replace
from pathlib import Path

import pytest
from cdktf import App, TerraformStack
from constructs import Construct

from constructs_lib.iam.policy_document import Statement
from constructs_lib.iam.service_role import ServiceRole
from constructs_lib.place import Place
from tests.constructs_lib.conftest import Synth
from tests.support.place import ACCOUNT, sample_place

DEV, PROD = sample_place("dev"), sample_place("prod")


def test_a_construct_finds_the_place_of_its_own_stack_however_deep_it_is(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    stacks = {place: TerraformStack(app, place.name_prefix) for place in (DEV, PROD)}
    for place, stack in stacks.items():
        place.attach(stack)
    for place, stack in stacks.items():
        inner = Construct(Construct(stack, "outer"), "inner")
        # The second look is another way: the scope has asked before.
        assert [Place.of(each) for each in (stack, inner, inner)] == [place] * 3


def test_a_place_stays_when_nothing_in_python_holds_the_stack(tmp_path: Path) -> None:
    def built() -> Construct:
        stack = TerraformStack(App(outdir=str(tmp_path)), "stack")
        DEV.attach(stack)
        return Construct(stack, "construct")

    construct = built()
    gc.collect()
    assert Place.of(construct) is DEV


def test_a_stack_without_a_place_is_named(tmp_path: Path) -> None:
    stack = TerraformStack(App(outdir=str(tmp_path)), "lost")
    with pytest.raises(ValueError, match=r"'lost/inner': nobody said where stack 'lost' is; attach a Place"):
        Place.of(Construct(stack, "inner"))


def test_a_stack_has_one_place(tmp_path: Path) -> None:
    stack = TerraformStack(App(outdir=str(tmp_path)), "stack")
    DEV.attach(stack)
    with pytest.raises(ValueError, match="stack 'stack' has a place already"):
        PROD.attach(stack)
    assert Place.of(stack) is DEV


@pytest.mark.parametrize(
    ("made", "arn"),
    [
        (DEV.arn("sqs", "q"), f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"),
        (DEV.arn("iam", "policy/p"), f"arn:aws:iam::{ACCOUNT}:policy/p"),
        (DEV.arn("iam", "policy/p", account="aws"), "arn:aws:iam::aws:policy/p"),
        (DEV.arn("ec2", "image/*", account=""), "arn:aws:ec2:eu-west-1::image/*"),
        (DEV.arn("sns", "*", partition="*", region="*"), f"arn:*:sns:*:{ACCOUNT}:*"),
        (DEV.bucket_arn("b"), "arn:aws:s3:::b"),
        (DEV.role_arn("r"), f"arn:aws:iam::{ACCOUNT}:role/r"),
        (DEV.root_arn, f"arn:aws:iam::{ACCOUNT}:root"),
        (replace(DEV, partition="aws-us-gov").bucket_arn("b"), "arn:aws-us-gov:s3:::b"),
    ],
)
def test_an_arn_has_the_parts_that_its_service_names(made: str, arn: str) -> None:
    assert made == arn


@pytest.mark.parametrize("bound", ["anthill-dev-boundary", None])
def test_a_role_is_bounded_as_its_place_says(synth: Synth, bound: str | None) -> None:
    read = Statement(sid="Read", actions=("s3:GetObject",), resources=("arn:aws:s3:::a/*",))
    template = synth(
        lambda stack: ServiceRole(
            stack,
            "role",
            purpose="x",
            description="A role",
            service="lambda.amazonaws.com",
            statements=[read],
        ),
        replace(DEV, permissions_boundary=bound),
    )
    role = template.one("aws_iam_role")
    assert role["name"] == "anthill-dev-x"
    assert role.get("permissions_boundary") == (bound and f"arn:aws:iam::{ACCOUNT}:policy/{bound}")
