"""Rules of security: what each finds, and what it leaves alone."""

import pytest

from operations.review.security import security_notes
from tests.operations.review.entries import change, replaced
from tests.operations.review.quiet_cases import QUIET
from tests.operations.review.security_cases import FOUND
from tests.operations.review.security_parts import HIGH, LAMBDA, LOW, MEDIUM, STRANGER, assume, grants, trust


@pytest.mark.parametrize("case", FOUND)
def test_a_rule_finds(case: str) -> None:
    type_, before, after, severity, sentence = FOUND[case]
    unknown = {"policy": True} if case == "a policy that is known later" else {}
    notes = security_notes([change(type_, before, after, after_unknown=unknown)])
    assert [note.severity for note in notes if sentence in note.sentence] == [severity], notes


@pytest.mark.parametrize("case", QUIET)
def test_a_rule_leaves_alone(case: str) -> None:
    notes = security_notes([change(*QUIET[case])])
    # A new block of public access says that it is on, at low severity: nothing is opened.
    assert [note.sentence for note in notes if note.severity is not LOW] == []


def test_the_gravest_comes_first() -> None:
    notes = security_notes(
        [
            change("databricks_grants", grants(("a", ["SELECT"])), grants(), path="anthill-dev/access/a"),
            change("aws_flow_log", {}, None, path="anthill-dev/flow_logs/x"),
            change("databricks_grants", grants(), grants(("a", ["SELECT"])), path="anthill-dev/access/b"),
        ]
    )
    assert [note.severity for note in notes] == [HIGH, MEDIUM, LOW]


def test_a_replaced_role_is_judged_by_what_it_becomes() -> None:
    notes = security_notes(
        [replaced("aws_iam_role", trust(assume(**LAMBDA)), trust(assume(**STRANGER)), "name")]
    )
    assert [note.severity for note in notes] == [HIGH, LOW]


def test_a_moved_resource_says_nothing() -> None:
    moved = change("aws_iam_role", trust(), trust(), actions=["no-op"], previous_address="aws_iam_role.old")
    assert security_notes([moved]) == ()
