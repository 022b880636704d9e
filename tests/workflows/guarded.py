"""A small repository that the jobs of security.yml can scan in seconds: one stack, one package of each kind."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sarif_kit.validate import validation_errors

from tests.support.fake_github import FakeGitHub
from tests.support.fake_osv import FakeOsv
from tests.workflows.runner import ROOT, SETUP, Ran, Repository

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
PROJECT = """[project]
name = "small"
version = "0"
requires-python = ">=3.11"
dependencies = ["idna==3.10"]
"""
UV_LOCK = """version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "idna"
version = "3.10"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.pythonhosted.org/idna-3.10.tar.gz", hash = "sha256:00", size = 1 }

[[package]]
name = "small"
version = "0"
source = { virtual = "." }
dependencies = [{ name = "idna" }]

[package.metadata]
requires-dist = [{ name = "idna", specifier = "==3.10" }]
"""
PACKAGE: dict[str, Any] = {"name": "small", "version": "0.0.0", "dependencies": {"slug": "1.2.3"}}
NODE_LOCK: dict[str, Any] = PACKAGE | {
    "lockfileVersion": 3,
    "packages": {"": PACKAGE, "node_modules/slug": {"version": "1.2.3"}},
}
COPIED = ("scripts/lint-workflows", "scripts/bill-of-materials", ".ci/run", ".yamllint.yml")
UV = 'mkdir -p .anthill/uv/bin\nln -sfn "$STUB_UV" .anthill/uv/bin/uv\n'
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
def guarded(folder: Path) -> Iterator[Guarded]:
    uv = shutil.which("uv") or str(ROOT / ".anthill/uv/bin/uv")
    with FakeGitHub.running() as github, FakeOsv.running() as osv:
        environment = {"ANTHILL_OSV_URL": osv.url, "STUB_UV": uv, "ANTHILL_HOME": str(home())}
        made = Guarded(Repository.create(folder, github, environment), osv)
        repository = made.repository
        for name in COPIED:
            repository.write(name, (ROOT / name).read_text())
            shutil.copymode(ROOT / name, repository.folder / name)
        repository.write("scripts/setup", SETUP + UV)
        repository.write(".gitignore", "cdktf.out\n.venv\n.anthill\n__pycache__\n")
        repository.write("lakehouse/empty.yml", "---\n{}\n")
        repository.write("pyproject.toml", PROJECT)
        repository.write("uv.lock", UV_LOCK)
        repository.write("package.json", json.dumps(PACKAGE))
        repository.write("package-lock.json", json.dumps(NODE_LOCK, indent=2))
        made.topic(encrypted=True)
        repository.commit("something to guard")
        yield made


def home() -> Path:
    """Where this checkout keeps its tools, so that none is fetched again."""
    return Path(os.environ.get("ANTHILL_HOME", ROOT / ".anthill")).resolve()
