"""Values that no environment owns, planted in changes of several environments at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any

from hypothesis import strategies as st

from configuration.names import Names
from configuration.stack_ids import environment_stack
from environments.configured import configured
from operations.review.change import Change
from tests.operations.review.entries import change, policy

NAMES = {config.name.value: Names.of(config) for config in configured()}
NETWORKS = {config.name.value: config.network.cidr for config in configured()}
STACKS = {name: environment_stack(name) for name in NAMES}
ACCOUNTS = frozenset(names.account_id for names in NAMES.values())

WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=4, max_size=10)
DIGITS = st.integers(10**11, 10**12 - 1).map(str).filter(lambda number: number not in ACCOUNTS)
ADDRESSES = st.ip_addresses(v=4).filter(
    lambda address: not any(IPv4Address(address) in network for network in NETWORKS.values())
)


def _other(name: str) -> st.SearchStrategy[Names]:
    return st.sampled_from([names for other, names in NAMES.items() if other != name])


def foreign(name: str) -> st.SearchStrategy[str]:
    """Return values of every kind that an environment does not own."""
    return st.one_of(kinds(name))


def kinds(name: str) -> list[st.SearchStrategy[str]]:
    """Return values by kind, in the same order for each environment; some have its own name or account in them."""
    own = NAMES[name]
    return [
        DIGITS,
        DIGITS.map(lambda account: f"arn:aws:iam::{account}:root"),
        DIGITS.map(lambda account: f"arn:aws:iam::{account}:role/{own.prefix}-reader"),
        DIGITS.map(lambda account: f"{own.prefix}-gold-{account}-{own.region}"),
        _other(name).map(lambda other: other.account_id),
        _other(name).map(lambda other: f"arn:aws:iam::{other.account_id}:role/{other.prefix}-reader"),
        _other(name).map(lambda other: f"{other.catalog}.gold.positions"),
        ADDRESSES.map(str),
        ADDRESSES.map(lambda address: f"{address}/32"),
        st.just(next(str(net) for other, net in NETWORKS.items() if other != name)),
        st.ip_addresses(v=6).map(lambda address: f"{address}/128"),
        WORDS.map(lambda word: f"https://{word}.example.com/{own.prefix}"),
        st.just(f"https://{own.prefix}.example.com/hook"),
        st.just(f"{name}.example.com"),
        WORDS.map(lambda word: f"{word}@example.com"),
        st.just(f"{own.prefix}@example.com"),
        st.just(f"{word_of(name)}@{own.prefix}.example.org"),
        st.uuids(version=4).map(str),
        st.uuids(version=4).map(lambda id_: f"arn:aws:kms:{own.region}:{own.account_id}:key/{id_}"),
        st.integers(0, 16**17 - 1).map(lambda number: f"sg-{number:017x}"),
        st.integers(0, 10**16 - 1).map(lambda number: f"{number:016d}"),
        WORDS.map(lambda word: f"o-{word}"),
        WORDS.map(lambda word: f"{word}-{own.prefix}"),
    ]


def word_of(name: str) -> str:
    """Return a word that goes with an environment's name, as people name their mailboxes."""
    return f"{name}-team"


@dataclass(frozen=True)
class Planted:
    """One change of several environments, the value that each has in it, and whether a note says it."""

    changes: tuple[Change, ...]
    values: Mapping[str, str]
    noted: bool


PLACES = ("key", "list", "long list", "JSON", "sentence", "long text")
KINDS = ("create", "update", "replace", "destroy", "trust", "grant")
FILLER = "The text before it is the same in every environment. " * 12


def _within(value: Any, place: str) -> Any:
    """Put a value one level deeper."""
    match place:
        case "key":
            return {"inner": value, "other": "same"}
        case "list":
            return [{"id": "first"}, {"id": "second", "held": value}]
        case "long list" if isinstance(value, str):
            return [f"entry-{number}" for number in range(60)] + [value]
        case "sentence" if isinstance(value, str):
            return f"it is {value} alone"
        case "long text" if isinstance(value, str):
            return f"{FILLER}{value}{FILLER}"
        case _:
            return json.dumps({"document": value})


def _change(kind: str, name: str, value: str, attribute: str, places: Sequence[str]) -> Change:
    path = f"{STACKS[name]}/lake/gold/thing"
    if kind == "trust":
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceArn": [value]}},
        }
        before, after = {"assume_role_policy": policy()}, {"assume_role_policy": policy(statement)}
        return change("aws_iam_role", before, after, path=path, stack=STACKS[name])
    if kind == "grant":
        grants = {"catalog": "c", "grant": [{"principal": value, "privileges": ["MODIFY"]}]}
        return change(
            "databricks_grants", {"catalog": "c", "grant": []}, grants, path=path, stack=STACKS[name]
        )
    held: Any = value
    for place in places:
        held = _within(held, place)
    arguments, without = {"name": "thing", attribute: held}, {"name": "thing"}
    sides: dict[str, tuple[Any, Any, list[str]]] = {
        "create": (None, arguments, ["create"]),
        "update": (without, arguments, ["update"]),
        "replace": (without, arguments, ["delete", "create"]),
        "destroy": (arguments, None, ["delete"]),
    }
    before, after, actions = sides[kind]
    return change("aws_sqs_queue", before, after, actions=actions, path=path, stack=STACKS[name])


@st.composite
def planted(draw: st.DrawFn) -> Planted:
    """Return a change of two environments or more, with a foreign value in each."""
    names = draw(st.lists(st.sampled_from(sorted(NAMES)), min_size=2, unique=True))
    kind = draw(st.sampled_from(KINDS))
    attribute = draw(st.sampled_from(("tags", "endpoint", "policy", "environment", "description")))
    places = draw(st.lists(st.sampled_from(PLACES), max_size=4))
    # Of one kind they look most alike.
    kind_of_value = draw(st.none() | st.integers(0, len(kinds(names[0])) - 1))
    values = {
        name: draw(foreign(name) if kind_of_value is None else kinds(name)[kind_of_value]) for name in names
    }
    changes = tuple(_change(kind, name, value, attribute, places) for name, value in values.items())
    return Planted(changes, values, noted=kind in {"trust", "grant"})
