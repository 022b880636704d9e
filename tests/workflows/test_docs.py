"""Documentation is built on a pull request, strictly, and published from main only."""

from collections.abc import Iterator

import pytest

from tests.support.fake_github import FakeGitHub
from tests.workflows.conftest import passed, refused
from tests.workflows.copied import copied
from tests.workflows.runner import Ran, Repository


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    with FakeGitHub.running() as github:
        yield copied(tmp_path_factory.mktemp("docs"), github)


def pull_request(repository: Repository) -> Ran:
    return repository.act("pull_request", "docs.yml", {"number": 7, "pull_request": {"number": 7}})


def test_a_pull_request_is_built_and_publishes_nothing(repository: Repository) -> None:
    ran = pull_request(repository)
    passed(ran)
    assert "no link leads nowhere" in ran.log
    assert not (repository.stubs / "artifacts").exists()
    assert not (repository.stubs / "published").exists()


def test_a_broken_link_fails_the_pull_request(repository: Repository) -> None:
    page = repository.folder / "docs/scale.md"
    before = page.read_text()
    page.write_text(f"{before}\n[gone](gone.md)\n")
    repository.commit("a broken link")
    ran = pull_request(repository)
    page.write_text(before)
    repository.commit("fixed")
    refused(ran, "docs/scale.md: ../gone/ leads to nothing")


def test_main_publishes_what_was_built(repository: Repository) -> None:
    event = {"ref": "refs/heads/main", "before": "0" * 40, "after": repository.head}
    passed(repository.act("push", "docs.yml", event))
    published = repository.stubs / "published"
    assert "Runbooks" in (published / "index.html").read_text()
    assert (published / "runbooks/budget/index.html").is_file()
    assert (published / "reference/environment.schema.json").is_file()
