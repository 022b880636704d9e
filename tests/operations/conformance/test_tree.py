"""Nothing is wrong in the stacks of this checkout but what is waived."""

from pathlib import Path

from operations.conformance.documents import KINDS, documents
from operations.conformance.grammar import grammar
from operations.conformance.judging import judge_output
from operations.conformance.material import Material
from operations.conformance.published import Published
from operations.conformance.synthesised import read_stacks
from operations.conformance.widths import Widths
from operations.scan.waiver_file import read_waivers
from policies.waivers import ConformanceWaiver
from tests.support.locked import ROOT


def test_nothing_is_found_but_what_is_waived(asked: Published, synthesised: Path) -> None:
    judged = judge_output(ROOT, synthesised, (), asked)
    waivers = read_waivers(ConformanceWaiver, ROOT)
    left = {
        (each.check, each.address)
        for each in judged.violations
        if not any(waiver.covers(each.check, each.stack, each.address) for waiver in waivers)
    }
    assert left == set()
    covered = judged.coverage
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
