"""The provider that Terraform has compared with its lock is not read again, unless a file of it changed."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from operations.common.errors import OperationError
from operations.terraform import checked_provider
from operations.terraform.checked_provider import PROVIDERS, CheckedProvider
from operations.terraform.local_lock import AWS
from operations.terraform.mirrors import target_platform
from operations.terraform.narrow_provider import ATTACHED
from operations.terraform.provider_lock import LOCK_FILE, read_lock
from operations.terraform.run import TerraformRun

VERSION = "5.0.0"
PROGRAM = f"terraform-provider-aws_v{VERSION}"
COMPARED = "hashicorp/aws"
"""Terraform names whatever provider it installs."""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mirror's package of the AWS provider, long there: `init` never runs what is in it."""
    mirror = tmp_path / "mirror"
    package = mirror / AWS / VERSION / target_platform()
    package.mkdir(parents=True)
    (package / PROGRAM).write_text("one")
    monkeypatch.setenv("ANTHILL_PROVIDER_MIRROR", str(mirror))
    monkeypatch.setenv("ANTHILL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(checked_provider, "SETTLED", -(10**12))
    return package


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each call of Terraform said, in their order."""
    found: list[str] = []
    done = TerraformRun._done  # pyright: ignore[reportPrivateUsage]

    def heard(self: TerraformRun, line: Sequence[str], environment: Any) -> Any:
        ended = done(self, line, environment)
        found.append(ended.stdout + ended.stderr)
        return ended

    monkeypatch.setattr(TerraformRun, "_done", heard)
    return found


def stack(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name / "stacks/anthill-dev"
    folder.mkdir(parents=True)
    providers = {"aws": {"source": "hashicorp/aws", "version": f">= {VERSION}"}}
    (folder / "cdk.tf.json").write_text(json.dumps({"terraform": {"required_providers": providers}}))
    return folder


def installed(folder: Path) -> Path:
    return (folder / PROVIDERS / AWS / VERSION / target_platform()).resolve()


def test_a_second_folder_gets_the_package_and_the_lock_unread(
    package: Path, tmp_path: Path, said: list[str]
) -> None:
    one, two = stack(tmp_path, "one"), stack(tmp_path, "two")
    for folder in (one, two, two):
        TerraformRun(folder, None).init()
        assert installed(folder) == package
        assert read_lock((folder / LOCK_FILE).read_text())[AWS].version == VERSION
    assert [COMPARED in text for text in said] == [True, False, False]
    assert read_lock((one / LOCK_FILE).read_text()) == read_lock((two / LOCK_FILE).read_text())


def test_one_that_was_replaced_with_its_size_and_time_is_read_and_refused(
    package: Path, tmp_path: Path, said: list[str]
) -> None:
    program = package / PROGRAM
    before = program.stat()
    TerraformRun(stack(tmp_path, "one"), None).init()
    program.write_text("two")
    os.utime(program, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (program.stat().st_size, program.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    for name in ("two", "three"):
        with pytest.raises(OperationError, match="checksums"):
            TerraformRun(stack(tmp_path, name), None).init()
    program.write_text("one")
    TerraformRun(stack(tmp_path, "four"), None).init()
    TerraformRun(stack(tmp_path, "five"), None).init()
    assert [COMPARED in text for text in said[-2:]] == [True, False]


def test_a_file_more_is_read_and_refused(package: Path, tmp_path: Path) -> None:
    TerraformRun(stack(tmp_path, "one"), None).init()
    (package / "more").write_text("")
    with pytest.raises(OperationError, match="checksums"):
        TerraformRun(stack(tmp_path, "two"), None).init()


@pytest.mark.usefixtures("package")
def test_what_else_is_wrong_is_said_as_always(tmp_path: Path) -> None:
    TerraformRun(stack(tmp_path, "one"), None).init()
    two = stack(tmp_path, "two")
    (two / "wrong.tf.json").write_text('{"nothing": {}}')
    with pytest.raises(
        OperationError, match=r"terraform init failed in .*\n.*Unsupported block type|Extraneous"
    ):
        TerraformRun(two, None).init()


class Known:
    """A lock and a package in one folder, and one initialised with both."""

    def __init__(self, tmp_path: Path) -> None:
        self.package = tmp_path / "package"
        self.package.mkdir()
        (self.package / PROGRAM).write_text("one")
        self.lock = tmp_path / "kept.hcl"
        self.lock.write_text(f'provider "{AWS}" {{\n  version = "{VERSION}"\n  hashes = ["h1:x="]\n}}\n')
        self.checked = CheckedProvider(tmp_path / "checked.json", self.lock)
        self.folder = self.empty(tmp_path / "one")
        self.place = self.folder / PROVIDERS / AWS / VERSION / target_platform()
        self.place.parent.mkdir(parents=True)

    def empty(self, folder: Path) -> Path:
        """Return a new folder with the lock alone."""
        folder.mkdir()
        (folder / LOCK_FILE).write_bytes(self.lock.read_bytes())
        return folder


@pytest.fixture
def known(tmp_path: Path) -> Known:
    return Known(tmp_path)


def later() -> int:
    return time.time_ns() + 2 * checked_provider.SETTLED


def test_the_package_is_known_by_a_link_to_it(known: Known, tmp_path: Path) -> None:
    known.place.symlink_to(known.package)
    known.checked.keep_from(known.folder, began=later())
    two = known.empty(tmp_path / "two")
    assert json.loads(known.checked.put_into(two)[ATTACHED]).keys() == {AWS}
    assert installed(two) == known.package
    assert known.checked.put_into(two)


def test_one_that_may_have_changed_while_it_was_read_is_not_known(known: Known, tmp_path: Path) -> None:
    known.place.symlink_to(known.package)
    known.checked.keep_from(known.folder, began=time.time_ns())
    assert known.checked.put_into(known.empty(tmp_path / "two")) == {}


def test_one_within_the_folder_is_not_known_nor_one_that_is_gone(known: Known, tmp_path: Path) -> None:
    known.checked.keep_from(known.folder, began=later())
    known.place.mkdir()
    known.checked.keep_from(known.folder, began=later())
    assert known.checked.put_into(known.empty(tmp_path / "two")) == {}
    known.place.rmdir()
    known.place.symlink_to(known.package)
    known.checked.keep_from(known.folder, began=later())
    (known.package / PROGRAM).unlink()
    known.package.rmdir()
    assert known.checked.put_into(known.empty(tmp_path / "three")) == {}


def test_a_folder_with_another_lock_or_package_is_left_to_terraform(known: Known, tmp_path: Path) -> None:
    known.place.symlink_to(known.package)
    known.checked.keep_from(known.folder, began=later())
    two = known.empty(tmp_path / "two")
    (two / LOCK_FILE).write_text(known.lock.read_text().replace("h1:x=", "h1:y="))
    assert known.checked.put_into(two) == {}
    (two / LOCK_FILE).unlink()
    assert known.checked.put_into(two) == {}
    known.place.unlink()
    known.place.mkdir()
    assert known.checked.put_into(known.folder) == {}


@pytest.mark.parametrize("text", ["", "[]", '{"package": 1}', "\x00"])
def test_notes_that_are_damaged_are_no_notes(known: Known, tmp_path: Path, text: str) -> None:
    known.place.symlink_to(known.package)
    known.checked.keep_from(known.folder, began=later())
    (tmp_path / "checked.json").write_text(text)
    assert known.checked.put_into(known.empty(tmp_path / "two")) == {}
