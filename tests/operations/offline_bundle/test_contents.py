"""What a bundle takes of the machine that makes it, and what set-up does with a folder that is none."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from operations.cli import app
from operations.common.errors import InputError, OperationError
from operations.offline_bundle.contents import PROVIDERS, providers, python_packages
from operations.offline_bundle.papers import CHECKSUMS
from operations.terraform.local_lock import AWS
from operations.terraform.mirrors import find_mirrors, target_platform
from provider_facts.versions import AWS_VERSION, DATABRICKS_VERSION, OLDEST_AWS_VERSION
from tests.support.configured_project import ROOT

DATABRICKS = "registry.terraform.io/databricks/databricks"


def mirror(folder: Path) -> dict[str, str]:
    """Make a mirror with packed and unpacked providers, some of which no environment takes."""
    for version in (OLDEST_AWS_VERSION, AWS_VERSION, "4.0.0"):
        place = folder / AWS / version / target_platform()
        place.mkdir(parents=True)
        (place / f"terraform-provider-aws_v{version}_x5").write_text(version)
    (folder / DATABRICKS).mkdir(parents=True)
    for version in (DATABRICKS_VERSION, "1.0.0"):
        (folder / DATABRICKS / f"terraform-provider-databricks_{version}_{target_platform()}.zip").write_text(
            version
        )
    return {"ANTHILL_PROVIDER_MIRROR": str(folder), "HOME": str(folder)}


def test_the_providers_that_some_environment_takes_are_copied_as_a_mirror(tmp_path: Path) -> None:
    environment = mirror(tmp_path / "mirror")
    taken = providers(tmp_path / "bundle", environment)
    assert taken == {AWS: [OLDEST_AWS_VERSION, AWS_VERSION], DATABRICKS: [DATABRICKS_VERSION]}
    (copied,) = find_mirrors({"ANTHILL_PROVIDER_MIRROR": str(tmp_path / "bundle" / PROVIDERS)})
    assert {source: set(versions) for source, versions in copied.versions.items()} == {
        source: set(versions) for source, versions in taken.items()
    }


def test_a_machine_without_a_mirror_has_none_to_copy(tmp_path: Path) -> None:
    (tmp_path / "mirror").mkdir()
    with pytest.raises(InputError, match="ANTHILL_PROVIDER_MIRROR"):
        providers(tmp_path / "bundle", {"ANTHILL_PROVIDER_MIRROR": str(tmp_path / "mirror")})


def test_what_cannot_be_fetched_is_told_with_the_words_of_the_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    with pytest.raises(
        OperationError, match="could not fetch what is locked: is the package index reachable"
    ):
        python_packages(ROOT, tmp_path / "bundle", uv_version="0.13.9", spark=False)


@pytest.mark.parametrize(
    ("place", "told"), [("used", "is there already"), ("inside", "is in the repository")]
)
def test_a_folder_that_is_used_or_in_the_repository_is_refused(tmp_path: Path, place: str, told: str) -> None:
    folder = tmp_path if place == "used" else ROOT / "new-bundle"
    (tmp_path / "file").touch()
    ended = CliRunner().invoke(app, ["bundle-offline", str(folder)])
    assert isinstance(ended.exception, InputError)
    assert told in str(ended.exception)
    assert "allowed: " in str(ended.exception)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def set_up(folder: Path, bundle: Path) -> subprocess.CompletedProcess[str]:
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts/setup", folder / "scripts")
    return subprocess.run(
        [str(folder / "scripts/setup")],
        env=os.environ | {"ANTHILL_BUNDLE": str(bundle)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_set_up_refuses_a_folder_that_is_no_bundle_or_was_changed(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    refused = set_up(tmp_path / "one", bundle)
    assert (refused.returncode, "is no folder that anthill bundle-offline made" in refused.stderr) == (
        1,
        True,
    )
    (bundle / "file").write_text("x")
    (bundle / CHECKSUMS).write_text(f"{'0' * 64}  file\n")
    refused = set_up(tmp_path / "two", bundle)
    assert (refused.returncode, "is not what was put there: copy it again" in refused.stderr) == (1, True)
    assert "file: FAILED" in refused.stderr
