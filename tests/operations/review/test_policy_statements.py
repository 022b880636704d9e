"""Policies are compared by what they say."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.review.policy_statements import compare_policies
from tests.operations.review.entries import allow, deny, policy

ACTIONS = st.lists(st.sampled_from(["s3:GetObject", "s3:PutObject", "kms:Decrypt"]), min_size=1, unique=True)
RESOURCES = st.lists(st.sampled_from(["arn:a", "arn:b", "*"]), min_size=1, unique=True)
PRINCIPALS = st.sampled_from(["*", {"AWS": ["1", "2"]}, {"Service": "lambda.amazonaws.com"}, {"AWS": "*"}])
STATEMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "Effect": st.sampled_from(["Allow", "Deny"]),
            "Action": ACTIONS,
            "Resource": RESOURCES,
            "Principal": PRINCIPALS,
        }
    ),
    min_size=1,
    max_size=4,
)


@given(STATEMENTS, st.randoms(use_true_random=False))
def test_the_way_of_writing_is_no_difference(statements: list[dict[str, Any]], random: Any) -> None:
    rewritten: list[dict[str, Any]] = []
    for number, statement in enumerate(statements):
        for action in statement["Action"]:
            upper = random.choice([action, action.upper()])
            rewritten.append(
                {**statement, "Sid": f"S{number}", "Action": upper, "Resource": statement["Resource"][::-1]}
            )
    random.shuffle(rewritten)
    found = compare_policies(policy(*statements), json.loads(policy(*rewritten)))
    assert (found.gained, found.lost, found.altered, found.unreadable) == ((), (), (), False)


@given(STATEMENTS, STATEMENTS)
def test_what_one_side_gains_the_other_loses(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    there, back = compare_policies(policy(*old), policy(*new)), compare_policies(policy(*new), policy(*old))
    assert len(there.gained) + len(there.altered) == len(back.lost) + len(back.altered)
    assert bool(there.gained or there.altered) == bool(back.lost or back.altered)


def test_a_statement_that_is_split_differently_is_told_once() -> None:
    found = compare_policies(
        policy(allow(["s3:GetObject", "s3:PutObject"])),
        policy(allow("s3:GetObject"), allow(["s3:PutObject", "s3:DeleteObject"])),
    )
    assert [(grant.actions, grant.resources) for grant in found.gained] == [
        (("s3:DeleteObject",), ("arn:aws:s3:::gold/*",))
    ]
    assert found.lost == ()


def test_a_condition_that_goes_is_an_alteration() -> None:
    bound = {"Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}
    found = compare_policies(policy(allow(**bound)), policy(allow()))
    ((earlier, grant),) = found.altered
    assert (earlier.condition, grant.condition) == ("StringEquals aws:sourceaccount 1", "")


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_policy_says_nothing(nothing: str | None) -> None:
    assert len(compare_policies(nothing, policy(deny())).gained) == 1
    assert compare_policies(nothing, nothing).gained == ()


def test_what_is_no_policy_is_not_guessed() -> None:
    assert compare_policies("${jsonencode(x)}", policy(allow())).unreadable
    assert not compare_policies("${jsonencode(x)}", "${jsonencode(x)}").unreadable


def test_an_enormous_policy_is_compared_by_statements() -> None:
    many = [f"arn:{number}" for number in range(400)]
    actions = [f"s3:A{number}" for number in range(400)]
    assert len(compare_policies(None, policy(allow(actions, many))).gained) == 1
