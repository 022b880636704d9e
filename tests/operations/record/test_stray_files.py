"""Files beside the synthesised ones, which Terraform would read: the digest counts them, and they are refused."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from operations.common.commit import Commit
from operations.common.errors import InputError
from operations.record.release import Release, build_release, verify_release
from tests.support.small_stack import synthesise_small
from tests.support.tampered import resealed

COMMIT = Commit(id="a" * 40, time="2026-01-05T08:00:00Z", dirty=False)


def in_stack(name: str) -> Callable[[Path], Path]:
    def place(folder: Path) -> Path:
        file = folder / "stacks" / "anthill-dev" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
        return file

    return place


def linked(folder: Path) -> Path:
    link = folder / "stacks" / "anthill-dev" / "assets" / "x" / "archive.zip"
    link.parent.mkdir(parents=True)
    target = folder.parent / "anything"
    target.write_text("")
    link.symlink_to(target)
    return link


STRAY = {
    "more of the configuration": in_stack("more.tf"),
    "an override": in_stack("cdk_override.tf.json"),
    "variables": in_stack("terraform.auto.tfvars.json"),
    "a lock file": in_stack(".terraform.lock.hcl"),
    "an installed provider": in_stack(".terraform/providers/x"),
    "a state": in_stack("terraform.tfstate"),
    "a link": linked,
}


@pytest.mark.parametrize("stray", STRAY)
def test_files_that_terraform_could_read_are_refused_though_the_digest_counts_them(
    tmp_path: Path, stray: str
) -> None:
    release = build_release(
        synthesise_small(tmp_path / "cdktf.out"), tmp_path / "release", commit=COMMIT, tools={}
    )
    shutil.copytree(release.folder, tmp_path / "copy")
    file = STRAY[stray](tmp_path / "copy")
    changed = resealed(Release(tmp_path / "copy", release.manifest))
    with pytest.raises(InputError, match=re.escape(file.relative_to(changed.folder).as_posix())):
        verify_release(changed.folder)
    verify_release(release.folder)
