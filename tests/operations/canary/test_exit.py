"""The way out of CDKTF is open: every stack under the real CDK Terrain, installed from its lock."""

from pathlib import Path

from operations.canary.page import COUNTS, as_markdown
from operations.canary.run import run
from operations.canary.versions import ROLES

ROOT = Path(__file__).resolve().parents[3]
PAGE = "docs/reference/canary.md"


def test_every_stack_is_the_same_under_cdk_terrain_but_for_what_is_explained(tmp_path: Path) -> None:
    report = run(ROOT, tmp_path, print)
    assert report.verdict.unexplained == ()
    assert report.verdict.stale == ()
    assert report.moved == ()
    names = {count.stack for count in report.comparison.stacks}
    assert {"anthill-local", "anthill-prod", "anthill-prod-bootstrap", "anthill-account"} <= names
    assert all(count.elements["resources"] > 10 for count in report.comparison.stacks)
    imported = (tmp_path / "cdktn/main.py").read_text()
    assert "from cdktn import App" in imported
    assert "absent" not in "".join(package for both in report.versions.values() for package in both)
    assert set(report.versions) == set(ROLES)
    told, committed = (text.partition(COUNTS)[0] for text in (as_markdown(report), (ROOT / PAGE).read_text()))
    assert told == committed, f"{PAGE} is not what was found: run `make canary`, and review the diff"
