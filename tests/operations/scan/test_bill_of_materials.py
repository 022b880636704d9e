"""The bills of material name what is locked, each with its version."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.support.locked import ROOT


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bills")
    path = f"{os.environ['PATH']}{os.pathsep}{ROOT / '.anthill/uv/bin'}"
    subprocess.run(
        ["scripts/bill-of-materials", folder], cwd=ROOT, env=os.environ | {"PATH": path}, check=True
    )
    return folder


@pytest.mark.parametrize(
    ("file", "package", "version"),
    [("python.cdx.json", "cdktf", "0.21.0"), ("node.cdx.json", "cdktf-cli", "0.21.0")],
)
def test_a_bill_names_the_locked_packages(bills: Path, file: str, package: str, version: str) -> None:
    bill = json.loads((bills / file).read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    named = {(each["name"], each["version"]) for each in bill["components"] if "version" in each}
    assert (package, version) in named
    assert len(named) > 100


@pytest.mark.parametrize("file", ["python.cdx.json", "node.cdx.json"])
def test_a_bill_names_each_thing_once_and_nothing_that_it_does_not_have(bills: Path, file: str) -> None:
    # The schema of CycloneDX asks for unique items; validators that check it refuse the whole bill.
    bill = json.loads((bills / file).read_text())
    references = [each["bom-ref"] for each in bill["components"]]
    assert len(set(references)) == len(references)
    dependants = [each["ref"] for each in bill["dependencies"]]
    assert len(set(dependants)) == len(dependants)
    named = {*references, bill["metadata"]["component"]["bom-ref"]}
    for each in bill["dependencies"]:
        needed = each.get("dependsOn", [])
        assert len(set(needed)) == len(needed)
        assert {each["ref"], *needed} <= named


def test_without_a_folder_it_says_how_to_call_it() -> None:
    done = subprocess.run([ROOT / "scripts/bill-of-materials"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "usage: scripts/bill-of-materials FOLDER" in done.stderr
