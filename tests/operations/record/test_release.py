"""A release: the same from the same, and whole or refused."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from operations.common.commit import Commit, head_commit
from operations.common.errors import InputError, OperationError
from operations.common.files import pack, unpack
from operations.record.content import LOCK
from operations.record.release import Release, build_release, read_release, verify_release

COMMIT = Commit(id="a" * 40, time="2026-01-05T08:00:00Z", dirty=False)
TOOLS = {"terraform": "1.11.4"}
ANTHILL = str(Path(sys.executable).with_name("anthill"))
ROOT = Path(__file__).resolve().parents[3]
HASHES = '  version = "1.0.0"\n  hashes = [\n    "h1:x=",\n  ]\n}\n'
LOCK_TEXT = "".join(
    f'provider "registry.terraform.io/{source}" {{\n{HASHES}\n'
    for source in ("databricks/databricks", "hashicorp/aws")
)


def test_two_builds_of_every_stack_make_one_digest(synthesised: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "anthill_lakehouse-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    lock = tmp_path / "lock.hcl"
    lock.write_text(LOCK_TEXT)
    made = [
        build_release(synthesised, tmp_path / name, commit=COMMIT, tools=TOOLS, lock=lock, wheel=wheel)
        for name in ("one", "two")
    ]
    assert made[0].manifest == made[1].manifest
    assert pack(made[0].folder) == pack(made[1].folder)
    manifest = verify_release(tmp_path / "one").manifest
    assert {"anthill-dev", "anthill-prod", "anthill-account"} <= set(manifest.stacks)
    assert f"wheel/{wheel.name}" in manifest.files
    assert any("/assets/" in name for name in manifest.files)
    assert "registry.terraform.io/databricks/databricks" in manifest.providers
    # Each stack has what it needs of the lock file, and not a provider more: Terraform would refuse it.
    assert "databricks" in (tmp_path / "one" / "stacks" / "anthill-dev" / LOCK).read_text()
    assert "databricks" not in (tmp_path / "one" / "stacks" / "anthill-dev-bootstrap" / LOCK).read_text()
    # Nothing of the machine is in it.
    assert str(tmp_path) not in "".join(
        file.read_text(errors="replace") for file in (tmp_path / "one").rglob("*.json")
    )


def test_two_syntheses_in_two_processes_make_the_same_files(tmp_path: Path) -> None:
    made: list[dict[str, Any]] = []
    for seed in ("1", "2"):
        # Without any credential, and with dictionaries and sets in another order.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        built = subprocess.run(
            [ANTHILL, "release", "build", "--output", str(tmp_path / seed), "--allow-dirty", "--json"],
            cwd=ROOT,
            env=environment | {"PYTHONHASHSEED": seed, "AWS_EC2_METADATA_DISABLED": "true"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert built.returncode == 0, built.stderr
        made.append(json.loads(built.stdout))
    # The commit may move on while somebody works here; all else, and so the digest, follows from it.
    moving = {"digest", "commit", "created", "dirty"}
    one, two = ({name: value for name, value in each.items() if name not in moving} for each in made)
    assert one == two
    assert len(one["files"]) > len(one["stacks"]) > 1


def test_another_commit_or_tool_is_another_release(small: Path, tmp_path: Path) -> None:
    one = build_release(small, tmp_path / "one", commit=COMMIT, tools=TOOLS)
    two = build_release(small, tmp_path / "two", commit=COMMIT, tools={"terraform": "1.12.0"})
    assert one.digest != two.digest


@pytest.fixture
def small(tmp_path: Path) -> Path:
    stack = tmp_path / "out" / "stacks" / "anthill-dev"
    (stack / "assets" / "x").mkdir(parents=True)
    (stack / "assets" / "x" / "archive.zip").write_bytes(b"zip")
    (stack / "cdk.tf.json").write_text('{"terraform": {"required_providers": {"aws": {"source": "aws"}}}}')
    return tmp_path / "out"


@pytest.fixture
def release(small: Path, tmp_path: Path) -> Release:
    return build_release(small, tmp_path / "release", commit=COMMIT, tools=TOOLS)


def changed(release: Release) -> None:
    file = release.stack("anthill-dev") / "cdk.tf.json"
    file.write_text(file.read_text().replace("aws", "axs"))


def asset_changed(release: Release) -> None:
    (release.stack("anthill-dev") / "assets" / "x" / "archive.zip").write_bytes(b"zap")


def missing(release: Release) -> None:
    (release.stack("anthill-dev") / "cdk.tf.json").unlink()


def extra(release: Release) -> None:
    (release.stack("anthill-dev") / "extra.tf.json").write_text("{}")


def linked(release: Release) -> None:
    (release.folder / "link").symlink_to("/etc/hostname")


def commit_forged(release: Release) -> None:
    file = release.folder / "release.json"
    file.write_text(file.read_text().replace("a" * 40, "b" * 40))


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (changed, "changed: stacks/anthill-dev/cdk.tf.json"),
        (asset_changed, "changed: stacks/anthill-dev/assets/x/archive.zip"),
        (missing, "missing: stacks/anthill-dev/cdk.tf.json"),
        (extra, "not of it: stacks/anthill-dev/extra.tf.json"),
        (linked, "not of it: link"),
        (commit_forged, r"changed: release.json \(its digest is not that of what it says\)"),
    ],
)
def test_what_is_not_as_it_was_made_is_named(
    release: Release, tamper: Callable[[Release], None], said: str
) -> None:
    verify_release(release.folder)
    tamper(release)
    with pytest.raises(OperationError, match=said):
        verify_release(release.folder)


def test_a_packed_release_is_the_same_release(release: Release, tmp_path: Path) -> None:
    unpack(pack(release.folder), tmp_path / "unpacked", "the zip", "pack it again")
    assert verify_release(tmp_path / "unpacked").digest == release.digest


def test_bad_input_is_named(small: Path, release: Release, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not empty"):
        build_release(small, release.folder, commit=COMMIT, tools=TOOLS)
    with pytest.raises(InputError, match="holds no synthesised stack"):
        build_release(tmp_path, tmp_path / "new", commit=COMMIT, tools=TOOLS)
    with pytest.raises(InputError, match=r"--wheel: .* is no file"):
        build_release(small, tmp_path / "new", commit=COMMIT, tools=TOOLS, wheel=tmp_path / "none.whl")
    with pytest.raises(InputError, match="holds no release"):
        read_release(tmp_path)
    with pytest.raises(InputError, match="it has anthill-dev"):
        release.stack("anthill-prod")
    (release.folder / "release.json").write_text(json.dumps({"digest": "x"}))
    with pytest.raises(OperationError, match="is damaged: digest"):
        verify_release(release.folder)


def test_a_commit_knows_its_time_and_whether_files_differ(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    with pytest.raises(InputError, match="a release is made from a git checkout"):
        head_commit(tmp_path)
    git("init")
    (tmp_path / "file").write_text("1")
    git("add", "file")
    git("commit", "-m", "one", "--date", "2026-01-05T10:00:00+02:00")
    clean = head_commit(tmp_path)
    (tmp_path / "file").write_text("2")
    dirty = head_commit(tmp_path)
    assert (clean.dirty, dirty.dirty, clean.time.endswith("Z")) == (False, True, True)
    assert (clean.id, clean.time) == (dirty.id, dirty.time)


def test_the_command_builds_and_verifies(small: Path, tmp_path: Path) -> None:
    def anthill(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ANTHILL, "release", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )

    folder = str(tmp_path / "release")
    built = anthill("build", "--output", folder, "--synthesised", str(small), "--allow-dirty", "--json")
    digest = json.loads(built.stdout)["digest"]
    assert json.loads(anthill("verify", folder, "--json").stdout)["release"] == digest
    assert anthill("verify", folder, "--digest", digest[:8]).returncode == 0
    assert anthill("verify", folder, "--digest", "0000").returncode == 2
    shutil.rmtree(tmp_path / "release" / "stacks" / "anthill-dev" / "assets")
    broken = anthill("verify", folder)
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "missing: stacks/anthill-dev/assets/x/archive.zip" in broken.stderr
