"""What AWS and Databricks refuse, or what does harm, is refused by the configuration; each through the command line."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from configuration.model import EnvironmentConfig
from configuration.problems import explain
from configuration.sources.file_names import pattern_problem
from tests.configuration.documents import good, put
from tests.configuration.near_mutations import judgement, near_mutations

API = "sources.apis[daily-prices]"
DATABASE = "sources.databases[positions]"
FILE = "sources.files[dividends]"
DROP = "sources.files[holidays]"
PARTNER = "sources.partners[example-vendor]"
POLICY = "databricks.compute.policies[0]"

ENDS = (datetime.now(UTC) + timedelta(days=30)).year
SCHEDULES = {
    "cron(0 22 1 * MON *)": "one of day-of-month and day-of-week must be '?'",
    "cron(0 22 ? * ? *)": "one of day-of-month and day-of-week must be '?'",
    "cron(99 22 * * ? *)": "minutes is '99', not 0-59",
    "cron(0 24 * * ? *)": "hours is '24', not 0-23",
    "cron(0 22 ? * FOO-BAR *)": "day-of-week is 'FOO', not 1-7 or SUN-SAT",
    "cron(0 22 * JANUARY ? *)": "month is 'JANUARY', not 1-12 or JAN-DEC",
    "cron(0 22 * * ? 2200)": "year is '2200', not 1970-2199",
    "cron(0 22 30 2 ? *)": "it never runs again",
    "cron(0 22 * * ? 2020)": "it never runs again",
    "cron(0 22 31 2,4,6,9,11 ? *)": "it never runs again",
    "cron(0 22 32 * ? *)": "day-of-month is '32', not 1-31",
    "cron(0 22 ? * MON#6 *)": "day-of-week is 'MON#6', not 1-7",
    "cron(0/0 22 * * ? *)": "minutes has the step '0', not 1-59",
    "cron(30-10 22 * * ? *)": "minutes has the range '30-10'",
    "cron(0 22 -1 * ? *)": "day-of-month is ''",
    "rate(1 days)": "the unit is singular with 1 alone: it is rate(1 day)",
    "rate(24 hour)": "the unit is singular with 1 alone: it is rate(24 hours)",
    "rate(0 days)": "neither rate(...) nor cron(...)",
    "rate(-1 days)": "neither rate(...) nor cron(...)",
    "rate(1.5 days)": "neither rate(...) nor cron(...)",
    "rate(01 day)": "neither rate(...) nor cron(...)",
    "rate(1 week)": "neither rate(...) nor cron(...)",
    "at(2030-01-01T00:00:00)": "neither rate(...) nor cron(...)",
}
BAD: list[tuple[str, object, str, str]] = [
    # field of dev, the value put there, the field that the message names, what it says
    *((f"{API}.schedule", given, f"{API}.schedule", says) for given, says in SCHEDULES.items()),
    (
        "databricks.handles.principals.jobs",
        good("dev")["databricks"]["handles"]["principals"]["deploy"],
        "databricks.handles.principals.jobs",
        "is the service principal of deploy, which would have the rights of both",
    ),
    (f"{API}.schedule", f"cron(0 {','.join(['22'] * 100)} * * ? *)", f"{API}.schedule", "is too long"),
    (f"{API}.schedule", "cron(* * * * ? *)", f"{API}.schedule", "does not fit mode batch"),
    (f"{API}.schedule", "cron(0 22 1 * ? *)", f"{API}.schedule", "leaves more time between two runs"),
    (f"{API}.schedule", f"cron(0 22 * * ? {ENDS})", f"{API}.schedule", "leaves more time between two runs"),
    (f"{API}.url", "https://api.example.com:99999/v1", f"{API}.url", "has a port that is none"),
    (f"{API}.url", "https://api.example.com:0/v1", f"{API}.url", "has a port that is none"),
    (f"{API}.url", "https://169.254.169.254/latest/", f"{API}.url", "an address that is not on the internet"),
    (f"{API}.url", "https://127.1/v1", f"{API}.url", "an address that is not on the internet"),
    (f"{API}.url", "https://2130706433/v1", f"{API}.url", "an address that is not on the internet"),
    (f"{API}.url", "https://0x7f.0.0.1/v1", f"{API}.url", "an address that is not on the internet"),
    (f"{API}.url", "https://10.1.2.3/v1", f"{API}.url", "an address that is not on the internet"),
    (f"{API}.url", "https://localhost/v1", f"{API}.url", "a host that is not on the internet"),
    (f"{API}.url", "https://db.corp.internal/v1", f"{API}.url", "a host that is not on the internet"),
    (f"{API}.url", "https://a..example.com/v1", f"{API}.url", "has a host name that is none"),
    (f"{API}.start", "0001-01-01T00:00:00Z", f"{API}.start", "is no time from which an API has data"),
    (f"{API}.key_header", "Host", f"{API}.key_header", "is a header of HTTP itself"),
    (f"{API}.key_header", "content-length", f"{API}.key_header", "is a header of HTTP itself"),
    (f"{DATABASE}.server_cidr", "169.254.169.254/32", f"{DATABASE}.server_cidr", "is link-local"),
    (f"{DATABASE}.server_cidr", "127.0.0.1/32", f"{DATABASE}.server_cidr", "is loopback"),
    (f"{DATABASE}.server_cidr", "224.0.0.0/24", f"{DATABASE}.server_cidr", "is multicast"),
    (f"{DATABASE}.server_cidr", "0.0.0.0/16", f"{DATABASE}.server_cidr", "is no address of a host"),
    (
        f"{DATABASE}.certificate_authority",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        f"{DATABASE}.certificate_authority",
        "has the form of certificates and holds none",
    ),
    (f"{FILE}.file_pattern", "(a+)+b", f"{FILE}.file_pattern", "to match it takes too long"),
    (f"{FILE}.file_pattern", "(a|a)*b", f"{FILE}.file_pattern", "to match it takes too long"),
    (f"{FILE}.file_pattern", ".*.*.*x", f"{FILE}.file_pattern", "to match them takes too long"),
    (f"{FILE}.file_pattern", "(a?){30}a{30}", f"{FILE}.file_pattern", "to match it takes too long"),
    *(
        (
            f"{FILE}.file_pattern",
            given,
            f"{FILE}.file_pattern",
            "asks for a character that no name of a file has",
        )
        for given in (r"[^\s\S]", r"a[^\d\D]?b", r"(a|[^\w\W])\.csv", r"a\x2fb", "a\nb", r"\x00+")
    ),
    (f"{FILE}.file_pattern", r"in/\d{8}\.csv", f"{FILE}.file_pattern", "holds '/'"),
    (
        f"{FILE}.file_pattern",
        r"\d{8}$^\.csv",
        f"{FILE}.file_pattern",
        "which the whole name of a file needs not",
    ),
    (f"{FILE}.file_pattern", "a{300}", f"{FILE}.file_pattern", "matches no name of 1 to 255 characters"),
    (f"{PARTNER}.public_keys[0]", "ssh-ed25519 AAAA", f"{PARTNER}.public_keys[0]", "is no key of kind"),
    (f"{PARTNER}.public_keys[0]", f"ssh-rsa {'A' * 372}", f"{PARTNER}.public_keys[0]", "is no key of kind"),
    (f"{PARTNER}.allowed_cidrs[0]", "10.0.0.0/24", f"{PARTNER}.allowed_cidrs[0]", "is private"),
    (f"{PARTNER}.allowed_cidrs[0]", "224.0.0.0/24", f"{PARTNER}.allowed_cidrs[0]", "is multicast"),
    (f"{PARTNER}.allowed_cidrs[0]", "100.64.0.0/24", f"{PARTNER}.allowed_cidrs[0]", "is private"),
    (
        f"{DROP}.writers[0]",
        "arn:aws-us-gov:iam::123456789012:role/calendar",
        "sources.files[1].writers[0]",
        "is of another partition",
    ),
    (f"{POLICY}.node_types[0]", "m6gd.megalarge", f"{POLICY}.node_types[0]", "is no type of machine of EC2"),
    (
        "databricks.compute.pools[0].node_type",
        "x.large",
        "databricks.compute.pools[jobs].node_type",
        "is no type",
    ),
    (
        "databricks.workspace.allowed_cidrs",
        ["0.0.0.0/0"],
        "databricks.workspace.allowed_cidrs[0]",
        "nearly everybody",
    ),
    (
        "databricks.workspace.allowed_cidrs",
        ["127.0.0.0/8"],
        "databricks.workspace.allowed_cidrs[0]",
        "is loopback",
    ),
    ("monitoring.high.emails", ["a..b@example.com"], "monitoring.high.emails[0]", "has the wrong form"),
    ("monitoring.high.emails", ["a@example..com"], "monitoring.high.emails[0]", "has the wrong form"),
    ("monitoring.high.emails", [".a@example.com"], "monitoring.high.emails[0]", "has the wrong form"),
    ("account.id", "000000000000", "account.id", "is no account"),
]


@pytest.mark.parametrize(
    ("field", "value", "named", "says"), BAD, ids=[f"{at}={value}"[:70] for at, value, *_ in BAD]
)
def test_it_is_refused_and_said_why(field: str, value: object, named: str, says: str) -> None:
    document = good("dev")
    put(document, field, value)
    said = refusals(document)
    assert any(line.startswith(named) and says in line for line in said), said


@pytest.mark.parametrize("given", ["dms.t9.huge", "dms.c4.8xlarge", "dms.r4.16xlarge", "dms.m5.large"])
def test_a_class_that_dms_does_not_have_is_refused(given: str) -> None:
    document = good("dev")
    put(document, f"{DATABASE}.serverless", None)
    put(document, f"{DATABASE}.instance", {"instance_class": given})
    assert any("is no class of AWS DMS" in line for line in refusals(document))
    put(document, f"{DATABASE}.instance.instance_class", "dms.c6i.2xlarge")
    assert not any("instance_class" in line for line in refusals(document))


@pytest.mark.parametrize("given", ["rate(1 day)", "rate(24 hours)", "cron(0 22 * * ? *)"])
def test_a_schedule_that_scheduler_takes_is_taken(given: str) -> None:
    document = good("dev")
    put(document, f"{API}.schedule", given)
    assert refusals(document) == []


def refusals(document: dict[str, Any]) -> list[str]:
    """Return each problem of a document on one line, none if it is accepted."""
    try:
        EnvironmentConfig.model_validate_json(json.dumps(document))
    except ValidationError as error:
        return [
            f"{problem.field}: {problem.what}; given {problem.given}" for problem in explain(error, document)
        ]
    return []


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value of a document, those with values below too."""
    if path:
        yield path
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in below:
        yield from leaves(each, (*path, name))


