"""Where stacks deploy to and keep their state, and whose pipelines reach that state."""

from typing import Any

import pytest

from tests.operations.conformance.between.parts import Json, allow, aws_account, policy
from tests.operations.conformance.between.planting import Plant, add, adding, judge, planted
from tests.operations.conformance.between.stacks import Stacks, clean


def provider(stack: str, **given: Any) -> Plant:
    return lambda stacks: stacks[stack]["provider"].update(aws=[{"region": "eu-west-1", **given}])


def backend(stack: str, **given: Any) -> Plant:
    return lambda stacks: stacks[stack]["terraform"]["backend"]["s3"].update(given)


PLACES: dict[str, tuple[Plant, str, str]] = {
    "provider": (
        provider("anthill-test", allowed_account_ids=[aws_account("prod")]),
        "provider.aws",
        "allowed_account_ids ['333333333333']",
    ),
    "provider of every account": (provider("anthill-dev"), "provider.aws", "none, which is every account"),
    "two accounts": (
        provider(
            "anthill-prod-bootstrap",
            allowed_account_ids=[aws_account("prod"), aws_account("dev")],
            alias="second",
        ),
        "provider.aws.second",
        "111111111111",
    ),
    "bucket": (
        backend("anthill-dev", bucket="anthill-prod-state-333333333333-eu-west-1"),
        "terraform.backend.s3.bucket",
        "anthill-prod-state",
    ),
    "state of another stack": (
        backend("anthill-test", key="anthill-prod/terraform.tfstate"),
        "terraform.backend.s3.key",
        "anthill-prod/terraform.tfstate",
    ),
    "account of the state": (
        backend("anthill-dev-bootstrap", allowed_account_ids=[]),
        "terraform.backend.s3.allowed_account_ids",
        "none",
    ),
    "registration beside its environment": (
        backend("anthill-dev-registration", bucket="anthill-dev-state-111111111111-eu-west-1"),
        "terraform.backend.s3.bucket",
        "anthill-dev-state",
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_stack_in_another_environments_account_is_found(name: str) -> None:
    plant, address, given = PLACES[name]
    (found,) = planted(plant)
    assert (found.check, found.address) == ("between.place", address)
    assert given in found.given
    assert found.allowed


def test_a_state_in_a_file_is_nobody_elses() -> None:
    stacks = clean()
    stacks["anthill-dev-bootstrap"]["terraform"]["backend"] = {"local": {"path": "terraform.tfstate"}}
    assert judge(stacks) == []


def permitted(environment: str, *statements: Json, stack: str = "") -> Plant:
    """Give a role of an environment's pipeline more."""

    def plant(stacks: Stacks) -> None:
        where = stack or f"anthill-{environment}-bootstrap"
        if stack:
            trusted = stacks[f"anthill-{environment}-bootstrap"]["resource"]["aws_iam_role"]["deploy"]
            add(stacks, stack, "aws_iam_role.deploy", trusted)
        more = {"role": "${aws_iam_role.deploy.name}", "policy": policy(*statements)}
        add(stacks, where, "aws_iam_role_policy.more", more)

    return plant


def attached(stacks: Stacks) -> None:
    reading = policy(allow("s3:GetObject", "arn:aws:s3:::*/anthill-account/*"))
    add(stacks, "anthill-dev-bootstrap", "aws_iam_policy.more", {"name": "more", "policy": reading})
    both = {"role": "${aws_iam_role.deploy.name}", "policy_arn": "${aws_iam_policy.more.arn}"}
    add(stacks, "anthill-dev-bootstrap", "aws_iam_role_policy_attachment.more", both)


STATES: dict[str, tuple[Plant, set[str]]] = {
    "every state": (
        permitted("dev", allow("s3:*", "arn:aws:s3:::*-state-*/*")),
        {
            *(
                "anthill-account",
                "anthill-prod",
                "anthill-prod-bootstrap",
                "anthill-test",
                "anthill-test-bootstrap",
            ),
            *("anthill-dev-registration", "anthill-prod-registration", "anthill-test-registration"),
        },
    ),
    "everything": (
        permitted("prod", allow("s3:Put*", "*")),
        {"anthill-dev", "anthill-dev-bootstrap", "anthill-test", "anthill-test-bootstrap"},
    ),
    "account, attached": (attached, {"anthill-account"}),
    "its registration": (
        permitted(
            "test", allow("s3:GetObject", "arn:aws:s3:::*/anthill-test-registration/terraform.tfstate")
        ),
        {"anthill-test-registration"},
    ),
    "a role elsewhere": (
        permitted(
            "test",
            allow("s3:DeleteObject", "arn:aws:s3:::*/anthill-dev/terraform.tfstate"),
            stack="anthill-test",
        ),
        {"anthill-dev"},
    ),
}


@pytest.mark.parametrize("name", STATES)
def test_the_state_of_another_environment_is_found(name: str) -> None:
    plant, reached = STATES[name]
    found = [each for each in planted(plant) if each.check == "between.state"]
    assert {each.address for each in found} == {"aws_iam_role.deploy"}
    assert {each.given.rpartition("the state of ")[2] for each in found} == reached


@pytest.mark.parametrize(
    "plant",
    [
        permitted("dev", allow("s3:GetObject", "arn:aws:s3:::anthill-dev-state-111111111111-eu-west-1/*")),
        permitted("dev", allow("s3:ListAllMyBuckets")),
        permitted("prod", allow("s3:*", "arn:aws:s3:::anthill-prod-state-333333333333-eu-west-1/*")),
        adding("anthill-dev", "aws_iam_role.planted", name="planted", assume_role_policy=policy()),
    ],
)
def test_a_state_that_is_its_own_passes(plant: Plant) -> None:
    assert planted(plant) == []
