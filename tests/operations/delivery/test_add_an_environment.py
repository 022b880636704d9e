"""docs/how-to/add-an-environment.md, done as it is written: its edits, then its commands, in a copy of everything."""

import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.fourth_environment import needs_the_shipped_ones
from tests.workflows.parts import ROOT, tracked

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900), needs_the_shipped_ones]

PAGE = ROOT / "docs/how-to/add-an-environment.md"
BY_HAND = 5
"""The last step that takes no account."""
WRITTEN = (
    ".github/workflows/rollback.yml",
    ".github/workflows/registration.yml",
    "docs/reference/",
    "tests/inventory/",
)
"""What the commands of the page write."""


class Project:
    """A copy of this repository in which the page is followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: dict[str, str] = {}
        for path in tracked("."):
            if (ROOT / path).is_file():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, folder / path)
        for installed in (".anthill", ".venv", "node_modules"):
            (folder / installed).symlink_to(ROOT / installed)
        self.run("git", "init", "--quiet")
        (folder / ".git/info/exclude").write_text(".anthill\n.venv\nnode_modules\n")
        self.run("git", "add", "--all")
        self.run("git", "-c", "user.name=ann", "-c", "user.email=ann@example.com", "commit", "-qm", "a copy")

    def run(self, *command: str) -> str:
        # The installed commands find this copy's code, not the repository's.
        environment = os.environ | {
            "PATH": f"{self.folder / '.venv/bin'}:{self.folder / '.anthill/uv/bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def typed(self, line: str) -> None:
        """Run a line of the page with what is installed: the set-up itself is tried elsewhere."""
        words = line.removeprefix("uv run ").split()
        self.said[line] = self.run(*(["make", "-o", "setup", *words[1:]] if words[0] == "make" else words))

    def changed(self) -> set[str]:
        status = self.run("git", "status", "--porcelain", "--untracked-files=all")
        return {line[3:] for line in status.splitlines()}

    def replace(self, path: str, old: str, new: str) -> None:
        """Put a text in place of another; three dots stand for all lines up to the end of the brackets."""
        pattern = re.escape(old).replace(r"\.\.\.", r"\n.*?\n {8}")
        text, found = re.subn(pattern, new, (self.folder / path).read_text(), flags=re.DOTALL)
        assert found, f"{path} has no {old}"
        (self.folder / path).write_text(text)

    def insert(self, path: str, block: str, where: str, line: str) -> None:
        lines = (self.folder / path).read_text().splitlines()
        (at,) = [number for number, each in enumerate(lines) if each.strip() == line]
        indent = lines[at][: len(lines[at]) - len(line)]
        at += where == "below"
        lines[at:at] = textwrap.indent(block, indent).splitlines()
        (self.folder / path).write_text("\n".join(lines) + "\n")


def steps() -> Iterator[str]:
    """The steps of the page up to the last that takes no account, each as one text."""
    (section,) = re.findall(r"^## Steps\n(.*?)^## ", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    for number, text in re.findall(r"^(\d)\. (.*?)(?=^\d\. |\Z)", section, re.MULTILINE | re.DOTALL):
        if int(number) <= BY_HAND:
            yield text


def blocks(text: str, language: str) -> list[str]:
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for block in found]


def edit(project: Project, text: str) -> None:
    """Do what a step says of a file."""
    for block in blocks(text, "console"):
        for line in block.splitlines():
            project.typed(line)
    path = re.findall(r"`((?:configuration|environments|lakehouse)/\w+\.\w+)`", text)[0]
    for old, new in re.findall(r"^ *\| `([^`]+)` \| `([^`]+)` \|", text, re.MULTILINE):
        project.replace(path, old, new)
    for block in [*blocks(text, "python"), *blocks(text, "yaml")]:
        (where, line), *_ = re.findall(r", (below|above) `([^`]+)`:$", text, re.MULTILINE)
        project.insert(path, block, where, line)


def test_the_page_is_done_as_it_is_written(tmp_path: Path) -> None:
    project = Project(tmp_path)
    *edits, check = steps()
    for text in edits:
        edit(project, text)
    by_hand = {
        "configuration/account.py",
        "environments/prod.py",
        "environments/stage.py",
        "lakehouse/databricks.yml",
    }
    assert project.changed() == by_hand
    (commands,) = blocks(check, "console")
    for line in commands.splitlines():
        project.typed(line)
    assert {path for path in project.changed() if not path.startswith(WRITTEN)} == by_hand

    promised = re.findall(r"^\d environments are valid.*$", PAGE.read_text(), re.MULTILINE)
    assert [project.said["uv run anthill config check"].strip()] == promised
    assert re.search(
        r"^anthill-stage: \d+ resources", project.said["uv run anthill plan stage"], re.MULTILINE
    )
    added = dict(
        re.findall(r"^(\S+): (\d+ addresses, \d+ added)$", project.said["make inventory"], re.MULTILINE)
    )
    assert re.fullmatch(r"(\d\d+) addresses, \1 added", added["anthill-stage"])
    rollback = yaml.safe_load((tmp_path / WRITTEN[0]).read_text())[True]["workflow_dispatch"]["inputs"]
    assert rollback["environment"]["options"] == ["dev", "test", "stage", "prod"]
