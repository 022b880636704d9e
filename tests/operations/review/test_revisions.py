"""Revisions: what is compared with what, and nothing left behind."""

from pathlib import Path

import pytest

from operations.common.errors import InputError, OperationError
from operations.synthesis.compared import synthesise_both
from operations.synthesis.revisions import (
    WORKING,
    Revision,
    check_out,
    find_revisions,
    synthesise_checkout,
)
from tests.operations.review.repositories import WIRING, commit, git, small_repository


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return small_repository(tmp_path / "repository")


def test_without_names_the_working_tree_is_compared_with_what_main_shares(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    git(repository, "switch", "--quiet", "--create", "feature")
    commit(repository, wiring=f"{WIRING}\n")
    base, head = find_revisions(repository, None, None)
    assert (base.commit, base.label, head) == (first, first[:10], Revision(name="working tree", commit=None))
    base, head = find_revisions(repository, None, "feature")
    assert (base.commit, head.commit) == (first, git(repository, "rev-parse", "feature"))
    assert head.label.startswith("feature (")


@pytest.mark.parametrize("name", ["nowhere", "--all", "main:wiring.py", ""])
def test_what_is_no_commit_is_bad_input(repository: Path, name: str) -> None:
    with pytest.raises(InputError, match="is no commit of"):
        find_revisions(repository, name, None)


def test_a_repository_without_main_wants_a_base(repository: Path) -> None:
    git(repository, "branch", "--move", "main", "trunk")
    with pytest.raises(InputError, match="name the revision to compare with, BASE"):
        find_revisions(repository, None, None)


def test_each_side_is_its_own_code_and_git_knows_of_nothing(repository: Path, tmp_path: Path) -> None:
    base = Revision(name="main", commit=git(repository, "rev-parse", "main"))
    (repository / "wiring.py").write_text(WIRING.replace("small-gold", "small-new"), encoding="utf-8")
    made = synthesise_both(repository, (base, WORKING), tmp_path / "work", tmp_path / "home")
    before, after = made.before, made.after
    file = "stacks/anthill-small/cdk.tf.json"
    assert "anthill-small-gold" in (before / file).read_text()
    assert "anthill-small-new" in (after / file).read_text()
    assert all((side / "sources.json").exists() for side in (before, after))
    assert git(repository, "worktree", "list").count("\n") == 0
    assert git(repository, "status", "--porcelain") == "M wiring.py"


def test_a_revision_that_cannot_be_synthesised_says_why(repository: Path, tmp_path: Path) -> None:
    broken = commit(repository, wiring="raise RuntimeError('no such bucket')\n")
    checkout = check_out(repository, Revision(name="x", commit=broken), tmp_path / "checkout")
    with pytest.raises(OperationError, match=r"^x cannot .*: RuntimeError: no such bucket \(wiring\.py:1\)$"):
        synthesise_checkout(checkout, tmp_path / "out", "x")
    (checkout / "main.py").unlink()
    with pytest.raises(OperationError, match=r"x cannot be synthesised: it has no main\.py"):
        synthesise_checkout(checkout, tmp_path / "out", "x")


def test_a_link_inside_is_kept(repository: Path, tmp_path: Path) -> None:
    (repository / "deep").mkdir()
    (repository / "deep/link").symlink_to("../deep/../main.py")
    commit(repository)
    revision = Revision(name="x", commit=git(repository, "rev-parse", "HEAD"))
    folder = check_out(repository, revision, tmp_path / "checkout")
    assert (folder / "deep/link").read_text() == (repository / "main.py").read_text()


@pytest.mark.parametrize("target", ["/etc", "..", "deep/../../etc"])
def test_a_link_that_leads_outside_is_not_followed(repository: Path, tmp_path: Path, target: str) -> None:
    (repository / "away").symlink_to(target)
    commit(repository)
    revision = Revision(name="x", commit=git(repository, "rev-parse", "HEAD"))
    with pytest.raises(OperationError, match="cannot be checked out"):
        check_out(repository, revision, tmp_path / "checkout")
