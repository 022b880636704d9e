"""A copy of everything that git tracks, in which a page of docs/how-to is followed by hand and by command."""

import os
import re
import shutil
import subprocess
import textwrap
from pathlib import Path

from tests.workflows.parts import ROOT, tracked


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

    def with_own_home(self) -> "Project":
        """Let commands write into a folder of the copy's own, with nothing in it but the tools."""
        own = self.folder / ".anthill"
        own.unlink()
        own.mkdir()
        (own / "uv").symlink_to(ROOT / ".anthill/uv")
        return self

    def run(self, *command: str) -> str:
        # The installed commands find this copy's code, not the repository's.
        environment = os.environ | {
            "PATH": f"{self.folder / '.venv/bin'}:{self.folder / '.anthill/uv/bin'}:{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join((str(self.folder), str(self.folder / "lakehouse"))),
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
        text = (self.folder / path).read_text()
        assert old in text, f"{path} has no {old}"
        (self.folder / path).write_text(text.replace(old, new))


def blocks(text: str, language: str) -> list[str]:
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for block in found]
