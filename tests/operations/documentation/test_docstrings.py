"""Nothing public is without a word."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import griffe

from configuration.base import Model
from configuration.databricks.account import DatabricksAccountConfig
from configuration.model import EnvironmentConfig
from operations.documentation.reference.construct_reading import ClassRead, classes
from tests.operations.documentation.conftest import ROOT

LAKEHOUSE = "anthill_lakehouse"


def silent(held: griffe.Module | griffe.Class) -> Iterator[str]:
    """Yield the public modules, classes, functions and methods without a docstring."""
    for member in held.members.values():
        if member.is_alias or not member.is_public or member.is_special or member.is_attribute:
            continue
        if member.docstring is None and not member.has_labels("property"):
            yield member.path
        if isinstance(member, griffe.Module | griffe.Class):
            yield from silent(member)


def packages() -> Iterator[griffe.Module]:
    """Yield the packages that import-linter knows too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for name in project["tool"]["importlinter"]["root_packages"]:
        folder = ROOT / "lakehouse" if name == LAKEHOUSE else ROOT
        package = griffe.load(name, search_paths=[folder], allow_inspection=False)
        assert isinstance(package, griffe.Module)
        yield package


def test_every_public_name_has_a_docstring() -> None:
    assert [name for package in packages() for name in silent(package)] == []


def test_a_silent_name_would_be_found(tmp_path: Path) -> None:
    lines = ('"""Said."""', "class Silent:", "    def method(self): ...", "    def _private(self): ...")
    (tmp_path / "loud.py").write_text("\n".join(lines))
    module = griffe.load("loud", search_paths=[tmp_path], allow_inspection=False)
    assert isinstance(module, griffe.Module)
    assert list(silent(module)) == ["loud.Silent", "loud.Silent.method"]


def family(read: Mapping[str, ClassRead], name: str) -> set[str]:
    """A class and all that it inherits from, as far as they were read."""
    return {name}.union(*(family(read, base) for base in read[name].bases if base in read))


def test_every_attribute_of_a_construct_is_said_in_its_docstring() -> None:
    read = {each.name: each for each in classes(ROOT)}
    for each in read.values():
        if each.is_construct:
            said = {held.name for name in family(read, each.name) for held in read[name].exposes}
            assert set(each.sets) <= said, each.name


def test_every_field_of_the_configuration_says_what_it_is() -> None:
    wordless: list[str] = []
    models: list[type[Model]] = [EnvironmentConfig, DatabricksAccountConfig]
    for model in models:
        schema = model.model_json_schema()
        definitions = {**schema["$defs"], schema["title"]: schema}
        for name, node in definitions.items():
            for field, says in node.get("properties", {}).items():
                if not any(key in str(says) for key in ("'description'", "'$ref'")):
                    wordless.append(f"{name}.{field}")
    assert sorted(set(wordless)) == []
