"""Whatever plans with another AWS provider than real environments get says so in one line, or fails with --exact."""

import json
import re
from pathlib import Path

import pytest

from operations.rehearsal.rehearsal import FAILED, rehearse
from operations.terraform import local_lock
from provider_facts.versions import AWS_VERSION
from tests.support.run import Run
from tests.support.small_stack import STACK, synthesise_small

SCANNED = "anthill-dev-bootstrap"
PINNED = "99.0.0"
LINE = rf"planned with aws \S+, the newest on this machine; environments are pinned to {PINNED}"


@pytest.fixture
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pin a version that no machine has."""
    monkeypatch.setattr(local_lock, "AWS_VERSION", PINNED)


@pytest.mark.usefixtures("pinned")
def test_a_scan_says_it_once_and_exact_fails(anthill: Run) -> None:
    code, _, said = anthill("scan", SCANNED)
    lines = [line for line in said.splitlines() if line.startswith("planned with")]
    assert code == 0, said
    assert len(lines) == 1
    assert re.fullmatch(LINE, lines[0])
    code, _, said = anthill("scan", SCANNED, "--exact")
    assert (code, "anthill: --exact: planned with aws " in said) == (1, True), said


@pytest.mark.usefixtures("pinned")
def test_a_rehearsal_says_it_and_exact_fails_in_its_first_step(tmp_path: Path) -> None:
    out = synthesise_small(tmp_path / "out")
    rehearsed = rehearse(STACK, out, out, tmp_path / "rehearsal", exact=True)
    first = rehearsed.steps[0]
    assert (first.outcome, first.detail.startswith("--exact: planned with aws ")) == (FAILED, True)
    assert rehearsed.provider is not None
    assert rehearsed.provider.endswith(f"environments are pinned to {PINNED}")


def plan(folder: Path, constraint: str | None) -> Path:
    """Write a plan that changes nothing, of a configuration that asks for an AWS provider."""
    aws = {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws"}
    document = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "configuration": {
            "provider_config": {"aws": aws | ({"version_constraint": constraint} if constraint else {})}
        },
    }
    file = folder / "plan.json"
    file.write_text(json.dumps(document))
    return file


def test_a_review_of_a_plan_says_what_range_it_took_and_exact_fails(tmp_path: Path, anthill: Run) -> None:
    given = f"anthill-dev={plan(tmp_path, '>= 5.100.0, <= 6.25.0')}"
    said = (
        f"anthill-dev was planned with aws '>= 5.100.0, <= 6.25.0'; environments are pinned to {AWS_VERSION}"
    )
    code, shown, _ = anthill("review", "--plan", given, "--json")
    assert (code, json.loads(shown)["caveats"].count(said)) == (0, 1)
    code, shown, told = anthill("review", "--plan", given, "--exact")
    assert (code, shown) == (1, "")
    assert told == f"anthill: --exact: {said}; plan with that one, or leave --exact out\n"


@pytest.mark.parametrize("constraint", [AWS_VERSION, f"= {AWS_VERSION}", None])
def test_a_plan_with_the_pinned_one_is_reviewed_without_a_word(
    constraint: str | None, tmp_path: Path, anthill: Run
) -> None:
    code, shown, told = anthill("review", "--plan", f"anthill-dev={plan(tmp_path, constraint)}", "--exact")
    assert (code, "planned with aws" in shown + told) == (0, False)
