"""A copy of what people edit of the project, in which commands that write it are typed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ANTHILL = str(Path(sys.executable).with_name("anthill"))
COPIED = (
    "cdktf.json",
    "configuration",
    "contracts",
    "environments",
    "lakehouse/databricks.yml",
    "pyproject.toml",
    "samples",
)


class ConfiguredProject:
    """The configuration in a folder; all other code is that of the repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(ROOT / name, target)
        self.before = self.texts()

    def texts(self) -> dict[str, str]:
        """The text of each file by name."""
        return {
            file.relative_to(self.folder).as_posix(): file.read_text()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file() and "__pycache__" not in file.parts
        }

    def changed(self) -> set[str]:
        """The names of the files that are new or have another text."""
        now = self.texts()
        return {name for name in now.keys() | self.before.keys() if now.get(name) != self.before.get(name)}

    def run(
        self, *command: str, stdin: int = subprocess.DEVNULL, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command that finds this configuration before the repository's; `stdin` is a file descriptor."""
        environment = (
            os.environ | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"} | variables
        )
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            stdin=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    def anthill(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Type a command of anthill."""
        return self.run(ANTHILL, *arguments)
