"""Every command of README.md and docs/ is typed in a fresh copy, or listed with the reason why not."""

import os
import subprocess

import pytest

from tests.e2e.conftest import ROOT, Deployment
from tests.support.page_commands import PAGES, NotTyped, commands, lines, listed
from tests.support.project_copy import Project

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

ELSEWHERE, LISTED = listed()
SECTIONS = {each.section for each in ELSEWHERE}
ALL = [(section, line) for page in PAGES for section, line in commands(page)]
HERE = [
    (section, line)
    for section, line in ALL
    if not {section, section.partition("#")[0]} & SECTIONS and not any(each.matches(line) for each in LISTED)
]
LINES = list(dict.fromkeys(line for _, line in HERE))
"""Each is typed once, however many pages name it, in the order of the pages."""

FEATURE = "git switch --create feature main && git commit --allow-empty --quiet -m feature && git switch main"
BEFORE: dict[str, str] = {
    # What the page lets people do by hand, or takes for granted.
    "anthill review main feature --output review": FEATURE,
    'git commit --all --message "Splits are promised sooner"': (
        'sed -i \'s/"value": 7/"value": 3/\' contracts/datasets/splits.json'
    ),
    "anthill release build --output .anthill/first/release": (
        "git clean --force -d --quiet && git commit --all --allow-empty --quiet -m written"
    ),
    "anthill review main --output review": "rm -rf review",
    "anthill review main --output r": "git branch --move --force main",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("pages") / "anthill").with_own_home()


@pytest.mark.parametrize("line", LINES)
def test_a_command_works_as_it_is_written(line: str, copy: Project, deployment: Deployment) -> None:
    environment = deployment.environment | {
        "GIT_AUTHOR_NAME": "ann",
        "GIT_AUTHOR_EMAIL": "ann@example.com",
        "GIT_COMMITTER_NAME": "ann",
        "GIT_COMMITTER_EMAIL": "ann@example.com",
        "PYTHONPATH": os.pathsep.join((str(copy.folder), str(copy.folder / "lakehouse"))),
        "PATH": os.pathsep.join(
            (str(copy.folder / ".venv/bin"), str(copy.folder / ".anthill/uv/bin"), os.environ["PATH"])
        ),
    }
    before = f"{BEFORE[line]} && " if line in BEFORE else ""
    done = subprocess.run(
        ["bash", "-c", before + line.replace("make ", "make -o setup ")],
        cwd=copy.folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}{done.stderr[-3000:]}"


def test_enough_is_typed() -> None:
    assert len(LINES) >= 25
    assert len(ALL) >= 150


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry.line)
def test_a_listed_command_is_on_a_page_and_what_tries_it_is_there(entry: NotTyped) -> None:
    assert any(entry.matches(line) for _, line in ALL), "no page has it: take it off the list"
    assert entry.reason
    assert entry.test is None or (ROOT / entry.test).is_file()


def test_what_types_a_page_names_it() -> None:
    sections = {section for section, _ in ALL}
    for each in ELSEWHERE:
        assert each.section in sections | {section.partition("#")[0] for section in sections}
        assert each.section.partition("#")[0] in (ROOT / each.test).read_text()


def test_a_command_that_is_neither_typed_nor_listed_cannot_be() -> None:
    """What a page adds is typed, unless somebody lists it."""
    (new,) = lines("uv run anthill frobnicate dev   # why\n")
    assert new == "anthill frobnicate dev"
    assert not any(each.matches(new) for each in LISTED)


def test_lines_that_go_on_are_one_and_remarks_are_none() -> None:
    text = "aws sns subscribe \\\n    --topic-arn x   # why\n\nuv run anthill plan dev\n"
    assert lines(text) == ["aws sns subscribe --topic-arn x", "anthill plan dev"]
