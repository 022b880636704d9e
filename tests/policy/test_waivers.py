"""Waivers have a reason, an owner and an end; findings without one fail the scan."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from operations.scan.checkov import Finding, scan
from operations.scan.outcome import judge
from policies.waivers import Waiver, load_waivers

TODAY = date(2026, 11, 23)
FINDING = Finding("CKV_AWS_1", "anthill-dev", "aws_s3_bucket.lake_bronze", "a title", "terraform_json")


def waiver(**changes: object) -> Waiver:
    document = {
        "check": "CKV_AWS_1",
        "addresses": ["aws_s3_bucket.lake_*"],
        "reason": "A reason that a reviewer can weigh.",
        "owner": "data-platform",
        "expires": TODAY,
    }
    return Waiver.model_validate(document | changes)


def test_a_finding_without_waiver_fails() -> None:
    outcome = judge([FINDING], [], today=TODAY)
    assert outcome.left == (FINDING,)
    assert not outcome.passed


def test_a_waiver_holds_on_its_last_day_and_not_after() -> None:
    assert judge([FINDING], [waiver()], today=TODAY).passed
    late = judge([FINDING], [waiver()], today=TODAY + timedelta(days=1))
    assert late.left == (FINDING,)
    assert late.expired == (waiver(),)


@pytest.mark.parametrize(
    "other", [{"check": "CKV_AWS_2"}, {"addresses": ["aws_s3_bucket.audit_*"]}, {"stacks": ["anthill-prod"]}]
)
def test_a_waiver_covers_only_what_it_names_and_an_unused_one_fails(other: dict[str, object]) -> None:
    outcome = judge([FINDING], [waiver(**other)], today=TODAY)
    assert outcome.left == (FINDING,)
    assert len(outcome.unused) == 1


def test_the_same_finding_in_both_scans_counts_once() -> None:
    again = Finding(FINDING.check, FINDING.stack, FINDING.address, "another title", "terraform_plan")
    assert len(judge([FINDING, again], [], today=TODAY).left) == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"reason": "too short"},
        {"owner": ""},
        {"owner": "Someone Else"},
        {"expires": "some day"},
        {"addresses": []},
        {"check": "everything"},
        {"until": "2027-01-01"},
    ],
)
def test_a_waiver_without_reason_owner_or_expiry_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        waiver(**broken)


def test_the_waivers_in_force_are_valid_and_end_within_two_years() -> None:
    waivers = load_waivers()
    assert waivers
    assert all(entry.expires < TODAY + timedelta(days=730) for entry in waivers)
    assert len({(entry.check, entry.addresses) for entry in waivers}) == len(waivers)


def test_checkov_really_finds_and_names_the_address(tmp_path: Path) -> None:
    file = tmp_path / "cdk.tf.json"
    file.write_text(
        '{"resource": {"aws_kms_key": {"k_1": {"description": "x"}},'
        ' "aws_s3_bucket": {"b_1": {"bucket": "b"}}}}'
    )
    found = {(finding.check, finding.address) for finding in scan(file, "terraform_json", stack="s").findings}
    assert ("CKV_AWS_7", "aws_kms_key.k_1") in found
    assert ("CKV_AWS_21", "aws_s3_bucket.b_1") in found


def test_a_file_that_checkov_cannot_read_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "cdk.tf.json"
    file.write_text("{}")
    with pytest.raises(RuntimeError, match="checkov"):
        scan(file, "terraform_json", stack="s")
