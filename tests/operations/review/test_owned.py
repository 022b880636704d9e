"""What an environment owns, and what only looks as if it did."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from configuration.errors import ConfigurationError
from configuration.names import Names
from configuration.stack_ids import ACCOUNT_STACK, bootstrap_stack, environment_stack
from environments.configured import configured
from operations.review import owned
from operations.review.markdown import markdown
from operations.review.owned import Own, Ownership
from operations.review.rows import rows
from operations.synthesis.locations import Location
from tests.operations.review.entries import change
from tests.operations.review.reviews import ORIGIN, review_of

OWNERSHIP = Ownership.configured()
CONFIGS = {config.name.value: config for config in configured()}
NAMES = {name: Names.of(config) for name, config in CONFIGS.items()}


def address(name: str, offset: int) -> str:
    return str(CONFIGS[name].network.cidr[offset])


OWN: dict[str, Callable[[str], str]] = {
    "its account": lambda name: NAMES[name].account_id,
    "the account in an ARN": lambda name: f"arn:aws:iam::{NAMES[name].account_id}:root",
    "its role": lambda name: f"arn:aws:iam::{NAMES[name].account_id}:role/{NAMES[name].iam_role('reader')}",
    "its bucket": lambda name: NAMES[name].s3_bucket("gold"),
    "objects of its bucket": lambda name: f"s3://{NAMES[name].s3_bucket('gold')}/table/",
    "its catalogue": lambda name: f"{NAMES[name].catalog}.gold.positions",
    "its logs": lambda name: f"log-group:{NAMES[name].log_group('dms')}:*",
    "its alias": lambda name: NAMES[name].kms_alias("lake"),
    "its name alone": lambda name: name,
    "its name in a list": lambda name: f'["{name}", "all"]',
    "its name in SQL": lambda name: f"WHERE environment = '{name}'",
    "its range": lambda name: str(CONFIGS[name].network.cidr),
    "a range within": lambda name: f"{address(name, 4096)}/20",
    "an address within": lambda name: f"{address(name, 2)}/32",
    "its principal": lambda name: str(CONFIGS[name].databricks.handles.principals.jobs),
    "a sentence": lambda name: (
        f"gained: AWS {NAMES[name].account_id} may s3:* on {NAMES[name].s3_bucket('gold')}"
    ),
}


@pytest.mark.parametrize("what", OWN)
def test_what_each_environment_owns_is_alike_in_all(what: str) -> None:
    texts = {name: OWN[what](name) for name in CONFIGS}
    assert len(set(texts.values())) == len(texts), "nothing differs"
    assert len({OWNERSHIP.alike(environment_stack(name), text) for name, text in texts.items()}) == 1
    assert len({OWNERSHIP.alike(bootstrap_stack(name), text) for name, text in texts.items()}) == 1


@pytest.mark.parametrize("what", OWN)
def test_what_another_environment_owns_is_foreign(what: str) -> None:
    text = OWN[what]("dev")
    assert OWNERSHIP.alike("anthill-prod", text) == (text,)
    assert OWNERSHIP.alike(ACCOUNT_STACK, text) == (text,), "this stack belongs to none of them"
    assert OWNERSHIP.alike("anthill-small", text) == (text,)


NOT_OWN: dict[str, Callable[[str], str]] = {
    "a longer number": lambda name: f"{NAMES[name].account_id}0",
    "a longer name": lambda name: f"anthill-{name}ish-bucket",
    "a name that ends alike": lambda name: f"other-anthill-{name}",
    "another project": lambda name: f"databricks-{name}-artifacts",
    "a host": lambda name: f"anthill-{name}.example.com",
    "a host in a sentence": lambda name: f"sends to (anthill-{name}.example.com), always",
    "a URL": lambda name: f"https://example.com/anthill-{name}/",
    "a mail address": lambda name: f"anthill-{name}@example.com",
    "a role of a stranger": lambda name: f"arn:aws:iam::999999999999:role/anthill-{name}-reader",
    "a key of another id": lambda name: (
        f"arn:aws:kms:eu-west-1:{NAMES[name].account_id}:key/0f0f0f0f-1111-4222-8333-444444444444"
    ),
    "a word in a sentence": lambda name: f"the {name} of it",
}


@pytest.mark.parametrize("what", NOT_OWN)
def test_what_only_looks_like_an_environments_own_is_not_alike(what: str) -> None:
    texts = {name: NOT_OWN[what](name) for name in CONFIGS}
    assert len({OWNERSHIP.alike(environment_stack(name), text) for name, text in texts.items()}) == len(texts)


def test_other_places_in_the_network_are_not_alike() -> None:
    dev, prod = f"{address('dev', 4096)}/20", f"{address('prod', 8192)}/20"
    assert OWNERSHIP.alike("anthill-dev", dev) != OWNERSHIP.alike("anthill-prod", prod)
    wider = f"{address('prod', 4096)}/19"
    assert OWNERSHIP.alike("anthill-dev", dev) != OWNERSHIP.alike("anthill-prod", wider)


def test_no_text_can_pass_for_what_is_owned() -> None:
    masked = OWNERSHIP.alike("anthill-dev", NAMES["dev"].account_id)
    assert masked == ("", Own("account"), "")
    for text in ("account", "Own(what='account', form='')", "", "…", "\0account"):
        assert OWNERSHIP.alike("anthill-prod", text) != masked


def test_an_account_that_a_change_makes_an_environments_own_is_shown() -> None:
    """The configuration of the head says that it is its own; before, it was a stranger's."""
    before = {stack: f'{{"a": "{mine.ids["account"]}"}}' for stack, mine in OWNERSHIP.stacks.items()}
    nothing = dict.fromkeys(("anthill-prod", "anthill-prod-bootstrap", "anthill-prod-registration"), "{}")
    then = OWNERSHIP.before(before | nothing)
    account = NAMES["prod"].account_id
    assert then.alike("anthill-prod", account) == (account,)
    assert then.alike("anthill-dev", NAMES["dev"].account_id) == ("", Own("account"), "")
    # Nothing of the network was there either.
    assert then.alike("anthill-dev", address("dev", 1)) == (address("dev", 1),)


