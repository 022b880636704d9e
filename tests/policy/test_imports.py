"""Imports run one way: nothing that main builds on imports main, and constructs take values, not environments."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def imported(folder: str) -> dict[str, set[str]]:
    """Return the modules that each file of a folder imports."""
    found: dict[str, set[str]] = {}
    for file in sorted((ROOT / folder).rglob("*.py")):
        names: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
        found[str(file.relative_to(ROOT))] = names
    return found


@pytest.mark.parametrize(
    "folder",
    ["configuration", "environments", "constructs_lib", "guards", "stacks", "fast_bindings", "policies"],
)
def test_nothing_below_main_imports_it(folder: str) -> None:
    assert {file for file, names in imported(folder).items() if "main" in names} == set()


def test_constructs_never_see_an_environment() -> None:
    assert {
        file
        for file, names in imported("constructs_lib").items()
        if any(name.split(".")[0] == "environments" for name in names)
    } == set()


@pytest.mark.parametrize("folder", ["constructs_lib"])
def test_constructs_read_no_environment_variables_and_define_no_provider(folder: str) -> None:
    providers = {f"cdktf_cdktf_provider_{name}.provider" for name in ("aws", "databricks")}
    banned = {"os", "boto3", "requests", "urllib.request", *providers}
    assert {file: names & banned for file, names in imported(folder).items() if names & banned} == {}


def test_each_binding_is_imported_from_its_own_module() -> None:
    for folder in ("constructs_lib", "stacks"):
        for file, names in imported(folder).items():
            assert names.isdisjoint({"cdktf_cdktf_provider_aws", "cdktf_cdktf_provider_databricks"}), file


TABLES = {"operations/smoke/aws_questions.py"}
"""Tables of facts among code."""


def test_files_are_small() -> None:
    """A long file holds several ideas; tests and tables of facts are long without that."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    long = {
        name: count
        for name in listed.stdout.split()
        if (ROOT / name).is_file()
        and (count := len((ROOT / name).read_text().splitlines()))
        > (400 if {"tests", "provider_facts"} & set(name.split("/")) or name in TABLES else 250)
    }
    assert long == {}
