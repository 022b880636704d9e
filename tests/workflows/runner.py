"""Runs this repository's workflows with act on a small repository, against a fake GitHub and the embedded AWS."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from configuration.emulator import ACCOUNT
from environments.shared import DATABRICKS_ACCOUNT_ID, GITHUB
from operations.review.verdict import LABELS
from tests.support.fake_github import FakeGitHub
from tests.workflows.parts import IGNORED, MAIN, ROOT, SETUP, STUBS, TOOLS, UNKNOWN_TO_ACT, stubbed, tracked
from tests.workflows.real_actions import misused
from tests.workflows.set_on_github import ROLES, VARIABLES

ENOUGH_SECONDS = 600


@dataclass(frozen=True)
class Ran:
    """What a run of a workflow came to."""

    passed: bool
    log: str


@dataclass
class Repository:
    """A repository with this one's workflows, people who change it, and runs of its workflows."""

    folder: Path
    stubs: Path
    github: FakeGitHub
    environment: dict[str, str]
    variables: dict[str, str] = field(default_factory=dict[str, str])
    runs: int = 100
    pulls: int = 0

    @classmethod
    def create(cls, folder: Path, github: FakeGitHub, environment: dict[str, str]) -> "Repository":
        made = cls(folder / "repository", folder / "stubs", github, environment)
        made.stubs.mkdir(parents=True)
        made.folder.mkdir()
        shutil.copytree(ROOT / ".github", made.folder / ".github")
        for file in (made.folder / ".github/workflows").iterdir():
            lines = file.read_text().splitlines(keepends=True)
            file.write_text("".join(line for line in lines if line.strip() not in UNKNOWN_TO_ACT))
        made.write("cdktf.json", "{}\n")
        made.write(".gitignore", IGNORED)
        made.write("scripts/setup", SETUP)
        (made.folder / "scripts/setup").chmod(0o755)
        made.write("main.py", MAIN)
        for part in ("lakehouse", "contracts"):
            for path in tracked(part):
                made.write(path, (ROOT / path).read_text())
        made.values(value="none", bucket=True, healthy=True)
        made.git("init", "--quiet", "--initial-branch=main")
        made.git("remote", "add", "origin", f"https://github.com/{github.state.repository}")
        github.state.labels = sorted(LABELS)
        made.commit("start")
        return made

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    @property
    def assumed(self) -> list[str]:
        """Which roles were assumed, each after the number of the run."""
        file = self.stubs / "assumed"
        return file.read_text().splitlines() if file.exists() else []

    def git(self, *arguments: str) -> str:
        who = {
            f"GIT_{role}_{what}": "ann@example.com"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | who,
        )
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def values(self, **values: Any) -> None:
        self.write("values.json", json.dumps(values))

    def commit(self, message: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.head

    def propose(self, *, author: str = "ann", labels: tuple[str, ...] = ()) -> tuple[int, Ran]:
        """Open a pull request with what is in the folder, and let it be planned."""
        self.pulls += 1
        number, base = 10 + self.pulls, self.head
        self.git("switch", "--quiet", "--create", f"change-{number}")
        head = self.commit(f"change {number}")
        paths = tuple(self.git("diff", "--name-only", f"{base}...{head}").splitlines())
        self.github.state.open_pull(
            number, author=author, head=head, base_sha=base, paths=paths, labels=labels
        )
        self.github.state.contents[f"{base}:.github/CODEOWNERS"] = "* @olga\n"
        for pointer in (self.folder / "deployments").glob("*.json"):
            path = pointer.relative_to(self.folder).as_posix()
            self.github.state.contents[f"{head}:{path}"] = pointer.read_text()
        return number, self.plan(number)

    def promote(self, environment: str, run: int) -> tuple[int, Ran]:
        """Open a pull request that promotes the release of a run, and let it be planned."""
        release = self.stubs / f"artifacts/{run}/release"
        words = [environment, "--release", str(release), "--run", str(run)]
        self.run("anthill", "pipeline", "promote", *words)
        return self.propose()

    def run(self, command: str, *arguments: str) -> str:
        """Run a command of the project in the repository; return what it printed."""
        done = subprocess.run(
            [str(TOOLS / command), *arguments],
            cwd=self.folder,
            check=False,
            capture_output=True,
            text=True,
            env=os.environ | self.environment,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def plan(self, number: int) -> Ran:
        pull = self.github.state.pulls[str(number)]
        repository = {"full_name": self.github.state.repository}
        event = {
            "number": number,
            "pull_request": pull | {"head": pull["head"] | {"repo": repository}},
            "repository": repository,
        }
        ran = self.act("pull_request", "plan.yml", event)
        self.github.state.ran(self.runs, "plan.yml", "pull_request", pull["head"]["sha"], passed=ran.passed)
        return ran

    def approve(self, number: int, reviewer: str = "olga", *, minutes: int = 1) -> None:
        at = datetime.now(UTC) + timedelta(minutes=minutes)
        self.github.state.review(number, reviewer, at=at.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def merge(self, number: int) -> Ran:
        """Merge a pull request and let it be deployed."""
        before = self.git("rev-parse", "main")
        self.git("switch", "--quiet", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", f"merge {number}", f"change-{number}")
        self.github.state.merge(number, self.head)
        return self.deploy(before)

    def deploy(self, before: str) -> Ran:
        event = {"before": before, "after": self.head, "ref": "refs/heads/main"}
        ran = self.act("push", "deploy.yml", event)
        self.github.state.ran(self.runs, "deploy.yml", "push", self.head, passed=ran.passed)
        return ran

    def register(self, environment: str, *, by: str = "ann", approved_by: tuple[str, ...] = ()) -> Ran:
        """Let a person start a registration from what is checked out; act waits for nobody, so approvals come first."""
        number = self.runs + 1
        branch = self.git("branch", "--show-current")
        self.github.state.start(number, "registration.yml", self.head, by=by, branch=branch)
        for reviewer in approved_by:
            self.github.state.decide(number, "registration", reviewer)
        event = {"inputs": {"environment": environment}, "ref": f"refs/heads/{branch}"}
        return self.act("workflow_dispatch", "registration.yml", event)

    def act(self, event: str, workflow: str, payload: dict[str, Any], *more: str) -> Ran:
        """Run a workflow, as a run of its own number.

        GitHub would only warn of an input that an action does not have, and act says nothing.
        """
        refused = misused((self.folder / ".github").rglob("*.yml"))
        assert not refused, refused
        self.runs += 1
        file = self.stubs / "event.json"
        file.write_text(json.dumps(payload))
        # act 0.2.89 reads a step through a terminal and now and then loses what is said in its last moment.
        last_moment = self.stubs / "last-moment"
        last_moment.write_text("trap 'sleep 0.05' EXIT\n")
        environment = {
            "BASH_ENV": str(last_moment),
            "GITHUB_API_URL": self.github.url,
            "GITHUB_RUN_ID": str(self.runs),
            "STUB_ACCOUNT": ACCOUNT,
            "STUB_ACTIONS": str(STUBS),
            "STUB_DATABRICKS_ACCOUNT": str(DATABRICKS_ACCOUNT_ID),
            "STUB_FOLDER": str(self.stubs),
            "STUB_ORIGIN": f"https://github.com/{self.github.state.repository}",
            "STUB_REPOSITORY": str(self.folder),
            "STUB_RUN": str(self.runs),
            "STUB_SESSIONS": " ".join(f"{role}={seconds}" for role, seconds in ROLES.items()),
            "STUB_TOOLS": str(TOOLS.parent),
            **self.environment,
        }
        command = [
            str(TOOLS / "act"),
            event,
            "--workflows",
            f".github/workflows/{workflow}",
            "--eventpath",
            str(file),
        ]
        for label in ("ubuntu-24.04", GITHUB.runner):
            command += ["--platform", f"{label}=-self-hosted"]
        command += ["--action-offline-mode", "--no-cache-server"]
        command += ["--secret", "GITHUB_TOKEN=fake"]
        for name, value in (VARIABLES | self.variables).items():
            command += ["--var", f"{name}={value}"]
        command += [part for name, value in environment.items() for part in ("--env", f"{name}={value}")]
        command += [part for stub in stubbed() for part in ("--local-repository", stub)]
        done = subprocess.run(
            [*command, *more],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=ENOUGH_SECONDS,
            env=os.environ | {"XDG_CACHE_HOME": str(self.stubs / "cache"), "NO_COLOR": "1"},
        )
        # Pytest shows it with a test that fails.
        print(done.stdout, done.stderr)
        return Ran(done.returncode == 0, done.stdout + done.stderr)
