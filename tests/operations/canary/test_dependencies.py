"""The canary's environment has every package that the configuration and the stacks import, also those loaded late."""

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SYNTHESISED = (
    "configuration",
    "constructs_lib",
    "contracts",
    "environments",
    "guards",
    "provider_facts",
    "stacks",
)

COME_ALONG = {"jsii", "pydantic-core"}
"""What others of its dependencies bring."""
ELSEWHERE = {"pyarrow"}
"""`contracts/replicated.py` writes files for the embedded AWS; no synthesis loads it."""


def imported(package: str) -> set[str]:
    """The distributions that a package of the project imports, as the canary calls them."""
    found: set[str] = set()
    for file in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    own = {path.name.removesuffix(".py") for path in ROOT.iterdir()}
    return {
        name.replace("cdktf_cdktf_provider_", "cdktn-provider-").replace("cdktf", "cdktn").replace("_", "-")
        for name in found - own - sys.stdlib_module_names
    }


def test_the_environment_of_the_canary_has_what_is_imported() -> None:
    document = tomllib.loads((ROOT / "canary/pyproject.toml").read_text(encoding="utf-8"))
    named = {re.split(r"[=<>]", each)[0] for each in document["project"]["dependencies"]}
    lacks = {
        package: sorted(lacking)
        for package in SYNTHESISED
        if (lacking := imported(package) - named - COME_ALONG - ELSEWHERE)
    }
    assert lacks == {}
