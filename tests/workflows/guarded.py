"""A small repository that the jobs of security.yml can scan in seconds: one stack, one package of each kind."""

import json
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sarif_kit.validate import validation_errors

from tests.support.fake_github import FakeGitHub
from tests.support.fake_osv import FakeOsv
from tests.support.locked import write_locked
from tests.workflows.parts import ROOT
from tests.workflows.runner import Ran, Repository

MAIN = """import fast_bindings

fast_bindings.install()

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic

from environments.configured import configured
from stacks.foundation import aws_provider


def main() -> int:
    app = App()
    stack = TerraformStack(app, "anthill-dev")
    aws_provider(stack, config=next(each for each in configured() if each.name.value == "dev"))
    SnsTopic(stack, "told", name="told"{encrypted})
    app.synth()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
"""
COPIED = ("scripts/lint-workflows", "scripts/bill-of-materials", ".ci/run", ".yamllint.yml")
UNPINNED = """name: extra
on: push
permissions: {}
jobs:
  extra:
    name: extra
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - uses: actions/setup-node@v7
"""


@dataclass(frozen=True)
class Guarded:
    """The repository, and what is known about its packages."""

    repository: Repository
    osv: FakeOsv

    def topic(self, *, encrypted: bool) -> None:
        text = MAIN.replace("{encrypted}", ', kms_master_key_id="alias/aws/sns"' if encrypted else "")
        self.repository.write("main.py", text)

    def run(self, *, pull_request: bool = False) -> Ran:
        full_name = {"full_name": self.repository.github.state.repository}
        event: dict[str, Any] = {"repository": full_name, "ref": "refs/heads/main"}
        if pull_request:
            event["pull_request"] = {"head": {"sha": self.repository.head, "repo": full_name}}
        return self.repository.act("pull_request" if pull_request else "push", "security.yml", event)

    def alerts(self, job: str) -> list[dict[str, Any]]:
        """What code scanning got of a job in the last run."""
        file = self.repository.stubs / f"alerts/{self.repository.runs}/{job}.sarif"
        document = json.loads(file.read_text())
        assert validation_errors(document) == []
        return [result for run in document["runs"] for result in run["results"]]


@contextmanager
def guarded(folder: Path) -> Generator[Guarded]:
    with FakeGitHub.running() as github, FakeOsv.running() as osv:
        environment = {"ANTHILL_OSV_URL": osv.url, "ANTHILL_HOME": str(home())}
        made = Guarded(Repository.create(folder, github, environment), osv)
        repository = made.repository
        for name in COPIED:
            repository.write(name, (ROOT / name).read_text())
            shutil.copymode(ROOT / name, repository.folder / name)
        repository.write(".gitignore", "cdktf.out\n.venv\n.anthill\n__pycache__\n")
        repository.write("lakehouse/empty.yml", "---\n{}\n")
        write_locked(repository.folder)
        made.topic(encrypted=True)
        repository.commit("something to guard")
        yield made


def home() -> Path:
    """Where this checkout keeps its tools, so that none is fetched again."""
    return Path(os.environ.get("ANTHILL_HOME", ROOT / ".anthill")).resolve()
