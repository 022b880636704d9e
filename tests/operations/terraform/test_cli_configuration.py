"""Terraform's settings: a mirror serves what it can, the registry the rest, the engineer's own file rules."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from operations.common.errors import InputError
from operations.terraform.cli_configuration import CACHE, CONFIGURATION, terraform_settings
from operations.terraform.mirrors import Mirror
from operations.terraform.requirements import full_source, provider_requirements, satisfies
from tests.operations.terraform.test_mirrors import AWS, unpacked

RANGE = {AWS: (">= 5.100.0, <= 6.25.0",)}
EXACT = {AWS: ("6.25.0",)}


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    return Mirror(tmp_path / "mirror", {AWS: frozenset({"5.100.0"})})


def settings(
    home: Path, requirements: dict[str, tuple[str, ...]], *mirrors: Mirror, **environment: str
) -> dict[str, str | None]:
    return terraform_settings({"HOME": "/nonexistent"} | environment, home, requirements, mirrors=mirrors)


def configured(result: dict[str, str | None]) -> str:
    file = result[CONFIGURATION]
    assert file is not None
    return Path(file).read_text()


def test_a_mirror_serves_what_it_holds_and_the_registry_the_rest(tmp_path: Path, mirror: Mirror) -> None:
    other = "registry.terraform.io/databricks/databricks"
    text = configured(settings(tmp_path, RANGE | {other: ("1.99.0",)}, mirror))
    assert f'path    = "{mirror.path}"\n    include = ["{AWS}"]' in text
    assert f'direct {{\n    exclude = ["{AWS}"]' in text
    assert other not in text


def test_a_mirror_without_a_fitting_version_is_left_out(tmp_path: Path, mirror: Mirror) -> None:
    assert settings(tmp_path, EXACT, mirror)[CONFIGURATION] is None
    assert not list(tmp_path.glob("*.tfrc"))


def test_different_needs_do_not_overwrite_each_other(tmp_path: Path, mirror: Mirror) -> None:
    newer = Mirror(tmp_path / "newer", {AWS: frozenset({"6.25.0"})})
    first, second = (settings(tmp_path, needs, mirror, newer)[CONFIGURATION] for needs in (RANGE, EXACT))
    assert first != second
    assert settings(tmp_path, RANGE, mirror, newer)[CONFIGURATION] == first


def test_an_engineers_file_stays_in_force(tmp_path: Path, mirror: Mirror) -> None:
    own = tmp_path / ".terraformrc"
    own.write_text("")
    assert CONFIGURATION not in settings(tmp_path / "h", RANGE, mirror, HOME=str(tmp_path))
    assert CONFIGURATION not in settings(tmp_path / "h", RANGE, mirror, TF_CLI_CONFIG_FILE=str(own))


def test_a_named_file_that_is_missing_is_forgotten(tmp_path: Path) -> None:
    assert settings(tmp_path, RANGE, TF_CLI_CONFIG_FILE=str(tmp_path / "missing"))[CONFIGURATION] is None


def test_an_explicit_mirror_outranks_the_engineers_file(tmp_path: Path, mirror: Mirror) -> None:
    (tmp_path / ".terraformrc").write_text("")
    explicit = {"HOME": str(tmp_path), "ANTHILL_PROVIDER_MIRROR": str(mirror.path)}
    assert str(mirror.path) in configured(settings(tmp_path / "h", RANGE, mirror, **explicit))


def test_an_explicit_mirror_must_hold_what_is_needed(tmp_path: Path, mirror: Mirror) -> None:
    with pytest.raises(InputError, match=r"holds .*/aws in 5\.100\.0; needed is 6\.25\.0: add it"):
        settings(tmp_path, EXACT, mirror, ANTHILL_PROVIDER_MIRROR=str(mirror.path))


def test_the_cache_is_the_projects_unless_the_engineer_has_one(tmp_path: Path) -> None:
    assert settings(tmp_path, {})[CACHE] == str(tmp_path / "plugin-cache")
    assert CACHE not in settings(tmp_path, {}, TF_PLUGIN_CACHE_DIR="/theirs")
    (tmp_path / ".terraformrc").write_text('plugin_cache_dir = "/theirs"')
    assert CACHE not in settings(tmp_path, {}, HOME=str(tmp_path))


def test_terraform_reads_what_is_written(tmp_path: Path, terraform_binary: str) -> None:
    # A provider file that is no provider: enough for Terraform to find and install it.
    folder = unpacked(tmp_path / 'mirror "quoted" ${odd}')
    held = Mirror(folder, {AWS: frozenset({"5.100.0"})})
    result = settings(tmp_path, RANGE, held)
    root = tmp_path / "root"
    root.mkdir()
    required = {"aws": {"source": "hashicorp/aws", "version": RANGE[AWS][0]}}
    (root / "main.tf.json").write_text(json.dumps({"terraform": {"required_providers": required}}))
    run = subprocess.run(
        [terraform_binary, "init", "-no-color"],
        cwd=root,
        env={"PATH": os.defpath, "CHECKPOINT_DISABLE": "1"}
        | {name: value for name, value in result.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Installed hashicorp/aws v5.100.0" in run.stdout, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("version", "constraint", "fits"),
    [
        ("5.100.0", ">= 5.100.0, <= 6.25.0", True),
        ("6.26.0", ">= 5.100.0, <= 6.25.0", False),
        ("6.25.0", "6.25.0", True),
        ("6.25.0", "= 6.25.0", True),
        ("6.25.1", "6.25.0", False),
        ("6.3.0", "~> 6.1", True),
        ("7.0.0", "~> 6.1", False),
        ("6.1.5", "~> 6.1.2", True),
        ("6.2.0", "~> 6.1.2", False),
        ("6.1.0", "!= 6.1.0", False),
        ("odd", ">= 1", False),
        ("6.1.0", "whatever", False),
    ],
)
def test_constraints_mean_what_terraform_means(version: str, constraint: str, *, fits: bool) -> None:
    assert satisfies(version, [constraint]) is fits


@pytest.mark.parametrize(
    ("source", "full"),
    [
        ("aws", AWS),
        ("hashicorp/aws", AWS),
        (AWS, AWS),
        ("example.com/team/thing", "example.com/team/thing"),
    ],
)
def test_a_source_is_completed_as_terraform_does(source: str, full: str) -> None:
    assert full_source(source) == full


def test_requirements_are_read_from_every_named_stack(tmp_path: Path) -> None:
    for stack, version in (("one", "6.25.0"), ("two", ">= 5.100.0"), ("three", "6.25.0")):
        folder = tmp_path / "stacks" / stack
        folder.mkdir(parents=True)
        required = {"aws": {"source": "aws", "version": version}}
        (folder / "cdk.tf.json").write_text(json.dumps({"terraform": {"required_providers": required}}))
    assert provider_requirements(tmp_path, ["one", "three"]) == {AWS: ("6.25.0",)}
    assert provider_requirements(tmp_path, ["one", "two"]) == {AWS: ("6.25.0", ">= 5.100.0")}
    assert provider_requirements(tmp_path, ["one", "four"]) is None


def test_a_mirror_that_the_cache_links_to_is_neither_written_nor_removed(tmp_path: Path) -> None:
    only_copy, home = tmp_path / "machine" / "mirror", tmp_path / "home"
    provider = only_copy / AWS / "6.25.0" / "linux_amd64" / "terraform-provider-aws"
    provider.parent.mkdir(parents=True)
    provider.write_text("the only copy")
    home.mkdir()
    (home / "plugin-cache").symlink_to(only_copy, target_is_directory=True)
    cache = Path(settings(home, RANGE)[CACHE] or "")
    (cache / "written").touch()
    assert not cache.resolve().is_relative_to(only_copy)
    assert [file for file in only_copy.rglob("*") if file.is_file()] == [provider]
    assert provider.read_text() == "the only copy"
    assert settings(home, RANGE)[CACHE] == str(cache)
    assert (cache / "written").exists(), "a folder of our own is kept"


def test_a_cache_that_links_to_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "plugin-cache").symlink_to(tmp_path / "gone")
    assert Path(settings(tmp_path, RANGE)[CACHE] or "").is_dir()
    assert not (tmp_path / "gone").exists()
