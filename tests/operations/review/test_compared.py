"""Two revisions side by side: what is kept is not made again, and what is equal is not made at all."""

import filecmp
import json
import subprocess
import sys
from pathlib import Path

import pytest

from operations.synthesis import compared, kept
from operations.synthesis.compared import UNREAD, only_values, synthesise_both
from operations.synthesis.locations import Sources
from operations.synthesis.recorded import RecordedSynthesis
from operations.synthesis.revisions import WORKING, Revision
from operations.synthesis.stacks import STACK_FILE
from operations.synthesis.synthesise import plain_environment
from tests.operations.review.repositories import WIRING, commit, git, small_repository
from tests.support.project_copy import Project

ROOT = Path(__file__).resolve().parents[3]
SMALL = f"stacks/anthill-small/{STACK_FILE}"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return small_repository(tmp_path / "repository")


def base_of(repository: Path) -> Revision:
    return Revision(name="main", commit=git(repository, "rev-parse", "HEAD"))


@pytest.fixture
def labels(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The revisions that are synthesised from now on."""
    found: list[str] = []

    def counted(checkout: Path, output: Path, label: str) -> RecordedSynthesis:
        found.append(label)
        return RecordedSynthesis(checkout, output, label)

    monkeypatch.setattr(compared, "RecordedSynthesis", counted)
    return found


def test_a_commit_is_synthesised_once_and_the_working_tree_each_time(
    repository: Path, tmp_path: Path, labels: list[str]
) -> None:
    base = base_of(repository)
    (repository / "wiring.py").write_text(WIRING.replace("small-gold", "small-new"), encoding="utf-8")
    first = synthesise_both(repository, (base, WORKING), tmp_path / "1", tmp_path / "home")
    assert sorted(labels) == [base.label, "working tree"]
    again = synthesise_both(repository, (base, WORKING), tmp_path / "2", tmp_path / "home")
    assert labels[2:] == ["working tree"]
    for old, new in ((first.before, again.before), (first.after, again.after)):
        assert (old / SMALL).read_text() == (new / SMALL).read_text()
        assert Sources.read(old).chains == Sources.read(new).chains != {}
    assert "small-gold" in (again.before / SMALL).read_text()
    assert "small-new" in (again.after / SMALL).read_text()


def test_a_base_of_the_same_content_is_the_same_and_another_is_not(
    repository: Path, tmp_path: Path, labels: list[str]
) -> None:
    synthesise_both(repository, (base_of(repository), WORKING), tmp_path / "1", tmp_path / "home")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "nothing")
    synthesise_both(repository, (base_of(repository), WORKING), tmp_path / "2", tmp_path / "home")
    assert labels[2:] == ["working tree"]
    commit(repository, wiring=WIRING.replace("small-gold", "small-new"))
    made = synthesise_both(repository, (base_of(repository), WORKING), tmp_path / "3", tmp_path / "home")
    assert len(labels) == 5
    assert "small-new" in (made.before / SMALL).read_text()


def test_other_tools_make_it_again(
    repository: Path, tmp_path: Path, labels: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = base_of(repository)
    synthesise_both(repository, (base, WORKING), tmp_path / "1", tmp_path / "home")
    monkeypatch.setenv("ANTHILL_ANYTHING", "else")
    synthesise_both(repository, (base, WORKING), tmp_path / "2", tmp_path / "home")
    assert labels.count(base.label) == 2


def test_of_a_commit_of_which_nothing_is_kept_no_stack_is_had(repository: Path, tmp_path: Path) -> None:
    """As in the first review of a clone whose files are those of the commit."""
    keeper = kept.KeptSynthesis(tmp_path / "home", repository, base_of(repository).commit or "")
    assert keeper.has(set())
    out = keeper.restore(set(), tmp_path / "out")
    assert list((out / "stacks").iterdir()) == []
    assert Sources.read(out).chains == {}


def test_the_oldest_that_are_kept_go(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 1)
    for number in range(2):
        commit(repository, wiring=WIRING.replace("small-gold", f"small-{number}"))
        synthesise_both(repository, (base_of(repository), WORKING), tmp_path / f"{number}", tmp_path / "home")
    (entry,) = (tmp_path / "home" / kept.FOLDER).iterdir()
    assert "small-1" in (entry / SMALL).read_text()


@pytest.mark.parametrize(
    ("files", "only"),
    [
        (["environments/dev.py"], True),
        (["environments/shared.py", "docs/review.md", "operations/cli.py", "README.md"], True),
        ([], True),
        (["environments/catalogue.py"], False),
        (["environments/configured.py"], False),
        (["environments/dev.py", "stacks/lake_layer.py"], False),
        (["environments/more/dev.py", "main.py"], False),
        (["functions/arrival/handler.py"], False),
        (["contracts/datasets/splits.json"], False),
        (["uv.lock"], False),
    ],
)
def test_only_values_of_environments_are_compared_by_their_values(files: list[str], *, only: bool) -> None:
    assert only_values(files) is only


def test_what_is_left_out_is_equal(tmp_path: Path) -> None:
    """A value of test changes; each stack that is said to be equal is, as a whole synthesis writes it."""
    folder = tmp_path / "project"
    folder.mkdir()
    project = Project(folder)
    base = base_of(folder)
    project.replace("environments/test.py", "flow_log_retention_days=90", "flow_log_retention_days=60")
    made = synthesise_both(folder, (base, WORKING), tmp_path / "narrow", tmp_path / "home")
    whole = synthesise_both(folder, (base, WORKING), tmp_path / "whole", tmp_path / "home2", whole=True)
    names = {each.name for each in (whole.after / "stacks").iterdir()}
    compared_stacks = {each.name for each in (made.after / "stacks").iterdir()}
    assert compared_stacks == {each.name for each in (made.before / "stacks").iterdir()}
    assert compared_stacks | set(made.equal) == names
    assert "anthill-test" in compared_stacks
    assert {"anthill-dev", "anthill-prod", "anthill-local"} <= set(made.equal)
    for stack in names:
        file = f"stacks/{stack}/{STACK_FILE}"
        if stack in made.equal:
            assert filecmp.cmp(whole.before / file, whole.after / file, shallow=False), stack
        else:
            assert filecmp.cmp(made.before / file, whole.before / file, shallow=False), stack
            assert filecmp.cmp(made.after / file, whole.after / file, shallow=False), stack


LISTENING = """
import json, os, sys
root, opened = os.getcwd() + os.sep, set()
def hear(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened.add(os.path.abspath(os.fsdecode(arguments[0])))
sys.addaudithook(hear)
sys.path.insert(0, root)
import main
code = main.main()
inside = sorted(name.removeprefix(root) for name in opened if name.startswith(root))
print("opened:" + json.dumps(inside))
raise SystemExit(code)
"""


def test_a_synthesis_opens_nothing_that_is_said_to_be_unread(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LISTENING],
        cwd=ROOT,
        env=plain_environment() | {"CDKTF_OUTDIR": str(tmp_path / "out")},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = [line for line in run.stdout.splitlines() if line.startswith("opened:")]
    opened = json.loads(line.removeprefix("opened:"))
    assert "environments/dev.py" in opened or any("environments/__pycache__/dev" in each for each in opened)
    unread = [each for each in opened if only_values([each]) and not each.startswith("environments/")]
    assert [each for each in unread if not each.startswith((".venv/", "node_modules/"))] == [], UNREAD
