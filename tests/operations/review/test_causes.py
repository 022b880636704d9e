"""A Python line is true or absent: each edit is named by what it makes, and by nothing else."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operations.common.errors import InputError
from operations.review import causes as module
from operations.review.causes import Causes, causes
from operations.review.comparison import compare
from operations.review.edited_lines import edits_of
from operations.synthesis.compared import synthesise_both
from operations.synthesis.revisions import WORKING, Revision
from operations.synthesis.stacks import Synthesised, read_stacks
from tests.operations.review.repositories import commit, git, small_repository

NAMES = ("one", "two", "three", "four", "five", "last")
STACK = "anthill-small"
EMPTY = Synthesised.of(STACK, {})
WIRING = """\
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
{imports}


def build(stack):
{queues}
"""


def wired(*names: str) -> str:
    """A stack with a queue for each module, which holds its delay and its size."""
    imports = "\n".join(f"import {name}" for name in names)
    queues = "\n".join(
        f'    SqsQueue(stack, "{name}", name="{name}", delay_seconds={name}.DELAY, max_message_size={name}.SIZE)'
        for name in names
    )
    return WIRING.format(imports=imports, queues=queues)


def values(delay: str = "1", size: str = "1024") -> str:
    return f"DELAY = {delay}\nSIZE = {size}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = small_repository(tmp_path / "repository")
    commit(folder, wiring=wired(*NAMES), **dict.fromkeys(NAMES, values()))
    return folder


def write(repository: Path, **files: str | None) -> None:
    for name, text in files.items():
        file = repository / f"{name}.py"
        if text is None:
            file.unlink()
        else:
            file.write_text(text, encoding="utf-8")


def found(repository: Path, head: Revision = WORKING, base: str = "HEAD") -> Causes:
    revision = Revision(name=base, commit=git(repository, "rev-parse", base))
    folder = repository.parent / "work"
    made = synthesise_both(repository, (revision, head), folder, repository.parent / "home")
    before, after = (read_stacks(side).get(STACK, EMPTY) for side in (made.before, made.after))
    changed = [(STACK, change.address) for change in compare(before, after)]
    return causes(
        repository,
        (revision, head),
        changed,
        {STACK: after},
        folder / "trials",
        made_of=made.made_of,
        say=lambda _: None,
    )


def named(held: Causes) -> Mapping[str, list[str]]:
    return {address.partition(".")[2]: list(map(str, lines)) for (_, address), lines in held.lines.items()}


def test_six_edits_in_six_files_are_each_named_by_their_own(repository: Path) -> None:
    write(repository, **{name: values(delay=str(number + 2)) for number, name in enumerate(NAMES)})
    assert named(found(repository)) == {name: [f"{name}.py:1"] for name in NAMES}


def test_two_commits_are_told_apart_like_the_working_tree(repository: Path) -> None:
    new = commit(repository, one=values(delay="2"), two=values(size="2048"))
    write(repository, three=values(delay="9"))
    head = Revision(name=new, commit=new)
    assert named(found(repository, head, "HEAD~1")) == {"one": ["one.py:1"], "two": ["two.py:2"]}


def test_lines_side_by_side_are_told_apart_and_two_of_one_resource_are_both_named(repository: Path) -> None:
    one = "# a comment\nDELAY = 1\nSIZE = 1024\n"
    commit(repository, one=one, two="from one import DELAY\nSIZE = 1024\n")
    write(repository, one=one.replace("comment", "remark").replace("1\n", "2\n", 1).replace("1024", "2048"))
    assert named(found(repository)) == {"one": ["one.py:2", "one.py:3"], "two": ["one.py:2"]}


def test_what_comes_and_goes_is_named_by_the_side_that_has_it(repository: Path) -> None:
    left = [name for name in NAMES if name != "last"]
    write(repository, seven=f"# new\n{values()}", wiring=wired(*left, "seven"), last=None)
    lines = named(found(repository))
    # The import and the call cannot be taken back one without the other, and the file not without them.
    assert set(lines) <= {"last", "seven"}
    assert {line for held in lines.values() for line in held} <= {
        "wiring.py:7",
        "wiring.py:12",
        "wiring.py:16",
    }


def test_removed_lines_are_named_where_they_were(repository: Path) -> None:
    queue = '    SqsQueue(stack, "extra", name="extra")\n'
    commit(repository, wiring=f"{wired(*NAMES)}{queue}")
    write(repository, wiring=wired(*NAMES), one=values(delay="2"))
    at = len(f"{wired(*NAMES)}{queue}".splitlines())
    assert named(found(repository)) == {"extra": [f"wiring.py:{at}"], "one": ["one.py:1"]}


def test_an_edit_without_which_the_rest_does_not_work_is_named_for_nothing(repository: Path) -> None:
    write(
        repository,
        one=f"{values(delay='OTHER')}".replace("DELAY", "OTHER = 7\nDELAY", 1),
        two=values(delay="3"),
    )
    lines = named(found(repository))
    assert lines["two"] == ["two.py:1"]
    assert set(lines.get("one", [])) <= {"one.py:1", "one.py:2"}


def test_statements_of_several_lines_are_tried_as_a_whole(repository: Path) -> None:
    commit(repository, one="DELAY = (\n    1\n)\nSIZE = 1024\n")
    write(repository, one="DELAY = max(\n    1, 5\n)\nSIZE = 1024\n", two=values(delay="3"))
    lines = named(found(repository))
    assert lines["two"] == ["two.py:1"]
    assert lines["one"] in (["one.py:1"], ["one.py:2"], ["one.py:1", "one.py:2"])


def test_one_edit_needs_no_trial(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(module, "_Trial")
    write(repository, one=values(delay="2"))
    assert named(found(repository)) == {"one": ["one.py:1"]}


def test_more_edits_than_are_tried_are_said_and_none_is_named(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_EDITS", 1)
    write(repository, one=values(delay="2"), two=values(delay="2"))
    told = found(repository)
    assert (told.lines, told.caveats) == (
        {},
        ("Python lines name no edit: 2 edits are more than the 1 that are taken back one by one",),
    )


LINES = st.lists(st.sampled_from(["a", "b", "c", "# d", ""]), max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, LINES)
def test_all_edits_taken_back_are_the_base(tmp_path: Path, old: list[str], new: list[str]) -> None:
    repository = tmp_path / "texts"
    if not repository.exists():
        repository.mkdir()
        git(repository, "init", "--quiet", "--initial-branch=main")
    texts = ["".join(f"{line}\n" for line in lines) for lines in (old, new)]
    (repository / "x.py").write_text(texts[0], encoding="utf-8")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "old")
    base = Revision(name="HEAD", commit=git(repository, "rev-parse", "HEAD"))
    (repository / "x.py").write_text(texts[1], encoding="utf-8")
    text = texts[1]
    edits = [line for hunk in edits_of(repository, base, WORKING) for line in hunk.lines()]
    for edit in reversed(edits):
        text = edit.taken_back(text) or ""
        side = new if edit.new else old
        assert edit.place.line <= max(len(side), 1)
    assert text == texts[0]


def test_a_revision_that_cannot_be_synthesised_is_told_before_any_trial(repository: Path) -> None:
    write(repository, one="DELAY = (\n", two=values(delay="2"))
    with pytest.raises(InputError, match="working tree cannot be synthesised"):
        found(repository)
