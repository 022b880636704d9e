"""A copy of what is committed, with an environment of its own, in which versions can be changed."""

import os
import re
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
HOUR: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy of the committed files, with an environment of its own."""

    folder: Path
    uv: str

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the copy and its environment."""
        inherited = {
            name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}
        }
        path = os.pathsep.join([str(self.folder / ".venv/bin"), os.environ.get("PATH", "")])
        return subprocess.run(
            command,
            cwd=self.folder,
            env=inherited | {"PATH": path, "UV_PROJECT_ENVIRONMENT": str(self.folder / ".venv")} | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=HOUR,
        )

    def version(self, package: str) -> str:
        """Return the version of a package in the lock of the copy, "-" if it is not in it."""
        lock = (self.folder / "uv.lock").read_text(encoding="utf-8")
        found = re.search(rf'name = "{re.escape(package)}"\nversion = "([^"]+)"', lock)
        return found[1] if found else "-"


@contextmanager
def fresh_copy(uv: str) -> Generator[Copy]:
    """Yield a copy of what is committed, and remove it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "copy"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder)], check=True)
        yield Copy(folder=folder, uv=uv)
