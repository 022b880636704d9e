"""What a change makes AWS refuse, or no longer refuse, is in the review."""

import json
from datetime import date
from pathlib import Path

from operations.review.findings import NewFindings, new_violations, together
from operations.scan.checkov import Finding
from policies.waivers import ConformanceWaiver
from tests.operations.conformance.conftest import PROVIDER
from tests.support.locked import ROOT

TODAY = date(2026, 1, 1)
WRONG = "the control plane's endpoints"
RIGHT = "the endpoints"


def output(folder: Path, **descriptions: str) -> Path:
    """Write stacks with one security group each, by the text that describes it."""
    for name, description in descriptions.items():
        file = folder / "stacks" / f"anthill-{name}" / "cdk.tf.json"
        file.parent.mkdir(parents=True)
        group = {"name": f"anthill-{name}-a", "description": description, "vpc_id": "vpc-1"}
        file.write_text(
            json.dumps({"provider": PROVIDER, "resource": {"aws_security_group": {"endpoints": group}}})
        )
    return folder


def test_what_a_change_brings_and_what_it_fixes(tmp_path: Path) -> None:
    before = output(tmp_path / "before", dev=RIGHT, test=WRONG, prod=WRONG)
    after = output(tmp_path / "after", dev=WRONG, test=RIGHT, prod=WRONG)
    stacks = ["anthill-dev", "anthill-test", "anthill-prod"]
    found = new_violations(ROOT, before, after, stacks, (), today=TODAY)
    (new,) = found.unwaived
    assert (new.check, new.stack, new.address) == (
        "arguments.pattern",
        "anthill-dev",
        "aws_security_group.endpoints",
    )
    assert WRONG in new.title
    assert [each.stack for each in found.fixed] == ["anthill-test"]
    waiver = ConformanceWaiver(
        check="arguments.pattern",
        addresses=("aws_security_group.*",),
        reason="This is only a test, which nobody deploys.",
        owner="data-platform",
        expires=TODAY,
    )
    waived = new_violations(ROOT, before, after, stacks, (waiver,), today=TODAY)
    assert (waived.unwaived, [each.stack for each in waived.waived]) == ((), ["anthill-dev"])
    # Only stacks that change are looked at.
    assert new_violations(ROOT, before, after, ["anthill-prod"], (), today=TODAY).unwaived == ()


def test_two_scans_are_told_as_one() -> None:
    def scan(check: str) -> NewFindings:
        finding = Finding(check, "anthill-dev", "aws_vpc.main", "title", "source")
        return NewFindings(unwaived=(finding,), waived=(finding,), fixed=(finding,), stacks=("anthill-dev",))

    joined = together(scan("CKV_1"), scan("reach.plan"))
    for findings in (joined.unwaived, joined.waived, joined.fixed):
        assert [each.check for each in findings] == ["CKV_1", "reach.plan"]
    assert joined.stacks == ("anthill-dev",)
