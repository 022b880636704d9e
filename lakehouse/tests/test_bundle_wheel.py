"""The wheel of a release: the same from any copy, with all that it needs and nothing else."""

import configparser
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from bundle_support import BUNDLE, bundle_file, loaded
from packaging.specifiers import SpecifierSet

from anthill_lakehouse.datasets import DATASETS

ROOT = BUNDLE.parent
LEFT_OUT = shutil.ignore_patterns("__pycache__", "dist", ".databricks", "*.pyc")


def uv() -> str:
    """Return uv: of the project, else the first on PATH."""
    own = ROOT / ".anthill" / "uv" / "bin" / "uv"
    found = os.environ.get("UV") or (str(own) if own.is_file() else shutil.which("uv"))
    assert found, "uv builds the wheel: run `make setup`"
    return found


def built(folder: Path, written: int) -> Path:
    """Build the wheel as databricks.yml says, in a copy of what it is made of whose files have another age."""
    for name in ("lakehouse", "contracts"):
        shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
    for file in folder.rglob("*"):
        os.utime(file, (written, written))
    program, *arguments = bundle_file().artifacts["lakehouse"].build.split()
    assert program == "uv"
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    # Build isolation fetches hatchling from the package index, or takes it from uv's cache.
    subprocess.run(
        [uv(), *arguments, "--python", sys.executable, "--quiet"],
        cwd=folder / "lakehouse",
        env=environment,
        check=True,
    )
    (wheel,) = (folder / "lakehouse" / "dist").glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("one"), 1_700_000_000)


def test_it_is_the_same_from_another_copy(wheel: Path, tmp_path: Path) -> None:
    other = built(tmp_path, 1_750_000_000)
    assert wheel.name == other.name
    assert hashlib.sha256(wheel.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest()


def test_it_has_what_runs_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"contracts/datasets/{each.name}.json" for each in DATASETS} <= names
    assert {
        "anthill_lakehouse/pipelines/market_data.py",
        "anthill_lakehouse/release.json",
        "anthill_lakehouse/py.typed",
    } <= names
    version = tomllib.loads((BUNDLE / "pyproject.toml").read_text())["project"]["version"]
    own = {"anthill_lakehouse", "contracts", f"anthill_lakehouse-{version}.dist-info"}
    assert {Path(name).parts[0] for name in names} == own
    assert not [name for name in names if "test" in name or name.endswith(".pyc")]


def test_tasks_name_entry_points_of_the_wheel_and_give_what_they_take(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    points = configparser.ConfigParser()
    (listed,) = installed.glob("*.dist-info/entry_points.txt")
    points.read(listed)
    resources, _ = loaded("test")
    tasks = [task["python_wheel_task"] for job in resources["jobs"].values() for task in job["tasks"]
             if "python_wheel_task" in task]  # fmt: skip
    assert {task["entry_point"] for task in tasks} == set(points["packages"])
    for name, place in points["packages"].items():
        module, _, function = place.partition(":")
        # From the wheel alone, as in a workspace.
        said = subprocess.run(
            [sys.executable, "-c", f"from {module} import {function}; {function}(['--help'])"],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(installed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        options = {
            word for word in re.findall(r"--[a-z-]+", said.partition("options:")[2]) if word != "--help"
        }
        for task in tasks:
            if task["entry_point"] == name:
                assert wheel.name.startswith(f"{task['package_name'].replace('-', '_')}-")
                assert {word for word in task["parameters"] if word.startswith("--")} == options, name


def test_the_release_works_with_this_checkouts_infrastructure() -> None:
    needed = json.loads((BUNDLE / "anthill_lakehouse" / "release.json").read_text())
    infrastructure = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert SpecifierSet(needed["requires-infrastructure"]).contains(infrastructure)
