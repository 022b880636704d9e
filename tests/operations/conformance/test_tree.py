"""What is wrong in the stacks of this checkout is known: whatever else is found fails, and so does what is gone."""

from pathlib import Path

from operations.conformance.checks import CHECKS
from operations.conformance.documents import KINDS, documents
from operations.conformance.grammar import grammar
from operations.conformance.material import Material
from operations.conformance.published import Published
from operations.conformance.synthesised import read_stacks
from operations.conformance.widths import Widths
from operations.scan.waiver_file import read_waivers
from policies.waivers import ConformanceWaiver
from tests.support.locked import ROOT

KNOWN = {
    # Row A2.
    ("arguments.pattern", "aws_security_group.databricks_private_link_security_group_7F52C991"),
    # Row B1, and its neighbour: the key of the topics.
    ("statements.principal", "aws_kms_key.logs_key_514BF2D1"),
    ("statements.principal", "aws_sns_topic_policy.alarms_critical_policy_94D2A6E2"),
    ("statements.principal", "aws_sns_topic_policy.alarms_high_policy_8E95F1D8"),
    ("statements.principal", "aws_sns_topic_policy.alarms_low_policy_22D5EFF7"),
    # Patterns of the plan role that match no action.
    ("statements.action", "aws_iam_role_policy.pipeline_plan_permissions_A32C04BE"),
    # Too long for a source whose name is as long as the configuration admits.
    ("arguments.length", "aws_dms_replication_config.ingestion_instruments_replication_58C29E07"),
    ("arguments.length", "aws_dms_replication_config.ingestion_positions_replication_70DBC2CE"),
}
"""An entry is deleted with its fault."""


def test_nothing_else_is_found(asked: Published, widths: Widths, synthesised: Path) -> None:
    material = Material(root=ROOT, stacks=read_stacks(synthesised), published=asked, widths=widths)
    waivers = read_waivers(ConformanceWaiver, ROOT)
    found = {violation for check in CHECKS for violation in check(material)}
    left = {
        (each.check, each.address)
        for each in found
        if not any(waiver.covers(each.check, each.stack, each.address) for waiver in waivers)
    }
    assert left == KNOWN
    covered = material.coverage
    assert not covered.unlisted | covered.unmatched | covered.unreadable
    assert len(covered.types) > 70
    assert covered.ruled.total() > 5000


def test_every_policy_is_read(asked: Published, widths: Widths, synthesised: Path) -> None:
    material = Material(root=ROOT, stacks=read_stacks(synthesised), published=asked, widths=widths)
    found = [*documents(material)]
    assert {each.kind for each in found} == {
        *("bucket", "endpoint", "inline", "key", "managed", "queue", "topic", "trust"),
    }
    assert all(each.statements for each in found)
    assert len(found) > 300
    assert set(KINDS.values()) >= {each.kind for each in found}
    assert grammar(material) == []
