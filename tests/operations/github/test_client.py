"""The client of GitHub's API against a real HTTP server."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from operations.common.errors import InputError, OperationError
from operations.github.client import GitHub
from operations.github.comments import LONGEST, marked_comments, put_comment
from operations.github.issues import close_issue, find_issue, put_issue
from operations.github.markers import marker, read_marker
from operations.github.pull_requests import (
    changed_paths,
    file_at,
    may_write,
    pull_requests_of,
    pushers_of,
    reviews_of,
)
from operations.github.settings import github_settings
from tests.support.fake_github import FakeGitHub

HEAD, MERGED = "a" * 40, "b" * 40


def test_a_pull_request_is_found_by_its_head_and_by_its_merge(hub: FakeGitHub, github: GitHub) -> None:
    hub.state.open_pull(7, author="ada", head=HEAD, labels=("destroy-approved",), pusher="grace")
    hub.state.review(7, "linus", at="2026-01-05T10:00:00Z")
    hub.state.merge(7, MERGED)
    (by_head,), (by_merge,) = pull_requests_of(github, HEAD), pull_requests_of(github, MERGED)
    assert by_head == by_merge
    assert (by_head.merged, by_head.open, by_head.merge_commit) == (True, False, MERGED)
    assert by_head.labels == {"destroy-approved"}
    assert pushers_of(github, by_head) == {"ada", "grace"}
    (review,) = reviews_of(github, 7)
    assert (review.reviewer, review.state, review.commit) == ("linus", "APPROVED", HEAD)


def test_every_page_is_read_and_moved_files_count_twice(hub: FakeGitHub, github: GitHub) -> None:
    hub.state.open_pull(7, author="ada", head=HEAD, paths=tuple(f"docs/{n}.md" for n in range(250)))
    hub.state.files["7"].append({"filename": "new.py", "previous_filename": "old.py", "status": "renamed"})
    assert len(changed_paths(github, 7)) == 252
    assert hub.calls.count("GET /repos/example-company/anthill/pulls/7/files") == 3


def test_only_writers_may_approve_and_missing_files_are_none(hub: FakeGitHub, github: GitHub) -> None:
    hub.state.permissions |= {"ada": "write", "root": "admin", "guest": "read"}
    assert [may_write(github, login) for login in ("ada", "root", "guest", "nobody")] == [
        True,
        True,
        False,
        False,
    ]
    hub.state.contents["main:.github/CODEOWNERS"] = "* @ada\n"
    assert file_at(github, ".github/CODEOWNERS", "main") == "* @ada\n"
    assert file_at(github, "CODEOWNERS", "main") is None


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (502, {}),
        (403, {"message": "You have exceeded a secondary rate limit"}),
        (403, {"headers": {"Retry-After": "0"}}),
    ],
)
def test_what_passes_is_tried_again(
    hub: FakeGitHub, github: GitHub, status: int, answer: dict[str, object]
) -> None:
    hub.state.open_pull(7, author="ada", head=HEAD)
    hub.state.fail("/pulls/7/reviews", status, times=2, **answer)
    assert reviews_of(github, 7) == []
    assert hub.calls.count("GET /repos/example-company/anthill/pulls/7/reviews") == 3


def test_errors_say_what_failed_and_how_to_fix_it(hub: FakeGitHub, github: GitHub) -> None:
    hub.state.fail("/teams/", 403, message="Resource not accessible by integration")
    with pytest.raises(
        OperationError, match=r"team acme/owners failed: 403 Resource not accessible.*permission"
    ):
        github.team("acme", "owners")
    with pytest.raises(OperationError, match="team acme/owners failed: 404"):
        github.team("acme", "owners")
    hub.state.fail("/pulls", 500, times=99)
    with pytest.raises(OperationError, match="commit aaaaaaaaaaaa failed"):
        pull_requests_of(github, HEAD)


def test_an_unreachable_api_is_named_and_the_token_is_not() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        variables = {"GITHUB_API_URL": url, "GITHUB_REPOSITORY": "o/r", "GITHUB_TOKEN": "s3cret"}
        settings = github_settings(variables)
        with pytest.raises(OperationError, match=f"{url} cannot be reached") as raised:
            reviews_of(GitHub(settings, backoff=0), 7)
    assert "s3cret" not in f"{raised.value}{settings}"


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"GITHUB_TOKEN": "t"}, "GITHUB_REPOSITORY"),
        ({"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "https://github.com/o/r"}, "GITHUB_REPOSITORY"),
        ({"GITHUB_REPOSITORY": "o/r"}, "GITHUB_TOKEN"),
    ],
)
def test_missing_settings_are_bad_input(variables: dict[str, str], named: str) -> None:
    with pytest.raises(InputError, match=named):
        github_settings(variables)


def test_a_sticky_comment_is_one_and_strangers_cannot_forge_it(hub: FakeGitHub, github: GitHub) -> None:
    hub.state.open_pull(7, author="ada", head=HEAD)
    hub.state.comment(7, "mallory", marker("plan", {"digest": "forged"}))
    assert put_comment(github, 7, name="plan", facts={"digest": "1", "at": "x"}, text="one", same=("digest",))
    assert not put_comment(
        github, 7, name="plan", facts={"digest": "1", "at": "y"}, text="one'", same=("digest",)
    )
    assert put_comment(github, 7, name="plan", facts={"digest": "2", "at": "z"}, text="two", same=("digest",))
    hub.state.comment(7, "github-actions[bot]", marker("plan", {"digest": "again"}))
    assert put_comment(github, 7, name="plan", facts={"digest": "3"}, text="x" * LONGEST)
    (held,) = marked_comments(github, 7, "plan")
    assert held.facts == {"digest": "3"}
    assert len(held.body) == LONGEST
    assert len(hub.state.comments) == 2


def test_an_issue_opens_changes_closes_and_opens_again(hub: FakeGitHub, github: GitHub) -> None:
    def put(text: str) -> tuple[int, str]:
        return put_issue(github, name="drift", label="drift", facts={"env": "dev"}, title="Drift", text=text)

    hub.state.issue("Drift", "mallory", marker("drift", {}), [])
    number, outcome = put("one")
    assert outcome == "opened"
    assert put("one") == (number, "unchanged")
    assert put("two") == (number, "updated")
    assert close_issue(github, name="drift", label="drift", comment="clean") == (number, "closed")
    assert close_issue(github, name="drift", label="drift", comment="clean") == (None, "none")
    assert put("three") == (number, "reopened")
    found = find_issue(github, name="drift", label="drift")
    assert found is not None
    assert (found.number, found.open, found.facts) == (number, True, {"env": "dev"})
    said = [comment["body"] for comment in hub.state.comments.values()]
    assert said == ["clean", "It is back."]


def test_a_second_issue_of_a_marker_is_closed(hub: FakeGitHub, github: GitHub) -> None:
    for _ in range(2):
        hub.state.issue("Drift", "github-actions[bot]", marker("drift", {}), ["drift"])
    number, _ = put_issue(github, name="drift", label="drift", facts={}, title="Drift", text="now")
    assert [issue["state"] for issue in hub.state.issues.values()] == ["open", "closed"]
    assert number == 1


def test_a_marker_cannot_be_ended_from_inside() -> None:
    facts: dict[str, object] = {"text": '--> <b>bold</b> {"a": 1} -->'}
    text = marker("plan", facts)
    assert text.count("-->") == 1
    assert read_marker(f"before {text} after", "plan") == facts
    assert read_marker(text, "drift") is None
    assert read_marker("<!-- anthill:plan {not json} -->", "plan") is None


def test_the_fake_runs_as_a_program_and_keeps_its_state(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.fake_github", "--state", str(file)],
        cwd=Path(__file__).resolve().parents[3],
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            assert program.stdout is not None
            url = program.stdout.readline().strip()
            variables = {
                "GITHUB_API_URL": url,
                "GITHUB_REPOSITORY": "example-company/anthill",
                "GITHUB_TOKEN": "t",
            }
            outside = GitHub(github_settings(variables), backoff=0)
            put_issue(outside, name="drift", label="drift", facts={}, title="Drift", text="now")
        finally:
            program.terminate()
    assert [issue["title"] for issue in json.loads(file.read_text())["issues"].values()] == ["Drift"]
