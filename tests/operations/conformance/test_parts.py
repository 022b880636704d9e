"""What is compared with the synthesised stacks is named if it is missing from a checkout."""

import shutil
from pathlib import Path

import pytest

from operations.common.errors import OperationError
from operations.conformance.pipelines import read_material

ROOT = Path(__file__).parents[3]
PARTS = ("docs/ci.md", "scripts/setup", "uv.lock", "package-lock.json")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    for part in (*PARTS, "package.json", "pyproject.toml", "lakehouse/databricks.yml", "conformance/uv.lock"):
        (tmp_path / part).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / part, tmp_path / part)
    return tmp_path


def test_a_whole_checkout_is_read(checkout: Path) -> None:
    assert read_material(checkout, checkout / "cdktf.out").tools


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_is_named(checkout: Path, part: str) -> None:
    (checkout / part).unlink()
    with pytest.raises(OperationError, match=rf"{part}.*take it back from Git|{part}.*not"):
        read_material(checkout, checkout / "cdktf.out")


def test_a_script_of_another_form_is_named(checkout: Path) -> None:
    (checkout / "scripts/setup").write_text("#!/bin/sh\n")
    with pytest.raises(OperationError, match=r"scripts/setup has no line like .*UV_VERSION"):
        read_material(checkout, checkout / "cdktf.out")
