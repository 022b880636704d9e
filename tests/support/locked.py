"""A project with one locked package of each kind, which nothing has to be fetched for."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
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
sdist = { url = "https://files.pythonhosted.org/idna-3.10.tar.gz", hash = "sha256:{hash}", size = 1 }

[[package]]
name = "small"
version = "0"
source = { virtual = "." }
dependencies = [{ name = "idna" }]

[package.metadata]
requires-dist = [{ name = "idna", specifier = "==3.10" }]
""".replace("{hash}", "0" * 64)
PACKAGE: dict[str, Any] = {"name": "small", "version": "0.0.0", "dependencies": {"slug": "1.2.3"}}
NODE_LOCK: dict[str, Any] = PACKAGE | {
    "lockfileVersion": 3,
    "packages": {"": PACKAGE, "node_modules/slug": {"version": "1.2.3"}},
}


def write_python_lock(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "uv.lock").write_text(UV_LOCK)


def write_locked(folder: Path) -> None:
    (folder / "cdktf.json").write_text("{}\n")
    write_python_lock(folder)
    (folder / "package.json").write_text(json.dumps(PACKAGE))
    (folder / "package-lock.json").write_text(json.dumps(NODE_LOCK, indent=2))
