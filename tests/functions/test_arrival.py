"""Files on arrival: good ones land, bad ones are set aside with a reason, none is lost or doubled."""

import contextlib
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from contracts.smoke_record import FIELD, FILE_PREFIX
from functions.arrival.handler import handle, run
from functions.arrival.settings import Settings, SettingsError, parse
from tests.functions.conftest import BUCKET, Cloud
from tests.functions.faults import CrashError, Faults

GOOD = b"isin,ex_date,amount,currency\nIE00B4L5Y983,2026-01-02,0.11,EUR\n"
NAME = "dividends-20260102.csv"
INCOMING = "incoming/acme/dividends/"


def document(**changes: Any) -> dict[str, Any]:
    return {
        "source": "dividends",
        "bucket": BUCKET,
        "incoming_prefix": INCOMING,
        "landing_prefix": "market/dividends/",
        "quarantine_prefix": "quarantine/market/dividends/",
        "kms_key_arn": "arn:aws:kms:eu-west-1:123456789012:key/lake",
        "format": "csv",
        "columns": ["isin", "ex_date", "amount", "currency"],
        "name_pattern": r"^(?:dividends-\d{8}\.(csv|jsonl|parquet))$",
        "maximum_bytes": 200_000,
        "smoke_name": FILE_PREFIX,
        "smoke_column": FIELD,
        "tags": {"source": "dividends", "domain": "market"},
    } | changes


def settings(**changes: Any) -> Settings:
    return parse(json.dumps(document(**changes)))


def deliver(cloud: Cloud, content: bytes, name: str = NAME, prefix: str = INCOMING) -> dict[str, Any]:
    """Put a file and return the event that S3 would send."""
    put = cloud.s3.put_object(Bucket=BUCKET, Key=f"{prefix}{name}", Body=content)
    item = {
        "key": f"{prefix}{name}",
        "size": len(content),
        "etag": put["ETag"].strip('"'),
        "version-id": put["VersionId"],
    }
    return {"time": "2026-01-03T08:00:00Z", "detail": {"bucket": {"name": BUCKET}, "object": item}}


def test_a_good_file_lands_encrypted_and_tagged(cloud: Cloud) -> None:
    event = deliver(cloud, GOOD)
    assert run(event, settings(kms_key_arn=cloud.kms_key_arn), cloud.s3)["outcome"] == "landed"
    etag = event["detail"]["object"]["etag"][:8]
    key = f"market/dividends/arrived=2026-01-03/{etag}-{NAME}"
    assert cloud.objects() == {key: GOOD}
    head = cloud.s3.head_object(Bucket=BUCKET, Key=key)
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", cloud.kms_key_arn)
    tags = cloud.s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"source": "dividends", "domain": "market"}


LARGE = GOOD + b"IE00B4L5Y983,2026-01-02,0.11,EUR\n" * 5000
TWO_BYTES = GOOD + b"x" * (65_535 - len(GOOD)) + "é,2026-01-02,1,EUR\n".encode()

JSON_ROW = '{"isin":"IE","ex_date":"x","amount":1,"currency":"%s"}'
LONG = "x" * 70_000
"""More than what is read of a file at first."""

GOOD_FILES: dict[str, tuple[str, bytes]] = {
    "byte order mark": ("csv", b"\xef\xbb\xbf" + GOOD),
    "quoted": ("csv", b'isin,ex_date,amount,currency\n"IE00,B",2026-01-02,"0.11",EUR\n'),
    "further columns": ("csv", b"note,isin,ex_date,amount,currency\n,IE,2026-01-02,1,EUR"),
    "larger than what is read": ("csv", LARGE),
    "a character cut where reading ends": ("csv", TWO_BYTES),
    "json lines": ("jsonl", b'{"isin":"IE","ex_date":"x","amount":1,"currency":"EUR"}\n\n'),
    "json lines with other line ends": ("jsonl", (JSON_ROW % "EUR" + "\r\n").encode() * 2),
    "json objects on one line": ("jsonl", (JSON_ROW % "EUR").encode() * 3),
    "json objects on one line that is cut": ("jsonl", (JSON_ROW % "EUR").encode() * 2000),
    "a line separator in a JSON string": ("jsonl", (JSON_ROW % "E\u2028R").encode()),
    "a first JSON line longer than what is read": ("jsonl", (JSON_ROW % LONG + "\n").encode() * 2),
    "a number of many digits": ("jsonl", (JSON_ROW % "EUR").replace("1", "1" * 5000).encode()),
    "a quoted newline where reading ends": (
        "csv",
        GOOD + f'"{"x" * 65_400}\n{"y" * 400}",2026-01-02,1,EUR\n'.encode(),
    ),
    "a first CSV field longer than what is read": ("csv", GOOD.replace(b"IE00B4L5Y983", LONG.encode() * 2)),
    "parquet": ("parquet", b"PAR1" + b"\0" * 50 + b"PAR1"),
}


