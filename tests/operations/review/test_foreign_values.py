"""No environment's value hides behind another's, whatever it is and wherever it stands."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operations.delivery.plan_comment import write_plan
from operations.github.client import GitHub
from operations.review.change import Action, Change
from operations.review.document import as_document
from operations.review.markdown import markdown
from operations.review.page import page
from operations.review.rows import rows
from operations.scan.alerts import alerts
from operations.scan.checkov import Finding
from operations.scan.lines import Lines
from operations.scan.outcome import judge
from operations.scan.sarif import sarif
from tests.operations.review.entries import change, policy
from tests.operations.review.foreign_values import NAMES, STACKS, Planted, foreign, planted
from tests.operations.review.manifests import manifest_of
from tests.operations.review.reviews import review_of
from tests.support.fake_github import FakeGitHub

VALUES = st.fixed_dictionaries({name: foreign(name) for name in NAMES})


@settings(max_examples=300, deadline=None)
@given(planted())
def test_every_value_is_in_the_markdown_the_page_and_the_json(found: Planted) -> None:
    review = review_of(found.changes)
    shown = {
        "Markdown": unescape(markdown(review)),
        "page": unescape(page(review).replace("<wbr>", "")),
        "JSON": json.dumps(as_document(review)),
    }
    for where, text in shown.items():
        assert [value for value in found.values.values() if value not in text] == [], where


@settings(max_examples=200, deadline=None)
@given(planted())
def test_a_row_shows_the_value_of_each_of_its_stacks(found: Planted) -> None:
    review = review_of(found.changes)
    for name, value in found.values.items():
        held = [row for row in review.rows if STACKS[name] in row.stacks]
        told = [f"{each.before} {each.after}" for row in held for each in row.change.arguments]
        assert any(value in text for text in told), name
        notes = [row.note.sentence for row in review.security_rows if STACKS[name] in row.stacks]
        assert not found.noted or any(value in sentence for sentence in notes), name


def blocks(text: str) -> dict[str, str]:
    """Return the details of a Markdown review by the environments that their summaries name, put together."""
    found: dict[str, str] = {}
    for names, told in re.findall(r"</code> in ([a-z, ]+)</summary>(.*?)</details>", text, re.DOTALL):
        for name in names.split(", "):
            found[name] = found.get(name, "") + told
    return found


@settings(max_examples=100, deadline=None)
@given(planted())
def test_the_markdown_says_whose_value_it_is(found: Planted) -> None:
    told = blocks(unescape(markdown(review_of(found.changes))))
    assert [name for name, value in found.values.items() if value not in told.get(name, "")] == []


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_a_finding_is_in_the_sarif_with_all_that_is_said_of_it(values: Mapping[str, str]) -> None:
    findings = [
        Finding("CKV_1", STACKS[name], "aws_sqs_queue.q", f"Lets in {value}", "terraform_json")
        for name, value in values.items()
    ]
    results = alerts(judge(findings, (), today=date(2026, 1, 1)), Lines({}))
    log = sarif("checkov", version="0", uri="https://www.checkov.io", results=results)
    messages = [result["message"]["text"] for result in log["runs"][0]["results"]]
    for name, value in values.items():
        assert any(f"Lets in {value}." in told and STACKS[name] in told for told in messages), name


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(planted())
def test_every_value_is_in_the_comment_of_its_plan(hub: FakeGitHub, github: GitHub, found: Planted) -> None:
    hub.state.comments.clear()
    hub.state.open_pull(7, author="ada", head="1" * 40)
    for name in found.values:
        review = review_of(change for change in found.changes if change.stack == STACKS[name])
        assert write_plan(github, 7, manifest_of(name, STACKS[name]), markdown(review))
    comments = [unescape(comment["body"]) for comment in hub.state.comments.values()]
    for name, value in found.values.items():
        (told,) = [text for text in comments if f"### Plan for {STACKS[name]}: " in text]
        assert value in told, name


STRANGERS = {"dev": "555555555555", "prod": "999999999999"}
"""As it was reported: two strangers, one row, one of them nowhere."""


def strangers(kind: str) -> list[Change]:
    """Return a change that lets one account in dev, and another in prod, do something."""
    found: list[Change] = []
    for name, account in STRANGERS.items():
        where = {"path": f"{STACKS[name]}/lake/gold/role", "stack": STACKS[name]}
        trust = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            "Action": "sts:AssumeRole",
        }
        after = {"assume_role_policy": policy(trust)}
        before = {"assume_role_policy": policy()} if kind == "update" else None
        found.append(change("aws_iam_role", before, after, **where))
    return found


@pytest.mark.parametrize("kind", ["update", "create"])
def test_two_strangers_are_two_rows_and_two_notes(kind: str) -> None:
    review = review_of(strangers(kind))
    one_each = [(STACKS["prod"],), (STACKS["dev"],)]
    assert [row.stacks for row in review.rows] == one_each
    assert [row.stacks for row in review.security_rows] == one_each
    text, html = markdown(review), page(review)
    for account in STRANGERS.values():
        assert account in text
        assert account in html


def test_an_answer_of_a_provider_is_asked_for_each_value() -> None:
    """Rows are what the providers are asked about: one answer must not stand for another value."""
    found = [
        replace(
            change(
                "aws_sns_topic_subscription",
                {"endpoint": "a"},
                {"endpoint": value},
                path=f"{stack}/lake/x",
                stack=stack,
            ),
            action=Action.MAY_REPLACE,
        )
        for stack, value in (
            (STACKS["dev"], "https://198.51.100.7/hook"),
            (STACKS["prod"], "https://203.0.113.9/hook"),
        )
    ]
    assert len(rows(found)) == 2