def test_with_a_wrong_configuration_every_stack_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ConfigurationError("wrong", [])

    monkeypatch.setattr(owned, "configured", broken)
    assert Ownership.configured() == Ownership({})


def test_what_rows_share_is_said_of_all_of_them() -> None:
    """The edited line of each environment stays, although the text is that of the first."""
    found = [
        replace(
            change("aws_sqs_queue", {"a": "1"}, {"a": "2"}, path=f"{stack}/lake/q", stack=stack),
            origin=replace(ORIGIN, edited=(Location(f"environments/{name}.py", 7),)),
        )
        for name in ("dev", "prod")
        for stack in [environment_stack(name)]
    ]
    (row,) = rows(found)
    assert row.change.origin is not None
    assert [place.file for place in row.change.origin.edited] == [
        "environments/dev.py",
        "environments/prod.py",
    ]
    elsewhere = replace(found[1], origin=replace(ORIGIN, own=Location("stacks/other.py", 1)))
    assert len(rows([found[0], elsewhere])) == 2


@pytest.mark.parametrize(
    "other",
    [{"why": "tainted"}, {"moved_from": "aws_sqs_queue.old"}, {"address": "aws_sqs_queue.other"}],
)
def test_rows_differ_in_whatever_they_show(other: Mapping[str, str]) -> None:
    dev, prod = (
        change("aws_sqs_queue", {"a": "1"}, {"a": "2"}, path=f"{stack}/lake/q", stack=stack)
        for stack in ("anthill-dev", "anthill-prod")
    )
    assert len(rows([dev, prod])) == 1
    assert len(rows([dev, replace(prod, **other)])) == 2


def test_what_had_no_room_is_cut_to_where_it_differs() -> None:
    same = "x" * 6000
    found = change("aws_sqs_queue", {"a": f"{same}old"}, {"a": f"{same}new"})
    whole = markdown(review_of([found]))
    assert f"+ a = {same}new" in whole
    short = markdown(review_of([found]), cap=len(whole) - 1)
    assert f"+ a = …{'x' * 157}new" in short
