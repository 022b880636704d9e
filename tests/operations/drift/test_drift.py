"""Drift: what an apply would take back, how bad it is, who did it, and one issue for it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from operations.common.severity import Severity
from operations.drift.finding import Drift, Finding, Touch, find_drift
from operations.drift.issue import first_seen, tell
from operations.drift.report import DriftReport, as_document, as_markdown, headline
from operations.drift.severity import severity_of
from operations.drift.trail import with_touches
from operations.github.client import GitHub
from policies.drift_noise import Noise, load_noise
from policies.errors import AcceptanceError
from tests.support.fake_github import FakeGitHub

TODAY = date(2026, 1, 5)


def entry(address: str, actions: list[str], before: Any, after: Any, **more: Any) -> dict[str, Any]:
    type_ = address.partition(".")[0]
    change = {"actions": actions, "before": before, "after": after, **more}
    return {"address": address, "type": type_, "mode": "managed", "change": change}


SUSPENDED = {"id": "b", "bucket": "b", "status": "Suspended"}
ENABLED = SUSPENDED | {"status": "Enabled"}
PLAN = {
    "resource_drift": [
        entry("aws_s3_bucket_versioning.v", ["update"], ENABLED, SUSPENDED),
        # What another resource sets, repeated.
        entry("aws_s3_bucket.echo", ["update"], {"versioning": 1}, {"versioning": 2}),
        entry("aws_ssm_parameter.p", ["delete"], {"name": "/p"}, None),
        entry("aws_sns_topic.t", ["update"], {"tags": {}, "name": "t"}, {"tags": {"a": "b"}, "name": "t"}),
        entry("aws_s3_bucket.gone", ["delete"], {"bucket": "gone", "id": "gone", "arn": "arn:gone"}, None),
    ],
    "resource_changes": [
        entry("aws_s3_bucket_versioning.v", ["update"], SUSPENDED, ENABLED),
        entry("aws_s3_bucket.echo", ["no-op"], {"versioning": 2}, {"versioning": 2}),
        entry("aws_ssm_parameter.p", ["create"], None, {"name": "/p"}, after_unknown={"arn": True}),
        entry("aws_sns_topic.t", ["update"], {"tags": {"a": "b"}}, {"tags": {}}),
        entry("aws_s3_bucket.gone", ["create"], None, {"bucket": "gone"}),
        entry("aws_sqs_queue.never_made", ["create"], None, {"name": "q"}),
        {**entry("data.aws_caller_identity.me", ["read"], None, {}), "mode": "data"},
    ],
}


def test_only_what_an_apply_would_take_back_is_drift_worst_first() -> None:
    drift = find_drift(PLAN, [], today=TODAY)
    assert [
        (str(each.severity), each.address, each.happened, each.attributes) for each in drift.findings
    ] == [
        ("critical", "aws_s3_bucket.gone", "deleted", ()),
        ("high", "aws_s3_bucket_versioning.v", "changed", ("status",)),
        ("medium", "aws_ssm_parameter.p", "deleted", ()),
        ("low", "aws_sns_topic.t", "changed", ("tags",)),
    ]
    assert drift.severity is Severity.CRITICAL
    assert drift.echoes == ("aws_s3_bucket.echo",)
    assert drift.pending == ("aws_sqs_queue.never_made",)
    assert find_drift({}, [], today=TODAY).severity is None


@pytest.mark.parametrize(
    ("type_", "changed", "severity"),
    [
        ("aws_s3_bucket", ["bucket"], Severity.CRITICAL),
        ("databricks_catalog", ["owner"], Severity.CRITICAL),
        ("aws_kms_key", ["tags", "tags_all"], Severity.LOW),
        ("aws_iam_role", ["assume_role_policy"], Severity.HIGH),
        ("databricks_grants", ["grant"], Severity.HIGH),
        ("aws_cloudwatch_metric_alarm", ["threshold"], Severity.MEDIUM),
        ("aws_cloudwatch_metric_alarm", [], Severity.MEDIUM),
    ],
)
def test_severity_follows_the_type_unless_only_labels_changed(
    type_: str, changed: list[str], severity: Severity
) -> None:
    assert severity_of(type_, {}, changed) is severity


def noise(**changes: Any) -> Noise:
    document = {
        "addresses": ["aws_sns_topic.*"],
        "attributes": ["tags", "tags_all"],
        "reason": "A scanner of the company sets this tag daily.",
        "owner": "data-platform",
        "expires": TODAY,
    }
    return Noise.model_validate(document | changes)


def test_known_noise_is_left_out_until_it_expires() -> None:
    assert find_drift(PLAN, [noise()], today=TODAY).noise == ("aws_sns_topic.t",)
    for other in (noise(attributes=["name"]), noise(addresses=["aws_sqs_queue.*"])):
        assert find_drift(PLAN, [other], today=TODAY).noise == ()
    assert find_drift(PLAN, [noise()], today=date(2026, 1, 6)).noise == ()
    # What was deleted is never noise.
    assert find_drift(PLAN, [noise(addresses=["*"])], today=TODAY).noise == ("aws_sns_topic.t",)


def test_the_file_of_known_noise_is_read_strictly(tmp_path: Path) -> None:
    assert load_noise() == []
    file = tmp_path / "noise.toml"
    file.write_text(
        '[[noise]]\naddresses = ["*"]\nattributes = ["tags"]\nowner = "me"\nexpires = 2026-01-05\n'
    )
    with pytest.raises(AcceptanceError, match="1: reason is missing"):
        load_noise(file)


class Trail:
    """An audit trail in memory, by the name of what was changed."""

    def __init__(self, events: dict[str, list[dict[str, Any]]] | None) -> None:
        self.events = events

    def lookup_events(self, **call: Any) -> dict[str, Any]:
        if self.events is None:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "LookupEvents")
        return {"Events": self.events.get(call["LookupAttributes"][0]["AttributeValue"], [])}


def event(
    hour: int, name: str, *, read: str = "false", arn: str = "arn:aws:iam::1:user/ada"
) -> dict[str, Any]:
    return {
        "EventName": name,
        "EventTime": datetime(2026, 1, 5, hour, tzinfo=UTC),
        "ReadOnly": read,
        "CloudTrailEvent": f'{{"userIdentity": {{"arn": "{arn}"}}}}',
    }


def test_the_last_change_is_told_and_reads_are_not() -> None:
    events = [event(9, "PutBucketVersioning"), event(8, "CreateBucket"), event(10, "GetBucket", read="true")]
    findings, remark = with_touches(find_drift(PLAN, [], today=TODAY).findings, Trail({"b": events}))
    touched = {each.address: each.touch for each in findings}
    assert touched["aws_s3_bucket_versioning.v"] == Touch(
        who="arn:aws:iam::1:user/ada", at="2026-01-05 09:00:00 UTC", event="PutBucketVersioning"
    )
    assert touched["aws_s3_bucket.gone"] is None
    assert remark is None


def test_a_trail_that_may_not_be_asked_is_tolerated_and_said() -> None:
    found = find_drift(PLAN, [], today=TODAY).findings
    findings, remark = with_touches(found, Trail(None))
    assert tuple(findings) == found
    assert remark is not None
    assert "AccessDenied" in remark


def report(
    *findings: Finding, at: str, seen: dict[str, str] | None = None, remark: str | None = None
) -> DriftReport:
    known = seen or {}
    return DriftReport(
        environment="dev",
        stack="anthill-dev",
        release="1" * 64,
        at=at,
        drift=Drift(findings=findings, pending=(), noise=(), echoes=()),
        first_seen={each.address: known.get(each.address, at) for each in findings},
        new=tuple(each.address for each in findings if each.address not in known),
        remark=remark,
    )


def test_one_issue_is_opened_updated_closed_and_opened_again(hub: FakeGitHub, github: GitHub) -> None:
    bucket, versions = find_drift(PLAN, [], today=TODAY).findings[:2]
    number, outcome = tell(github, report(versions, at="Monday"))
    assert outcome == "opened"
    seen = first_seen(github, "anthill-dev")
    second = report(bucket, versions, at="Tuesday", seen=seen)
    assert second.new == ("aws_s3_bucket.gone",)
    assert tell(github, second) == (number, "updated")
    issue = hub.state.issues[str(number)]
    assert {label["name"] for label in issue["labels"]} == {"drift", "severity: critical"}
    assert (
        "| high | `aws_s3_bucket_versioning.v` | changed | `status` | Monday | not known |" in issue["body"]
    )
    assert tell(github, report(at="Wednesday")) == (number, "closed")
    assert tell(github, report(at="Thursday")) == (None, "none")
    assert first_seen(github, "anthill-dev") == {}
    assert tell(github, report(versions, at="Friday")) == (number, "reopened")
    assert len(hub.state.issues) == 1
    assert [comment["body"] for comment in hub.state.comments.values()] == [
        "anthill-dev is as release 111111111111 says again, at Wednesday.",
        "There is drift again, at Friday: `aws_s3_bucket_versioning.v`.",
    ]


def test_another_stack_has_another_issue(hub: FakeGitHub, github: GitHub) -> None:
    (bucket, *_) = find_drift(PLAN, [], today=TODAY).findings
    for stack in ("anthill-dev", "anthill-test"):
        found = report(bucket, at="Monday")
        tell(github, replace(found, stack=stack))
    assert len(hub.state.issues) == 2


def test_a_report_says_what_is_not_known() -> None:
    (bucket, *_) = find_drift(PLAN, [], today=TODAY).findings
    text = as_markdown(report(bucket, at="Monday", remark="the audit trail could not be asked: AccessDenied"))
    assert "Who did it is not known: the audit trail could not be asked" in text
    document = as_document(report(bucket, at="Monday"))
    assert document["findings"][0]["by"] is None
    assert (document["severity"], document["new"]) == ("critical", ["aws_s3_bucket.gone"])
    assert headline(report(at="Monday")) == "anthill-dev is as release 111111111111 says"
