"""A tag publishes the package: built twice the same, attested, and once only."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fake_github import FakeGitHub
from tests.support.fake_index import MINTED, FakeIndex
from tests.workflows.conftest import passed, refused
from tests.workflows.copied import copied
from tests.workflows.parts import ROOT
from tests.workflows.runner import Ran, Repository

VERSION = "0.1.0"
NAMES = {f"anthill-{VERSION}-py3-none-any.whl", f"anthill-{VERSION}.tar.gz"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    with FakeGitHub.running() as github:
        yield copied(tmp_path_factory.mktemp("packages"), github)


@pytest.fixture
def index(repository: Repository) -> Iterator[FakeIndex]:
    with FakeIndex.running() as index:
        (repository.stubs / "attested").unlink(missing_ok=True)
        yield index


def release(
    repository: Repository,
    index: FakeIndex,
    *more: str,
    tag: str = f"v{VERSION}",
    identity: bool = True,
) -> Ran:
    repository.git("tag", "--force", tag)
    environment = index.trust | (index.identity if identity else {})
    options = [
        *(part for name, value in index.variables.items() for part in ("--var", f"{name}={value}")),
        *(part for name, value in environment.items() for part in ("--env", f"{name}={value}")),
    ]
    event = {"ref": f"refs/tags/{tag}", "before": "0" * 40, "after": repository.head}
    return repository.act("push", "release.yml", event, *options, *more)


def attested(repository: Repository) -> list[str]:
    """The digest and the name of every file that was attested, in order."""
    file = repository.stubs / "attested"
    return file.read_text().split() if file.exists() else []


def test_what_was_attested_is_published_and_a_second_run_publishes_nothing(
    repository: Repository, index: FakeIndex
) -> None:
    passed(release(repository, index))
    assert set(index.files) == NAMES
    held = [
        part
        for name in sorted(index.files)
        for part in (hashlib.sha256(index.files[name]).hexdigest(), f"dist/{name}")
    ]
    assert attested(repository) == held

    again = release(repository, index)
    passed(again)
    assert sorted(index.uploads) == sorted(NAMES)
    assert attested(repository) == held * 2


def test_other_content_under_a_published_version_is_refused(repository: Repository, index: FakeIndex) -> None:
    passed(release(repository, index))
    held = dict(index.files)
    file = repository.folder / "policies/__init__.py"
    before = file.read_text()
    file.write_text(f"{before}CHANGED = True\n")
    repository.commit("changed under the same version")
    ran = release(repository, index)
    file.write_text(before)
    repository.commit("taken back")
    # uv breaks its line at the width of the terminal, if there is one.
    refused(ran, "Local file and index file do not match for")
    assert index.files == held
    assert sorted(index.uploads) == sorted(NAMES)


def test_a_tag_of_another_version_attests_and_publishes_nothing(
    repository: Repository, index: FakeIndex
) -> None:
    ran = release(repository, index, tag="v9.9.9")
    refused(ran, f"tag v9.9.9 is not v{VERSION}, the version in pyproject.toml")
    assert (attested(repository), index.uploads) == ([], [])


def test_without_the_identity_of_the_job_nothing_is_sent(repository: Repository, index: FakeIndex) -> None:
    refused(release(repository, index, identity=False), "id-token: write")
    assert index.uploads == []


def test_an_index_without_trust_takes_its_token_and_no_other(
    repository: Repository, index: FakeIndex
) -> None:
    def with_token(token: str) -> Ran:
        return release(repository, index, "--secret", f"ANTHILL_PUBLISH_TOKEN={token}", identity=False)

    refused(with_token("pypi-forged"), "403 Forbidden")
    assert index.uploads
    assert index.files == {}
    passed(with_token(MINTED))
    assert set(index.files) == NAMES


def test_a_package_that_differs_between_two_builds_is_refused(tmp_path: Path) -> None:
    tool = tmp_path / "uv"
    tool.write_text(
        "#!/usr/bin/env bash\n"
        'while [ "$1" != --out-dir ]; do shift; done\n'
        'mkdir -p "$2" && date +%N >"$2/anthill.whl" && echo same >"$2/anthill.tar.gz"\n'
    )
    tool.chmod(0o755)
    done = subprocess.run(
        [ROOT / "scripts/package", tmp_path / "dist"],
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "package: anthill.whl differs between two builds of the same commit" in done.stderr
