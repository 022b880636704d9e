"""A change rehearsed on the embedded AWS: applied on top of the base, and taken back; and this very repository."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from operations.rehearsal.rehearsal import FAILED, NOT_REACHED, PASSED, STEPS
from operations.review.change import Action
from operations.review.plans import review_revisions
from operations.review.report import Review
from operations.synthesis.revisions import find_revisions
from tests.operations.review.repositories import WIRING, commit, git, small_repository

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.e2e]
alone = pytest.mark.xdist_group("review")


def rehearsed(repository: Path, folder: Path) -> Review:
    revisions = find_revisions(repository, "HEAD~1", "HEAD")
    return review_revisions(repository, revisions, folder, rehearsed="anthill-small")


@alone
def test_a_change_is_applied_on_top_and_taken_back_and_no_object_is_lost(tmp_path: Path) -> None:
    repository = small_repository(tmp_path / "repository")
    edited = WIRING.replace("tags={", 'visibility_timeout_seconds=60, tags={"new": "tag", ')
    commit(repository, wiring=f'{edited}    SqsQueue(stack, "more", name="anthill-more")\n')
    review = rehearsed(repository, tmp_path / "work")
    assert review.rehearsal is not None
    assert [(step.name, step.outcome) for step in review.rehearsal.steps] == [
        (name, PASSED) for name in STEPS
    ]
    details = {step.name: step.detail for step in review.rehearsal.steps}
    assert details["objects put into every bucket"] == "3 objects in 1 buckets"
    assert details["objects are still there after the rollback"] == "3 of 3 objects"
    assert details["change planned on top"] == "2 resources"
    assert {(change.relative_path, change.action) for change in review.changes} == {
        ("alarms", Action.UPDATE),
        ("more", Action.CREATE),
    }
    assert all(change.origin for change in review.changes)
    assert review.headline.endswith("; rehearsed")


@alone
def test_a_change_that_cannot_be_applied_is_told_and_taken_back(tmp_path: Path) -> None:
    repository = small_repository(tmp_path / "repository")
    # Terraform plans the new name; AWS refuses to delete a bucket that holds objects.
    commit(repository, wiring=WIRING.replace("anthill-small-gold", "anthill-small-new"))
    review = rehearsed(repository, tmp_path / "work")
    assert review.rehearsal is not None
    outcomes = {step.name: step.outcome for step in review.rehearsal.steps}
    assert outcomes["change planned on top"] == PASSED
    assert outcomes["change applied"] == FAILED
    assert outcomes["change planned again: nothing to change"] == NOT_REACHED
    assert outcomes["base applied again: rolled back"] == PASSED
    assert outcomes["objects are still there after the rollback"] == PASSED
    (failed,) = [step for step in review.rehearsal.steps if step.outcome == FAILED]
    assert re.search("BucketNotEmpty|not empty", failed.detail)
    assert review.headline.endswith("; REHEARSAL FAILED")
    replaced = [change for change in review.changes if change.action is Action.REPLACE]
    assert [change.relative_path for change in replaced] == ["lake/bucket"]
    assert replaced[0].why == "bucket: the provider cannot change this in place"


SIX: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "environments/dev.py": ("flow_log_retention_days=30", "flow_log_retention_days=14", ("flow_logs/",)),
    "environments/prod.py": ("job_workers=16", "job_workers=17", ("policies/", "pools/")),
    "environments/market_data.py": ("maximum_mb=10", "maximum_mb=11", ("ingestion/holidays/",)),
    "constructs_lib/audit/guard_rails.py": (
        "uppercase_characters=True",
        "uppercase_characters=False",
        ("account/",),
    ),
    "constructs_lib/ingestion/dead_letters.py": ("period_seconds=300", "period_seconds=600", ("ingestion/",)),
    "stacks/governance_layer.py": ("What streams brought", "What streams bring", ("governance/",)),
}
"""Six edits in six files, each with where the resources begin that it makes."""


@alone
def test_six_edits_of_this_repository_are_each_found_again(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(clone)], check=True)
    begins: dict[str, tuple[str, ...]] = {}
    for name, (old, new, begin) in SIX.items():
        file = clone / name
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        (number,) = [number for number, line in enumerate(lines) if old in line]
        lines[number] = lines[number].replace(old, new)
        file.write_text("".join(lines), encoding="utf-8")
        begins[f"{name}:{number + 1}"] = begin
    git(clone, "commit", "--quiet", "--all", "--message", "six lines")
    review = review_revisions(clone, find_revisions(clone, "HEAD~1", "HEAD"), tmp_path / "work")
    named: dict[str, set[str]] = {}
    for row in review.rows:
        assert row.change.origin is not None
        (line,) = map(str, row.change.origin.edited)
        assert row.change.relative_path.startswith(begins[line]), line
        named.setdefault(line, set()).update(row.stacks)
    assert named.keys() == begins.keys()
    (of_dev,) = [stacks for line, stacks in named.items() if line.startswith("environments/dev.py")]
    assert of_dev == {"anthill-dev"}
