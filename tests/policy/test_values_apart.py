"""The schema of the configuration holds no value of a company: nothing in it makes a configuration of literals."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pytest

import configuration
from configuration.base import Model

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = [import_module(each.name) for each in walk_packages(configuration.__path__, "configuration.")]
MODELS = {
    name
    for module in SCHEMA
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, Model)
}


def made_of_literals(file: Path) -> Iterator[str]:
    """Return the line and model of each configuration that a file makes of values of its own."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MODELS:
            given = (*node.args, *(keyword.value for keyword in node.keywords))
            parts = [part for each in given for part in ast.walk(each)]
            if any(isinstance(part, ast.Constant) and part.value is not None for part in parts):
                yield f"{node.lineno} {node.func.id}"


def held(value: object) -> bool:
    """Whether a value of a module is a configuration, or a collection of some."""
    if isinstance(value, dict):
        return any(map(held, value.values()))
    if isinstance(value, tuple | list | frozenset | set):
        return any(map(held, value))
    return isinstance(value, Model)


@pytest.mark.parametrize("module", SCHEMA, ids=lambda module: module.__name__)
def test_the_schema_holds_no_value(module: ModuleType) -> None:
    assert list(made_of_literals(Path(str(module.__file__)))) == []
    assert [name for name, value in vars(module).items() if held(value)] == []


@pytest.mark.parametrize("name", ["compute", "dev", "databricks_account", "market_data", "rights", "shared"])
def test_the_same_look_finds_the_values_of_the_company(name: str) -> None:
    module = import_module(f"environments.{name}")
    assert any(made_of_literals(Path(str(module.__file__)))) or any(map(held, vars(module).values()))
