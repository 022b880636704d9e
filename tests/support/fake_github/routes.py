"""The paths of the API, and what each answers."""

import base64
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from tests.support.fake_github.state import BOT, Facts, State, now, user

Route = Callable[..., tuple[int, Any]]
ROUTES: list[tuple[str, re.Pattern[str], Route]] = []
NOT_FOUND = (404, {"message": "Not Found"})


class Call:
    """One request: the state, who asks, the query and the body."""

    def __init__(self, state: State, token: str, query: dict[str, str], body: Any) -> None:
        self.state, self.query, self.body = state, query, body
        self.login = state.tokens.get(token, BOT)


def route(method: str, pattern: str) -> Callable[[Route], Route]:
    def add(function: Route) -> Route:
        ROUTES.append((method, re.compile(pattern + "$"), function))
        return function

    return add


def answer(call: Call, method: str, path: str) -> tuple[int, Any]:
    repository = f"/repos/{call.state.repository}"
    local = path.removeprefix(repository) if path.startswith(f"{repository}/") else path
    for known, pattern, function in ROUTES:
        if known == method and (found := pattern.match(local)):
            return function(call, *found.groups())
    return NOT_FOUND


@route("GET", r"/commits/(\w+)/pulls")
def pulls_of(call: Call, sha: str) -> tuple[int, Any]:
    commit = call.state.commits.get(sha)
    if commit is None:
        return 422, {"message": f"No commit found for SHA: {sha}"}
    return 200, [call.state.pulls[str(number)] for number in commit["pulls"]]


@route("GET", r"/commits/(\w+)")
def commit(call: Call, sha: str) -> tuple[int, Any]:
    found = call.state.commits.get(sha)
    return (200, {"sha": sha, **found}) if found else (422, {"message": f"No commit found for SHA: {sha}"})


@route("GET", r"/pulls")
def pulls(call: Call) -> tuple[int, Any]:
    wanted = call.query.get("state", "open")
    base = call.query.get("base")
    found = [
        pull
        for pull in call.state.pulls.values()
        if wanted in {"all", pull["state"]} and base in {None, pull["base"]["ref"]}
    ]
    return 200, found


@route("GET", r"/pulls/(\d+)")
def pull(call: Call, number: str) -> tuple[int, Any]:
    return (200, call.state.pulls[number]) if number in call.state.pulls else NOT_FOUND


@route("GET", r"/pulls/(\d+)/reviews")
def reviews(call: Call, number: str) -> tuple[int, Any]:
    return 200, call.state.reviews.get(number, [])


@route("GET", r"/pulls/(\d+)/files")
def files(call: Call, number: str) -> tuple[int, Any]:
    return 200, call.state.files.get(number, [])


@route("GET", r"/actions/workflows/([^/]+)/runs")
def workflow_runs(call: Call, workflow: str) -> tuple[int, Any]:
    found = [
        run
        for run in call.state.runs
        if run["path"] == f".github/workflows/{workflow}"
        and run["head_sha"] == call.query.get("head_sha", run["head_sha"])
        and run["conclusion"] == call.query.get("status", run["conclusion"])
        and run["event"] == call.query.get("event", run["event"])
    ]
    return 200, {"total_count": len(found), "workflow_runs": found}


@route("GET", r"/actions/runs/(\d+)")
def workflow_run(call: Call, number: str) -> tuple[int, Any]:
    found = next((run for run in call.state.runs if run["id"] == int(number)), None)
    return (200, found) if found else NOT_FOUND


@route("GET", r"/actions/runs/(\d+)/approvals")
def review_history(call: Call, number: str) -> tuple[int, Any]:
    known = any(run["id"] == int(number) for run in call.state.runs)
    return (200, call.state.approvals.get(number, [])) if known else NOT_FOUND


@route("GET", r"/activity")
def activity(call: Call) -> tuple[int, Any]:
    return 200, [entry for entry in call.state.activity if entry["ref"] == call.query.get("ref")]


@route("GET", r"/collaborators/([^/]+)/permission")
def permission(call: Call, login: str) -> tuple[int, Any]:
    return 200, {"permission": call.state.permissions.get(login, "read"), "user": user(login)}


@route("GET", r"/orgs/([^/]+)/teams/([^/]+)/members")
def members(call: Call, organisation: str, slug: str) -> tuple[int, Any]:
    team = call.state.teams.get(f"{organisation}/{slug}")
    return (200, [user(login) for login in team]) if team is not None else NOT_FOUND


