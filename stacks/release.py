"""The release of the platform that is synthesised."""

import tomllib
from pathlib import Path


def project_version() -> str:
    """Return the version in pyproject.toml: of these files, also where the project itself is not installed."""
    pyproject = Path(__file__).parents[1] / "pyproject.toml"
    return tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["version"]
