"""The bundle's file: keys that exist, written as they must be."""

from importlib.metadata import version
from typing import Any

import pytest
from bundle_support import DatabricksFile, bundle_file, raw_file
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from pydantic import ValidationError


def test_the_file_has_only_known_keys() -> None:
    bundle_file()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("resource", {}),
        ("targets.prod.run_ass", {}),
        ("targets.prod.mode", "prod"),
        ("targets.prod.permissions", []),
        ("variables.catalog.description", ""),
        ("workspace.host", "https://example.com"),
    ],
)
def test_a_mistyped_key_is_found(place: str, value: Any) -> None:
    file = raw_file()
    *folders, last = place.split(".")
    at = file
    for name in folders:
        at = at[name]
    at[last] = value
    with pytest.raises(ValidationError) as refused:
        DatabricksFile.model_validate(file)
    assert [".".join(map(str, error["loc"])) for error in refused.value.errors()] == [place]


def test_the_cli_is_of_the_version_that_the_definitions_were_checked_with() -> None:
    wanted = SpecifierSet(bundle_file().bundle.databricks_cli_version)
    used = Version(version("databricks-bundles"))
    assert used in wanted
    assert Version(f"{used.major + 1}.0.0") not in wanted


def test_there_is_one_copy_whoever_deploys() -> None:
    path = bundle_file().workspace.root_path
    assert path.endswith("/${bundle.name}/${bundle.target}")
    assert "current_user" not in path
