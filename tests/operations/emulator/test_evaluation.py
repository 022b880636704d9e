"""Statements of a resource policy: action, resource, principal and effect."""

import json
from typing import Any

import pytest

from operations.emulator.authorization.evaluation import Decision, Request, decide

ROLE = "arn:aws:iam::111122223333:role/reader"
REQUEST = Request(
    action="s3:PutObject",
    resource="arn:aws:s3:::lake/key",
    principals={"AWS": frozenset({ROLE, "111122223333", "arn:aws:iam::111122223333:root"})},
    context={"aws:securetransport": ("false",)},
)


def decision(*statements: dict[str, Any]) -> Decision:
    whole = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": "*"}
    return decide(
        json.dumps({"Statement": [dropped(whole | statement) for statement in statements]}), REQUEST
    )


def dropped(statement: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in statement.items() if value is not None}


SPEAKING: list[dict[str, Any]] = [
    {},
    {"Action": ["s3:GetObject", "S3:putobject"]},
    {"Action": None, "NotAction": "s3:GetObject"},
    {"Resource": "arn:aws:s3:::lake/*"},
    {"Resource": None, "NotResource": "arn:aws:s3:::other/*"},
    {"Principal": {"AWS": "*"}},
    {"Principal": {"AWS": ["arn:aws:iam::9:root", ROLE]}},
    {"Principal": {"AWS": ["arn:aws:iam::111122223333:root", ROLE]}},
    {"Principal": None, "NotPrincipal": {"AWS": "arn:aws:iam::9:root"}},
    {"Condition": {"Bool": {"aws:SecureTransport": False}}},
    {"Condition": {"Bool": {"AWS:securetransport": "false"}, "Null": {"aws:SourceVpce": "true"}}},
]
DELEGATING: list[dict[str, Any]] = [
    {"Principal": {"AWS": "111122223333"}},
    {"Principal": {"AWS": "arn:aws:iam::111122223333:root"}},
    {"Principal": {"AWS": ["111122223333", "arn:aws:iam::9:root"]}},
]
SILENT: list[dict[str, Any]] = [
    {"Action": "s3:Put"},
    {"Action": None, "NotAction": "s3:Put*"},
    {"Resource": "arn:aws:s3:::lake"},
    {"Resource": None, "NotResource": "arn:aws:s3:::lake/*"},
    {"Principal": {"Service": "logging.s3.amazonaws.com"}},
    {"Principal": {"AWS": "arn:aws:iam::111122223333:role/other"}},
    {"Principal": None, "NotPrincipal": {"AWS": ROLE}},
    {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    {"Condition": {"Bool": {"aws:SecureTransport": "false"}, "Null": {"aws:SourceVpce": "false"}}},
]


@pytest.mark.parametrize("statement", SPEAKING, ids=json.dumps)
def test_a_statement_speaks(statement: dict[str, Any]) -> None:
    assert decision(statement) is Decision.DENY
    assert decision(statement | {"Effect": "Allow"}) is Decision.ALLOW


@pytest.mark.parametrize("statement", DELEGATING, ids=json.dumps)
def test_a_statement_of_the_account_leaves_it_to_the_callers_own_policies(statement: dict[str, Any]) -> None:
    assert decision(statement | {"Effect": "Allow"}) is Decision.DELEGATE
    assert decision(statement) is Decision.DENY
    assert decision(statement | {"Effect": "Allow"}, {"Effect": "Allow"}) is Decision.ALLOW


@pytest.mark.parametrize("statement", SILENT, ids=json.dumps)
def test_a_statement_is_silent(statement: dict[str, Any]) -> None:
    assert decision(statement) is Decision.SILENT


def test_a_deny_outweighs_every_allow() -> None:
    assert decision({"Effect": "Allow"}, {}, {"Effect": "Allow"}) is Decision.DENY


def test_a_single_statement_need_not_be_a_list() -> None:
    policy = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}}
    assert decide(json.dumps(policy), REQUEST) is Decision.ALLOW
