"""Labels and the check of a pull request, decided by its review's JSON."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from operations.rehearsal.rehearsal import FAILED, Rehearsal, Step
from operations.review.change import Change
from operations.review.document import as_document
from operations.review.findings import NewFindings
from operations.review.report import Review
from operations.review.verdict import LABELS, Verdict, read_verdict
from operations.scan.checkov import Finding
from tests.operations.review.entries import allow, change, policy
from tests.operations.review.reviews import review_of, several
from tests.support.fake_github import FakeGitHub
from tests.support.run import Run

HEAD = "1" * 40
NAT = change("aws_nat_gateway", {"subnet_id": "s"}, None)
NEW_NAT = change("aws_nat_gateway", None, {"subnet_id": "s"})
BUCKET = change("aws_s3_bucket", {"bucket": "a"}, None)
OPENED = change("aws_iam_role_policy", {"policy": policy()}, {"policy": policy(allow("s3:*"))})
HARMLESS = change("aws_sqs_queue", {"delay_seconds": 1}, {"delay_seconds": 2})
LOCAL = change("aws_s3_bucket", {"bucket": "a"}, None, stack="anthill-local", path="anthill-local/lake/b")


def verdict(review: Review, folder: Path) -> Verdict:
    file = folder / "review.json"
    file.write_text(json.dumps(as_document(review)), encoding="utf-8")
    return read_verdict(file)


@pytest.mark.parametrize(
    ("changes", "labels", "conclusion"),
    [
        ([], {"review:nothing-changes"}, "success"),
        ([HARMLESS], set[str](), "success"),
        ([LOCAL], {"review:nothing-changes"}, "success"),
        ([BUCKET], {"review:data-at-risk", "review:destroys"}, "neutral"),
        ([OPENED], {"review:access"}, "neutral"),
        ([NAT], {"review:availability", "review:destroys"}, "neutral"),
        ([NEW_NAT], {"review:costs-more"}, "success"),
    ],
)
def test_labels_say_what_a_change_does(
    tmp_path: Path, changes: list[Change], labels: set[str], conclusion: str
) -> None:
    decided = verdict(review_of(changes), tmp_path)
    assert decided.labels == labels <= LABELS.keys()
    assert decided.conclusion == conclusion


def test_what_was_tried_and_failed_fails_the_check(tmp_path: Path) -> None:
    failed = Rehearsal(stack="s", steps=(Step(name="base applied", outcome=FAILED),))
    assert verdict(review_of([HARMLESS], rehearsal=failed), tmp_path).conclusion == "failure"
    found = NewFindings(unwaived=(Finding("a", "s", "b", "t", "f"),), waived=(), fixed=(), stacks=("s",))
    assert verdict(review_of([HARMLESS], findings=found), tmp_path).conclusion == "failure"
    waived = replace(found, unwaived=(), waived=found.unwaived)
    assert verdict(review_of([HARMLESS], findings=waived), tmp_path).conclusion == "success"


def test_a_pull_request_keeps_the_labels_of_people_and_loses_stale_ones(
    anthill: Run, hub: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in hub.environment.items():
        monkeypatch.setenv(name, value)
    hub.state.labels = sorted(LABELS)
    hub.state.open_pull(7, author="ada", head=HEAD, labels=("urgent", "review:costs-more"))
    verdict(review_of([BUCKET]), tmp_path)
    call = ("pipeline", "label", "--review", str(tmp_path / "review.json"), "--commit", HEAD)
    code, said, error = anthill(*call)
    assert code == 0, error
    assert "+review:data-at-risk, +review:destroys, -review:costs-more; check neutral" in said
    held = {label["name"] for label in hub.state.pulls["7"]["labels"]}
    assert held == {"urgent", "review:data-at-risk", "review:destroys"}
    (check,) = hub.state.checks
    assert (check["name"], check["head_sha"], check["conclusion"]) == ("review", HEAD, "neutral")
    assert "DATA AT RISK" in check["output"]["title"]
    assert "no label changed" in anthill(*call)[1]


def test_a_label_that_nobody_made_fails_with_the_check_written(
    anthill: Run, hub: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in hub.environment.items():
        monkeypatch.setenv(name, value)
    hub.state.open_pull(7, author="ada", head=HEAD)
    verdict(review_of([BUCKET]), tmp_path)
    call = ("pipeline", "label", "--review", str(tmp_path / "review.json"), "--commit", HEAD)
    code, _, error = anthill(*call)
    assert code == 1
    assert "labelling pull request #7" in error
    assert [check["conclusion"] for check in hub.state.checks] == ["neutral"]


@pytest.mark.parametrize(
    ("text", "told"), [("{}", "headline: Field required"), ("no", "the file: Invalid JSON")]
)
def test_what_is_no_review_labels_nothing(
    anthill: Run, hub: FakeGitHub, tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "review.json").write_text(text, encoding="utf-8")
    hub.state.open_pull(7, author="ada", head=HEAD)
    code, said, error = anthill(
        "pipeline", "label", "--review", str(tmp_path / "review.json"), "--commit", HEAD
    )
    assert (code, said, hub.state.checks) == (2, "", [])
    assert told in " ".join(error.split())


def test_a_plan_is_shown_with_what_was_tried_beside_it(anthill: Run, tmp_path: Path) -> None:
    steps = (Step(name="base applied", outcome=FAILED, seconds=3, detail="Error: no"),)
    found = NewFindings(
        unwaived=(Finding("CKV_1", "anthill-dev", "aws_s3_bucket.b", "no versions", "terraform"),),
        waived=(),
        fixed=(),
        stacks=("anthill-dev",),
        seconds={"checkov": 31.0, "conform": 12.0},
    )
    tried = {
        "scan": review_of(several(), findings=found),
        "rehearsal": review_of([], rehearsal=Rehearsal(stack="anthill-dev", steps=steps)),
        "neither": review_of([]),
    }
    for name, review in tried.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(as_document(review)), encoding="utf-8")
    plan = tmp_path / "plan.json"
    plan.write_text('{"format_version": "1.2", "terraform_version": "1.13.0"}', encoding="utf-8")

    def reviewed(*beside: str) -> tuple[int, str, str]:
        files = [word for name in beside for word in ("--beside", str(tmp_path / f"{name}.json"))]
        return anthill("review", "--plan", f"anthill-dev={plan}", *files)

    code, shown, _ = reviewed("scan", "rehearsal")
    assert code == 1, "a rehearsal that failed fails the review"
    assert "### Policy findings: 1 new, 0 new but waived, 0 fixed" in shown
    assert "checkov took 31 s, conform took 12 s" in shown
    assert "### Rehearsal of anthill-dev: FAILED in 3 s" in shown
    for wrong, told in ((("neither",), "neither findings nor a rehearsal"), (("scan", "scan"), "says again")):
        code, shown, error = reviewed(*wrong)
        assert (code, shown) == (2, "")
        assert told in " ".join(error.split())