DEV = good("dev")
PATHS = list(leaves(DEV))
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.sampled_from(
        [
            "",
            " ",
            "0.0.0.0/0",
            "::/0",
            "cron(* * * * * *)",
            "(a+)+$",
            "\x00",
            "\ud800",
            "a" * 5000,
            "9" * 400,
            "-1",
        ]
    ),
    st.lists(st.integers() | st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from(PATHS), value=ODD)
def test_no_mutation_ends_in_anything_but_a_refusal_or_a_valid_environment(
    path: tuple[str | int, ...], value: object
) -> None:
    document = json.loads(json.dumps(DEV))
    at = document
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = value
    for line in refusals(document):
        assert line.partition(": ")[2]


def test_what_is_accepted_of_generated_mutations_was_judged() -> None:
    accepted = []
    for path, value in near_mutations(DEV, PATHS, 300, 1):
        document = json.loads(json.dumps(DEV))
        at = document
        for part in path[:-1]:
            at = at[part]
        at[path[-1]] = value
        if not refusals(document):
            accepted.append((path, value))
    assert 0 < len(accepted) < 100
    assert [each for each in accepted if judgement(each[0]) is None] == []


NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30)


@settings(max_examples=200, deadline=400)
@given(st.text(alphabet="ab.*+?()|[]{}0123,\\d^$", max_size=14), NAMES)
def test_a_pattern_that_is_taken_is_matched_in_no_time(pattern: str, name: str) -> None:
    if pattern_problem(pattern) is None:
        re.fullmatch(pattern, name * 8 + "a" * 200)
