"""What a repository for workflows is made of: its files, and the stand-ins for GitHub's actions."""

import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
STUBS = ROOT / "tests/workflows/actions"
SETUP = """#!/usr/bin/env bash
set -euo pipefail
ln -sfn "$STUB_TOOLS" .venv
mkdir -p .anthill
ln -sfn "$STUB_TOOLS/../.anthill/uv" .anthill/uv
"""
MAIN = """import fast_bindings

fast_bindings.install()
from tests.workflows import small_application


def main() -> int:
    return small_application.main()


if __name__ == "__main__":
    raise SystemExit(main())
"""
IGNORED = "cdktf.out\n.venv\n.anthill\ndist\n__pycache__\n"
UNKNOWN_TO_ACT = {"queue: max", "deployment: false"}
"""Settings of how GitHub queues and shows runs, which act 0.2.89 refuses."""


def tracked(folder: str) -> list[str]:
    """Every text file of this repository below a folder, by its path from the root."""
    done = subprocess.run(
        ["git", "ls-files", "-z", folder], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [path for path in done.stdout.split("\0") if path]


def stubbed() -> list[str]:
    """Every action of GitHub's that workflows use and that has a stand-in here, by its pin."""
    found: set[str] = set()
    for file in (ROOT / ".github/workflows").glob("*.yml"):
        for job in yaml.safe_load(file.read_text())["jobs"].values():
            for step in job.get("steps", ()):
                action, _, pin = step.get("uses", "").partition("@")
                if action.startswith(".") or "/" not in action:
                    continue
                # An action may lie in a folder of its repository.
                owner, name = action.split("/")[:2]
                if (STUBS / name).is_dir():
                    found.add(f"{owner}/{name}@{pin}={STUBS / name}")
    return sorted(found)