@route("GET", r"/contents/(.+)")
def contents(call: Call, path: str) -> tuple[int, Any]:
    text = call.state.contents.get(f"{call.query.get('ref', 'main')}:{path}")
    if text is None:
        return NOT_FOUND
    encoded = base64.b64encode(text.encode()).decode()
    return 200, {"type": "file", "path": path, "encoding": "base64", "content": encoded}


@route("GET", r"/issues")
def issues(call: Call) -> tuple[int, Any]:
    wanted = set(filter(None, call.query.get("labels", "").split(",")))
    state = call.query.get("state", "open")
    return 200, [
        found
        for found in call.state.issues.values()
        if state in {"all", found["state"]} and wanted <= {label["name"] for label in found["labels"]}
    ]


@route("POST", r"/issues")
def create_issue(call: Call) -> tuple[int, Any]:
    return 201, call.state.issue(
        call.body["title"], call.login, call.body.get("body", ""), call.body.get("labels", [])
    )


@route("GET", r"/issues/(\d+)")
def issue(call: Call, number: str) -> tuple[int, Any]:
    found = call.state.issues.get(number) or call.state.pulls.get(number)
    return (200, found) if found else NOT_FOUND


@route("PATCH", r"/issues/(\d+)")
def edit_issue(call: Call, number: str) -> tuple[int, Any]:
    if number not in call.state.issues:
        return NOT_FOUND
    changes: Facts = dict(call.body)
    if "labels" in changes:
        changes["labels"] = [{"name": label} for label in changes["labels"]]
    call.state.issues[number] |= changes
    return 200, call.state.issues[number]


@route("POST", r"/issues/(\d+)/labels")
def add_labels(call: Call, number: str) -> tuple[int, Any]:
    found = call.state.issues.get(number) or call.state.pulls.get(number)
    if found is None:
        return NOT_FOUND
    known = {label["name"] for label in found["labels"]}
    # GitHub takes the list by itself too, as PyGithub sends it.
    names = call.body if isinstance(call.body, list) else call.body["labels"]
    if set(names) - set(call.state.labels):
        # A job that may write pull requests sets labels; to make one takes the right to write issues.
        return 403, {"message": "Resource not accessible by integration"}
    found["labels"] += [{"name": name} for name in names if name not in known]
    return 200, found["labels"]


@route("DELETE", r"/issues/(\d+)/labels/([^/]+)")
def remove_label(call: Call, number: str, name: str) -> tuple[int, Any]:
    found = call.state.issues.get(number) or call.state.pulls.get(number)
    left = [label for label in found["labels"] if label["name"] != unquote(name)] if found else None
    if found is None or left == found["labels"]:
        return 404, {"message": "Label does not exist"}
    found["labels"] = left
    return 200, left


@route("POST", r"/check-runs")
def create_check(call: Call) -> tuple[int, Any]:
    if call.body["head_sha"] not in call.state.commits:
        return 422, {"message": f"No commit found for SHA: {call.body['head_sha']}"}
    finished = call.body.get("status") == "completed"
    if finished != ("conclusion" in call.body):
        return 422, {"message": "Invalid request: conclusion belongs to what is completed"}
    call.state.checks.append(call.body)
    return 201, {"id": call.state.new_id(), **call.body}


@route("GET", r"/issues/(\d+)/comments")
def comments(call: Call, number: str) -> tuple[int, Any]:
    return 200, [found for found in call.state.comments.values() if found["number"] == int(number)]


@route("POST", r"/issues/(\d+)/comments")
def create_comment(call: Call, number: str) -> tuple[int, Any]:
    if number not in call.state.issues and number not in call.state.pulls:
        return NOT_FOUND
    return 201, call.state.comment(int(number), call.login, call.body["body"])


@route("PATCH", r"/issues/comments/(\d+)")
def edit_comment(call: Call, comment_id: str) -> tuple[int, Any]:
    if comment_id not in call.state.comments:
        return NOT_FOUND
    call.state.comments[comment_id] |= {"body": call.body["body"], "updated_at": now()}
    return 200, call.state.comments[comment_id]


@route("DELETE", r"/issues/comments/(\d+)")
def delete_comment(call: Call, comment_id: str) -> tuple[int, Any]:
    return (204, None) if call.state.comments.pop(comment_id, None) else NOT_FOUND
