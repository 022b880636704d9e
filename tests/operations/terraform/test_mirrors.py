"""Provider mirrors are found by their layout, wherever packages and images put them."""

from pathlib import Path

import pytest

from operations.common.errors import InputError
from operations.terraform.mirrors import Mirror, find_mirrors, read_mirror, target_platform

AWS = "registry.terraform.io/hashicorp/aws"


def unpacked(mirror: Path, version: str = "5.100.0", source: str = AWS, platform: str | None = None) -> Path:
    folder = mirror / source / version / (platform or target_platform())
    folder.mkdir(parents=True)
    (folder / f"terraform-provider-{Path(source).name}_v{version}_x5").touch()
    return mirror


def packed(mirror: Path, version: str, source: str = AWS) -> Path:
    folder = mirror / source
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"terraform-provider-{Path(source).name}_{version}_{target_platform()}.zip").touch()
    return mirror


def found(environment: dict[str, str], *prefixes: Path) -> list[Path]:
    nowhere = {"HOME": "/nonexistent", "XDG_DATA_DIRS": "/nonexistent"}
    return [mirror.path for mirror in find_mirrors(nowhere | environment, map(str, prefixes))]


def test_both_layouts_and_all_providers_are_read(tmp_path: Path) -> None:
    unpacked(tmp_path)
    unpacked(tmp_path, "6.25.0")
    packed(tmp_path, "6.1.0-beta1")
    packed(tmp_path, "3.2.4", "registry.terraform.io/hashicorp/null")
    assert read_mirror(tmp_path) == Mirror(
        tmp_path,
        {
            AWS: frozenset({"5.100.0", "6.25.0", "6.1.0-beta1"}),
            "registry.terraform.io/hashicorp/null": frozenset({"3.2.4"}),
        },
    )


def test_another_platforms_providers_do_not_count(tmp_path: Path) -> None:
    assert read_mirror(unpacked(tmp_path, platform="plan9_mips")) is None


def test_an_empty_version_folder_does_not_count(tmp_path: Path) -> None:
    (tmp_path / AWS / "5.100.0" / target_platform()).mkdir(parents=True)
    assert read_mirror(tmp_path) is None


@pytest.mark.parametrize("depth", ["", "plugins", "vendor/plugins"])
def test_a_mirror_is_found_up_to_two_folders_below_a_prefix(tmp_path: Path, depth: str) -> None:
    mirror = unpacked(tmp_path / depth if depth else tmp_path)
    assert found({}, tmp_path) == [mirror]


def test_a_mirror_deeper_down_is_not_searched_for(tmp_path: Path) -> None:
    unpacked(tmp_path / "a" / "b" / "c")
    assert found({}, tmp_path) == []


@pytest.mark.parametrize(
    ("variable", "below"),
    [
        ("HOME", ".terraform.d/plugins"),
        ("HOME", ".local/share/terraform/plugins"),
        ("XDG_DATA_HOME", "terraform/plugins"),
        ("XDG_DATA_DIRS", "terraform/plugins"),
    ],
)
def test_terraforms_own_folders_come_before_the_usual_prefixes(
    tmp_path: Path, variable: str, below: str
) -> None:
    usual = unpacked(tmp_path / "usual")
    implied = unpacked(tmp_path / "implied" / below)
    assert found({variable: str(tmp_path / "implied")}, usual) == [implied, usual]


def test_the_explicit_one_is_the_only_one(tmp_path: Path) -> None:
    usual, explicit = unpacked(tmp_path / "usual"), unpacked(tmp_path / "explicit")
    assert found({"ANTHILL_PROVIDER_MIRROR": str(explicit)}, usual) == [explicit]


def test_an_explicit_one_that_holds_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"ANTHILL_PROVIDER_MIRROR: '{tmp_path}' holds no provider for"):
        found({"ANTHILL_PROVIDER_MIRROR": str(tmp_path)})


def test_one_mirror_seen_twice_counts_once(tmp_path: Path) -> None:
    mirror = unpacked(tmp_path / "mirror")
    (tmp_path / "link").symlink_to(mirror)
    assert found({}, tmp_path) == [mirror]


@pytest.mark.parametrize("below", ["closed", "closed/plugins", "open/closed"])
def test_a_folder_that_may_not_be_entered_is_no_mirror_and_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    closed = unpacked(tmp_path / below)
    first, last = unpacked(tmp_path / "a"), unpacked(tmp_path / "z")
    ask = Path.is_dir

    def is_dir(path: Path) -> bool:
        # Root may enter any folder, so a test cannot close one by its mode.
        if path.is_relative_to(closed / "registry.terraform.io"):
            raise PermissionError(13, "Permission denied", str(path))
        return ask(path)

    assert set(found({}, tmp_path)) == {first, closed, last}
    monkeypatch.setattr(Path, "is_dir", is_dir)
    assert found({}, tmp_path) == [first, last]


def test_a_prefix_that_may_not_be_entered_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, usual = tmp_path / "closed", unpacked(tmp_path / "usual")
    unpacked(closed / "plugins")
    ask = Path.is_dir

    def is_dir(path: Path) -> bool:
        if path.is_relative_to(closed):
            raise PermissionError(13, "Permission denied", str(path))
        return ask(path)

    monkeypatch.setattr(Path, "is_dir", is_dir)
    assert found({}, closed, usual) == [usual]


def test_an_explicit_one_that_may_not_be_entered_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    explicit = unpacked(tmp_path / "explicit")

    def is_dir(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_dir", is_dir)
    with pytest.raises(InputError, match="explicit' holds no provider for"):
        found({"ANTHILL_PROVIDER_MIRROR": str(explicit)})
