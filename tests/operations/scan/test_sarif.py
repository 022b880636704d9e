"""SARIF that the standard's own schema accepts, and that leads a reviewer to the line to fix."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sarif_kit.validate import validation_errors

from operations.common.errors import InputError
from operations.scan.alerts import StackReport, alerts
from operations.scan.checkov import Finding, Scan
from operations.scan.lines import Lines
from operations.scan.outcome import judge
from operations.scan.sarif import ROOT, check_sarif, write_sarif
from operations.synthesis.locations import Location, Origin
from policies.waivers import load_waivers

TODAY = date(2026, 11, 23)
BUCKET = "aws_s3_bucket.lake_gold"
OWN, WIRING = Location("constructs_lib/data_lake/bucket.py", 57), Location("stacks/lake_layer.py", 30)
STACKS = ("anthill-dev", "anthill-prod", "anthill-test")
LINES = Lines({(stack, BUCKET): Origin(own=OWN, wiring=WIRING) for stack in STACKS})
FILE = """# A file of waivers.

[[waiver]]
check = "CKV_AWS_145"
addresses = ["aws_s3_bucket.*"]
stacks = ["anthill-dev", "anthill-test"]
reason = "Nothing of value is kept in these two."
owner = "data-platform"
expires = 2026-12-31

[[waiver]]
check = "CKV_AWS_21"
addresses = ["aws_s3_bucket.*"]
reason = "It was thought of for a while, no longer."
owner = "data-platform"
expires = 2026-11-22

[[waiver]]
check = "CKV_AWS_7"
addresses = ["aws_kms_key.*"]
reason = "There is no such key any more at all."
owner = "data-platform"
expires = 2026-12-31
"""


def finding(check: str, stack: str, address: str = BUCKET, severity: str = "") -> Finding:
    return Finding(check, stack, address, f"Ensure {check}", "terraform_json", "", severity)


def report(root: Path, *findings: Finding, waivers: str = "", whole: bool = True) -> StackReport:
    file = root / "policies/waivers.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(waivers)
    loaded = load_waivers(file)
    outcome = judge(findings, loaded, today=TODAY, whole=whole)
    scans = {stack: (Scan(1, ()), Scan(1, ())) for stack in STACKS}
    return StackReport(scans=scans, outcome=outcome, waivers=loaded, lines=LINES)


def results(root: Path, *findings: Finding, **given: Any) -> list[dict[str, Any]]:
    document = report(root, *findings, **given).as_sarif(root)
    assert validation_errors(document) == []
    (run,) = document["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return run["results"]


def line(result: dict[str, Any]) -> tuple[str, int]:
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uriBaseId"] == ROOT
    return physical["artifactLocation"]["uri"], physical["region"]["startLine"]


def test_what_several_stacks_share_is_one_result_at_the_line_that_made_it(tmp_path: Path) -> None:
    (result,) = results(tmp_path, *(finding("CKV_AWS_145", stack) for stack in STACKS))
    assert line(result) == OWN
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == WIRING.file
    assert result["level"] == "error"
    assert f"{BUCKET} in anthill-dev, anthill-prod, anthill-test." in result["message"]["text"]
    named = [each["fullyQualifiedName"] for each in result["locations"][0]["logicalLocations"]]
    assert named == [f"{stack}/{BUCKET}" for stack in STACKS]
    assert "suppressions" not in result


def test_what_is_waived_in_some_stacks_is_suppressed_there_with_reason_owner_and_end(tmp_path: Path) -> None:
    found = (finding("CKV_AWS_145", stack) for stack in STACKS)
    loud, quiet, *_ = results(tmp_path, *found, waivers=FILE)
    assert (loud["level"], quiet["level"]) == ("error", "note")
    assert "suppressions" not in loud
    assert "in anthill-prod." in loud["message"]["text"]
    assert "in anthill-dev, anthill-test." in quiet["message"]["text"]
    (suppression,) = quiet["suppressions"]
    assert "Nothing of value is kept in these two." in suppression["justification"]
    assert suppression["properties"] == {"owner": "data-platform", "expires": "2026-12-31"}
    assert loud["partialFingerprints"] != quiet["partialFingerprints"]


def test_waivers_that_no_longer_hold_are_findings_at_their_own_line(tmp_path: Path) -> None:
    found = finding("CKV_AWS_145", "anthill-dev")
    wrong = {
        result["ruleId"]: line(result)
        for result in results(tmp_path, found, waivers=FILE)
        if result["ruleId"].startswith("ANT-")
    }
    assert wrong == {"ANT-WVR-01": ("policies/waivers.toml", 11), "ANT-WVR-02": ("policies/waivers.toml", 18)}
    # Of some stacks nobody can say that a waiver covers nothing.
    some = {result["ruleId"] for result in results(tmp_path, found, waivers=FILE, whole=False)}
    assert some == {"CKV_AWS_145", "ANT-WVR-01"}


def test_an_alert_stays_the_same_while_its_line_moves_and_stacks_come_and_go(tmp_path: Path) -> None:
    first = results(tmp_path, finding("CKV_AWS_145", "anthill-dev"))
    moved = Lines({("anthill-test", BUCKET): Origin(own=WIRING)})
    outcome = judge([finding("CKV_AWS_145", "anthill-test")], [], today=TODAY)
    (again,) = alerts(outcome, moved)
    (other,) = results(tmp_path, finding("CKV_AWS_21", "anthill-dev"))
    hashes = {json.dumps(result["partialFingerprints"]) for result in (*first, other)}
    assert len(hashes) == 2
    assert again.identity == (BUCKET,)


@pytest.mark.parametrize(
    ("severity", "level"), [("", "error"), ("CRITICAL", "error"), ("MEDIUM", "warning"), ("LOW", "note")]
)
def test_a_level_is_that_of_the_severity_if_one_is_known(tmp_path: Path, severity: str, level: str) -> None:
    (result,) = results(tmp_path, finding("CKV_AWS_145", "anthill-dev", severity=severity))
    assert result["level"] == level


def test_what_no_line_made_is_shown_at_the_program_and_instances_at_their_resource(tmp_path: Path) -> None:
    unknown, instance = results(
        tmp_path,
        finding("CKV_AWS_41", "anthill-dev", "aws"),
        finding("CKV_AWS_7", "anthill-dev", f'{BUCKET}["a"]'),
    )
    assert line(unknown) == ("main.py", 1)
    assert line(instance) == OWN


def test_the_json_names_the_line_too(tmp_path: Path) -> None:
    document = report(tmp_path, finding("CKV_AWS_145", "anthill-dev")).as_document()
    assert document["passed"] is False
    assert document["unwaived"] == [
        {"check": "CKV_AWS_145", "stack": "anthill-dev", "address": BUCKET, "place": f"{OWN}"}
    ]


def test_a_file_that_cannot_be_written_is_said_before_and_after_the_scan(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        check_sarif(tmp_path / "missing/found.sarif")
    with pytest.raises(InputError, match="cannot be written"):
        write_sarif({}, tmp_path)
    check_sarif(tmp_path / "found.sarif")
    write_sarif({"version": "2.1.0"}, tmp_path / "found.sarif")
    assert json.loads((tmp_path / "found.sarif").read_text()) == {"version": "2.1.0"}


def test_the_schema_refuses_what_is_no_sarif() -> None:
    assert validation_errors({"version": "2.1.0", "runs": [{"results": []}]})
