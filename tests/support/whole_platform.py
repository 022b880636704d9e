"""The whole platform of an environment taken through the pipeline's commands, in an embedded AWS of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import boto3
from botocore.config import Config

from environments.catalogue import ENVIRONMENTS
from operations.common.commit import Commit
from operations.common.embedded_engine.client import REGION
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import require_running
from operations.delivery.pointer import Pointer, pointer_path
from operations.emulator.engine import running_engine
from operations.record.release import Release, build_release
from tests.support.fake_github import FakeGitHub

ROOT = Path(__file__).resolve().parents[2]
ANTHILL = str(Path(sys.executable).with_name("anthill"))
BASE, BUILT = "0" * 40, "a" * 40
ALARMS = "aws_cloudwatch_metric_alarm"

SOURCES = {
    "connections (files by SFTP)": 1,
    "marked records (files by S3)": 1,
    "marked records (streams)": 1,
}
"""What a smoke test asks of sources, of each kind how many, beside asking for resources by name."""
NOT_STARTED = 4
"""The sources that nobody has started: their secrets have no value yet."""


def release_of(synthesised: Path, folder: Path, commit: str = BUILT) -> Release:
    """Build the release of a synthesised output; `folder` is new."""
    made = Commit(id=commit, time="2026-01-05T08:00:00Z", dirty=False)
    return build_release(synthesised, folder, commit=made, tools={})


def with_silent_alarms(synthesised: Path, folder: Path) -> Path:
    """Copy a synthesised output and switch off what every alarm does: it applies, and does not work."""
    shutil.copytree(synthesised, folder)
    for file in folder.glob("stacks/*/cdk.tf.json"):
        stack = json.loads(file.read_text())
        for alarm in stack.get("resource", {}).get(ALARMS, {}).values():
            alarm["actions_enabled"] = False
        file.write_text(json.dumps(stack))
    return folder


@dataclass
class Platform:
    """An environment, the folder that holds its embedded AWS, and the GitHub that its plans are approved in.

    `pulls` counts pull requests, `seconds` what each step took.
    """

    environment: str
    folder: Path
    hub: FakeGitHub
    pulls: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def stack(self) -> str:
        return f"anthill-{self.environment}"

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Name what is done: whatever fails in the block says it, and the time is kept."""
        started = time.monotonic()
        try:
            yield
        except BaseException as error:
            error.add_note(f"the step that failed: {self.environment}, {name}")
            raise
        finally:
            self.seconds[name] = round(time.monotonic() - started, 1)

    def anthill(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command of the project and compare its exit code."""
        done = subprocess.run(
            [ANTHILL, *arguments],
            cwd=ROOT,
            env=os.environ | self.hub.environment | {"ANTHILL_HOME": str(self.folder / ".anthill")},
            capture_output=True,
            text=True,
            check=False,
        )
        said = f"{done.stdout[-3000:]}{done.stderr[-3000:]}"
        assert done.returncode == code, f"anthill {' '.join(arguments)} ended with {done.returncode}:\n{said}"
        return done

    def plan(self, release: Release, *, promotes: bool) -> tuple[Path, str]:
        """Plan a release for a pull request, and write the plan to it; return the plan and the request's head."""
        self.pulls += 1
        head = release.manifest.commit
        paths = ("stacks/environment_stack.py",)
        if promotes:
            pointer = pointer_path(self.environment)
            head, paths = f"{self.pulls:040x}", (pointer,)
            self.hub.state.contents[f"{head}:{pointer}"] = Pointer(
                release=release.digest, run=self.pulls
            ).model_dump_json()
        self.hub.state.contents[f"{BASE}:.github/CODEOWNERS"] = "* @grace\n"
        self.hub.state.open_pull(self.pulls, author="ada", head=head, base_sha=BASE, paths=paths)
        plan = self.folder / f"plan-{self.pulls}"
        where = ("--release", str(release.folder), "--output", str(plan), "--head", head)
        self.anthill("deploy", "plan", self.environment, "--emulated", *where)
        self.anthill("deploy", "comment", "--plan", str(plan), "--commit", head)
        return plan, head

    def refused(self, plan: Path, head: str) -> str:
        """Ask for an approval that is not there; return what is missing."""
        asked = ("--env", self.environment, "--plan", str(plan), "--commit", head)
        return self.anthill("deploy", "approval", *asked, code=1).stderr

    def approve(self, plan: Path) -> str:
        """Let a code owner approve the last pull request, and merge it; return the commit that may be deployed."""
        later = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.hub.state.review(self.pulls, "grace", at=later)
        merged = f"{0xB0 + self.pulls:040x}"
        self.hub.state.merge(self.pulls, merged)
        asked = ("--env", self.environment, "--plan", str(plan), "--commit", merged)
        assert "approved for" in self.anthill("deploy", "approval", *asked).stdout
        return merged

    def apply(self, release: Release, plan: Path, commit: str) -> dict[str, Any]:
        """Apply an approved plan; return what `--json` says."""
        what = ("--plan", str(plan), "--release", str(release.folder), "--commit", commit)
        return json.loads(self.anthill("deploy", "apply", *what, "--emulated", "--json").stdout)

    def deployed(self) -> int:
        """Return how many resources `status` says there are."""
        said = self.anthill("status", self.environment, "--emulated").stdout
        (count,) = re.findall(r", (\d+) resources$", said, re.MULTILINE)
        return int(count)

    def works(self) -> tuple[int, int]:
        """Run the smoke test, which passes; return how many work of how many that were asked for."""
        found = json.loads(self.anthill("pipeline", "smoke", self.environment, "--emulated", "--json").stdout)
        assert (found["failed"], found["not_asked"]) == ({}, [])
        assert {kind: count["asked"] for kind, count in found["kinds"].items() if "(" in kind} == SOURCES
        assert len(found["not_tried"]) == NOT_STARTED
        return found["there"], found["asked"]

    def broken(self) -> list[str]:
        """Run the smoke test, which fails; return the addresses that do not work."""
        said = self.anthill("pipeline", "smoke", self.environment, "--emulated", code=1).stderr
        return re.findall(r"^  (\S+): ", said, re.MULTILINE)

    def roll_back(self, note: str) -> str:
        """Mark what is deployed as unhealthy and go back, as the workflow does; return what was said."""
        self.anthill("deploy", "mark", self.environment, "--unhealthy", "--note", note, "--emulated")
        return self.anthill("rollback", self.environment, "--emulated").stdout

    def accounts(self) -> set[str]:
        """Return the accounts in the ARNs that the engine gives its roles, queues and functions."""
        engine = require_running(EngineHome.under(self.folder / ".anthill"))
        session = boto3.Session("test", "test", region_name=REGION)

        def client(service: str) -> Any:
            return cast("Any", session).client(
                service, endpoint_url=engine.endpoint, config=Config(ignore_configured_endpoint_urls=True)
            )

        roles = [each["Arn"] for each in client("iam").list_roles(MaxItems=1000)["Roles"]]
        functions = [each["FunctionArn"] for each in client("lambda").list_functions()["Functions"]]
        caller = [client("sts").get_caller_identity()["Arn"]]
        return {arn.split(":")[4] for arn in (*roles, *functions, *caller)}

    def history(self) -> list[str]:
        """Return the kinds of what the history lists, oldest first."""
        said = self.anthill("history", self.environment, "--emulated").stdout
        return re.findall(r"^\d{4}-\S+ \S+  (\w+) ", said, re.MULTILINE)


def declared(release: Release, stack: str) -> Counter[str]:
    """How many resources of each type a release declares in a stack."""
    document = json.loads((release.stack(stack) / "cdk.tf.json").read_text())
    return Counter({type_: len(named) for type_, named in document["resource"].items()})


@contextmanager
def running_platform(environment: str, folder: Path, hub: FakeGitHub) -> Generator[Platform]:
    """Run an embedded AWS with nothing in it and the id of the environment's own account."""
    (config,) = [each for each in ENVIRONMENTS if each.name.value == environment]
    with running_engine(EngineHome.under(folder / ".anthill"), account=config.account.id):
        yield Platform(environment, folder, hub)
