"""What the fake GitHub holds, and what people do to it."""

import itertools
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Facts = dict[str, Any]

BOT = "github-actions[bot]"
START = "2026-01-05T08:00:00Z"


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def user(login: str) -> Facts:
    return {"login": login, "type": "Bot" if login.endswith("[bot]") else "User"}


@dataclass
class State:
    """One repository. `tokens` maps a token to who writes with it; any other writes as the bot."""

    repository: str = "example-company/anthill"
    pulls: dict[str, Facts] = field(default_factory=dict)
    reviews: dict[str, list[Facts]] = field(default_factory=dict)
    files: dict[str, list[Facts]] = field(default_factory=dict)
    commits: dict[str, Facts] = field(default_factory=dict)
    issues: dict[str, Facts] = field(default_factory=dict)
    comments: dict[str, Facts] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    permissions: dict[str, str] = field(default_factory=dict)
    teams: dict[str, list[str]] = field(default_factory=dict)
    activity: list[Facts] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    faults: list[Facts] = field(default_factory=list)
    runs: list[Facts] = field(default_factory=list)
    approvals: dict[str, list[Facts]] = field(default_factory=dict)
    checks: list[Facts] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    last_id: int = 0

    @classmethod
    def read(cls, file: Path) -> "State":
        return cls(**json.loads(file.read_text())) if file.exists() else cls()

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=1))

    def new_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def open_pull(
        self,
        number: int,
        *,
        author: str,
        head: str,
        paths: tuple[str, ...] = ("stacks/environment_stack.py",),
        base: str = "main",
        base_sha: str = "0" * 40,
        labels: tuple[str, ...] = (),
        pusher: str | None = None,
        at: str = START,
    ) -> Facts:
        """Open a pull request from a branch that its author, or `pusher`, has pushed."""
        branch = f"change-{number}"
        self.pulls[str(number)] = {
            "number": number,
            "state": "open",
            "user": user(author),
            "merged_at": None,
            "merge_commit_sha": None,
            "base": {"ref": base, "sha": base_sha},
            "head": {"ref": branch, "sha": head},
            "labels": [{"name": label} for label in labels],
            "created_at": at,
        }
        self.files[str(number)] = [{"filename": path, "status": "modified"} for path in paths]
        self.permissions.setdefault(author, "write")
        self.push(number, head, author=author, pusher=pusher or author)
        return self.pulls[str(number)]

    def push(self, number: int, head: str, *, author: str, pusher: str | None = None) -> None:
        pull = self.pulls[str(number)]
        pull["head"]["sha"] = head
        self.commits[head] = {"author": user(author), "committer": user(author), "pulls": [number]}
        self.activity.insert(
            0,
            {
                "ref": f"refs/heads/{pull['head']['ref']}",
                "after": head,
                "actor": user(pusher or author),
                "activity_type": "push",
            },
        )

    def merge(self, number: int, commit: str, *, at: str = "2026-01-05T12:00:00Z") -> None:
        self.pulls[str(number)] |= {"state": "closed", "merged_at": at, "merge_commit_sha": commit}
        self.commits[commit] = {"author": None, "committer": user("web-flow"), "pulls": [number]}

    def review(
        self, number: int, reviewer: str, state: str = "APPROVED", *, at: str, commit: str | None = None
    ) -> None:
        self.permissions.setdefault(reviewer, "write")
        self.reviews.setdefault(str(number), []).append(
            {
                "id": self.new_id(),
                "user": user(reviewer),
                "state": state,
                "commit_id": commit or self.pulls[str(number)]["head"]["sha"],
                "submitted_at": at,
            }
        )

    def ran(self, number: int, workflow: str, event: str, commit: str, *, passed: bool = True) -> None:
        """Let a workflow run have ended; the same number again is another attempt."""
        self.runs = [run for run in self.runs if run["id"] != number]
        self.runs.append(
            {
                "id": number,
                "path": f".github/workflows/{workflow}",
                "event": event,
                "head_sha": commit,
                "conclusion": "success" if passed else "failure",
            }
        )

    def start(
        self,
        number: int,
        workflow: str,
        commit: str,
        *,
        by: str,
        branch: str = "main",
        event: str = "workflow_dispatch",
    ) -> Facts:
        """Let a person start a run, which goes on."""
        self.permissions.setdefault(by, "write")
        made = {
            "id": number,
            "path": f".github/workflows/{workflow}",
            "event": event,
            "head_branch": branch,
            "head_sha": commit,
            "run_attempt": 1,
            "status": "in_progress",
            "conclusion": None,
            "actor": user(by),
            "triggering_actor": user(by),
        }
        self.runs.append(made)
        return made

    def decide(self, number: int, environment: str, reviewer: str, state: str = "approved") -> Facts:
        """Let a reviewer decide about the job of a run that waits for an environment."""
        assert state in {"approved", "rejected", "pending"}, state
        assert any(run["id"] == number for run in self.runs), number
        self.permissions.setdefault(reviewer, "write")
        page = f"https://api.github.com/repos/{self.repository}/environments/{environment}"
        made = {
            "state": state,
            "comment": "",
            "user": user(reviewer),
            "environments": [
                {
                    "id": self.new_id(),
                    "name": environment,
                    "url": page,
                    "created_at": START,
                    "updated_at": START,
                }
            ],
        }
        self.approvals.setdefault(str(number), []).append(made)
        return made

    def dismiss(self, number: int, reviewer: str) -> None:
        for review in self.reviews[str(number)]:
            if review["user"]["login"] == reviewer:
                review["state"] = "DISMISSED"

    def comment(self, number: int, author: str, body: str, *, at: str | None = None) -> Facts:
        made = self.new_id()
        when = at or now()
        self.comments[str(made)] = {
            "id": made,
            "number": number,
            "user": user(author),
            "body": body,
            "created_at": when,
            "updated_at": when,
        }
        return self.comments[str(made)]

    def issue(self, title: str, author: str, body: str, labels: list[str]) -> Facts:
        number = next(n for n in itertools.count(1) if str(n) not in self.issues and str(n) not in self.pulls)
        self.issues[str(number)] = {
            "id": self.new_id(),
            "number": number,
            "title": title,
            "user": user(author),
            "state": "open",
            "state_reason": None,
            "body": body,
            "labels": [{"name": label} for label in labels],
            "created_at": now(),
        }
        return self.issues[str(number)]

    def fail(self, path: str, status: int, *, times: int = 1, **answer: Any) -> None:
        """Let the next calls of paths that contain a text fail."""
        self.faults.append({"path": path, "status": status, "times": times, **answer})

    def fault(self, path: str) -> Facts | None:
        matching: Callable[[Facts], bool] = lambda fault: fault["path"] in path and fault["times"] > 0  # noqa: E731
        found = next(filter(matching, self.faults), None)
        if found:
            found["times"] -= 1
        return found