@pytest.mark.parametrize("case", GOOD_FILES)
def test_files_that_are_good(cloud: Cloud, case: str) -> None:
    kind, content = GOOD_FILES[case]
    event = deliver(cloud, content, f"dividends-20260102.{kind}")
    answer = run(event, settings(format=kind), cloud.s3)
    assert answer["outcome"] == "landed", answer


BAD_FILES: dict[str, tuple[str, str, bytes, str]] = {
    "another name": ("csv", "prices.csv", GOOD, "its name does not match"),
    "empty": ("csv", NAME, b"", "is empty"),
    "too large": ("csv", NAME, GOOD + b"x" * 200_000, "more than 200000"),
    "not UTF-8": ("csv", NAME, GOOD + b"\xff\xfe\n", f"is not UTF-8 at byte {len(GOOD)}"),
    "no row": ("csv", NAME, b"isin,ex_date,amount,currency\n", "has no row below its header"),
    "blank": ("csv", NAME, b"\n\n", "has no header"),
    "a column less": ("csv", NAME, b"isin,ex_date,amount\nIE,x,1\n", "lacks the columns currency"),
    "a field more": (
        "csv",
        NAME,
        GOOD + b"IE,2026-01-02,1,EUR,more\n",
        "has 5 fields in row 3, its header 4",
    ),
    "broken quotes": ("csv", NAME, GOOD + b'"IE"x,2026-01-02,1,EUR\n', "is not CSV"),
    "no JSON": ("jsonl", "dividends-20260102.jsonl", b"{\n", "has no JSON in record 1"),
    "a list": ("jsonl", "dividends-20260102.jsonl", b"[]\n", "has no object in record 1"),
    "a key less": (
        "jsonl",
        "dividends-20260102.jsonl",
        b'{"isin":"IE"}\n',
        "lacks ex_date, amount, currency",
    ),
    "text behind an object": (
        "jsonl",
        "dividends-20260102.jsonl",
        (JSON_ROW % "EUR" + " x").encode(),
        "has no JSON in record 2",
    ),
    "a second object with a key less": (
        "jsonl",
        "dividends-20260102.jsonl",
        (JSON_ROW % "EUR" + '{"isin":"IE"}').encode(),
        "lacks ex_date, amount, currency in record 2",
    ),
    "quotes that never end": ("csv", NAME, GOOD + b'"IE\n', "is not CSV"),
    "spaces": ("jsonl", "dividends-20260102.jsonl", b"  \n", "has no record"),
    "not Parquet": ("parquet", "dividends-20260102.parquet", GOOD, "is not Parquet, or is cut off"),
    "cut off": (
        "parquet",
        "dividends-20260102.parquet",
        b"PAR1" + b"\0" * 50,
        "is not Parquet, or is cut off",
    ),
    "short": ("parquet", "dividends-20260102.parquet", b"PAR1PAR1", "is too short for Parquet"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_files_that_are_bad(cloud: Cloud, case: str) -> None:
    kind, name, content, reason = BAD_FILES[case]
    event = deliver(cloud, content, name)
    answer = run(event, settings(format=kind), cloud.s3)
    assert answer["outcome"] == "quarantined"
    assert reason in answer["reason"]
    ((key, kept),) = cloud.objects().items()
    assert key.startswith("quarantine/market/dividends/arrived=2026-01-03/")
    assert kept == content
    told = cloud.s3.head_object(Bucket=BUCKET, Key=key)["Metadata"]["quarantine-reason"]
    assert reason in told
    tags = {tag["Key"]: tag["Value"] for tag in cloud.s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"]}
    assert tags["quarantined"] == "true"


MARKED = GOOD.replace(b"currency", b"currency,_smoke_test").replace(b"EUR", b"EUR,0123abcd")
MARKED_ROW = json.dumps({"isin": "", "ex_date": "", "amount": "", "currency": "", FIELD: "0123abcd"}).encode()


@pytest.mark.parametrize(
    ("kind", "name", "content", "outcome", "reason"),
    [
        ("csv", f"{FILE_PREFIX}1.csv", MARKED, "landed", ""),
        ("jsonl", f"{FILE_PREFIX}1.jsonl", MARKED_ROW, "landed", ""),
        # By the name alone, a file of others would be good whatever it is called.
        ("csv", f"{FILE_PREFIX}1.csv", GOOD, "quarantined", f"lacks the columns {FIELD}"),
        ("jsonl", f"{FILE_PREFIX}1.jsonl", (JSON_ROW % "EUR").encode(), "quarantined", f"lacks {FIELD} in"),
        (
            "parquet",
            f"{FILE_PREFIX}1.parquet",
            b"PAR1" + b"\0" * 50 + b"PAR1",
            "quarantined",
            "its name does",
        ),
        # Elsewhere in the name it means nothing.
        ("csv", f"x-{FILE_PREFIX}1.csv", MARKED, "quarantined", "its name does not match"),
    ],
)
def test_a_file_of_a_smoke_test_is_told_by_its_name_and_its_column(
    cloud: Cloud, kind: str, name: str, content: bytes, outcome: str, reason: str
) -> None:
    answer = run(deliver(cloud, content, name), settings(format=kind), cloud.s3)
    assert (answer["outcome"], reason in answer["reason"]) == (outcome, True), answer


@pytest.mark.parametrize("content", [GOOD, b"bad"])
def test_a_crash_at_any_step_loses_and_doubles_nothing(cloud: Cloud, content: bytes) -> None:
    def attempt(crash_at: int) -> Faults:
        faults = Faults(crash_at)
        with contextlib.suppress(CrashError):
            run(event, settings(), faults.wrap(cloud.s3))
        return faults

    event = deliver(cloud, content)
    whole = len(attempt(-1).steps)
    (expected,) = cloud.objects().items()
    for crash_at in range(whole):
        cloud.s3.delete_object(Bucket=BUCKET, Key=expected[0])
        event = deliver(cloud, content)
        crashed = attempt(crash_at)
        assert len(crashed.steps) == crash_at + 1, "it went on after the crash"
        attempt(-1)
        assert list(cloud.objects().items()) == [expected], crashed.steps[-1]


def test_an_event_told_twice_changes_nothing(cloud: Cloud) -> None:
    event = deliver(cloud, GOOD)
    run(event, settings(), cloud.s3)
    before = cloud.s3.list_object_versions(Bucket=BUCKET)["Versions"]
    assert run(event, settings(), cloud.s3)["outcome"] == "moved before"
    assert cloud.s3.list_object_versions(Bucket=BUCKET)["Versions"] == before


def test_the_version_of_the_event_is_moved_not_the_newest(cloud: Cloud) -> None:
    first = deliver(cloud, GOOD)
    second = deliver(cloud, GOOD + b"IE,2026-01-03,1,EUR\n")
    run(first, settings(), cloud.s3)
    assert GOOD in cloud.objects().values()
    run(second, settings(), cloud.s3)
    assert len(cloud.objects()) == 2
    assert all(key.startswith("market/dividends/") for key in cloud.objects())


@pytest.mark.parametrize(("name", "prefix"), [("", INCOMING), (NAME, "incoming/acme/other/")])
def test_folders_and_other_prefixes_are_left_alone(cloud: Cloud, name: str, prefix: str) -> None:
    event = deliver(cloud, b"", name, prefix)
    assert run(event, settings(), cloud.s3)["outcome"] == "ignored"
    assert list(cloud.objects()) == [f"{prefix}{name}"]


def test_an_unexpected_error_goes_out(cloud: Cloud) -> None:
    class Forbidden:
        exceptions = cloud.s3.exceptions

        @staticmethod
        def head_object(**_: Any) -> None:
            raise ClientError({"Error": {"Code": "403", "Message": "Forbidden"}}, "HeadObject")

    with pytest.raises(ClientError, match="Forbidden"):
        run(deliver(cloud, GOOD), settings(), Forbidden())


def test_lambda_enters_by_its_variable(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARRIVAL", json.dumps(document()))
    assert handle(deliver(cloud, GOOD), None)["outcome"] == "landed"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "xml"}, "format is 'xml'; allowed: csv, jsonl, parquet"),
        ({"name_pattern": "("}, "name_pattern is '\\('"),
        ({"more": 1}, r"has unknown \['more'\]"),
    ],
)
def test_wrong_settings_are_told(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        settings(**changes)
