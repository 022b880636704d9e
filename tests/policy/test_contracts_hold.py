"""Each import contract of pyproject.toml refuses what it forbids, however it is written: the contracts are proven.

A copy of the packages gets a module for everything that a contract forbids, and import-linter judges them all at once.
A module that is named in a string (`-m package.module`, an entry point) counts as imported by who names it.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text())
LINTER: Final = PROJECT["tool"]["importlinter"]
CONTRACTS: Final[dict[str, dict[str, Any]]] = {each["name"]: each for each in LINTER["contracts"]}
SCRIPTS: Final[dict[str, str]] = PROJECT["project"]["scripts"]
PACKAGES: Final[tuple[str, ...]] = tuple(LINTER["root_packages"])
ROOTS: Final = f"(?:{'|'.join(PACKAGES)})"
NAMED: Final = re.compile(rf"(?:-m (?={ROOTS}\b)|^(?={ROOTS}\.\w))(?!configuration\.md$)(\w+(?:\.\w+)*)")
"""A module after `-m`, or at the beginning of a string; one of the reference's pages is `configuration.md`."""

TYPED: Final = re.compile(r"python3? -m (\w+)((?:\.\w+)*)")
FORMS: Final = {
    "plain": "import {}\n",
    "lazy": "def later():\n    import {}\n",
    "type": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import {}\n",
    "string": "COMMAND = 'python -m {}'\n",
}


def home(root: Path, package: str) -> Path:
    """The folder of a package, or the place of a module without its ending."""
    return (root / "lakehouse" if package.startswith("anthill_lakehouse") else root) / package.replace(
        ".", "/"
    )


def is_there(module: str) -> bool:
    place = home(ROOT, module)
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def named(file: Path) -> set[str]:
    """The modules that the strings of a file name; a docstring in prose names none."""
    return {found for text in strings(ast.parse(file.read_text())) for found in NAMED.findall(text)}


def copy(root: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(
            home(ROOT, package), home(root, package), ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", root)


def lint(root: Path) -> dict[str, str]:
    """What import-linter says about each broken contract, with every string that names a module as an import."""
    for package in PACKAGES:
        for file in home(root, package).rglob("*.py"):
            with file.open("a") as text:
                text.writelines(f"\nimport {module}\n" for module in sorted(named(file)))
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    said = subprocess.run(
        command,
        cwd=root,
        env={"PYTHONPATH": f"{root}:{root / 'lakehouse'}", "COLUMNS": "1000", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts: " in said.stdout, said.stdout + said.stderr
    sections = re.split(r"^(.+)\n-+\n", said.stdout.partition("Broken contracts")[2], flags=re.MULTILINE)[1:]
    return {name: text for name, text in zip(sections[::2], sections[1::2], strict=True) if name in CONTRACTS}


def forbidden(contract: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each package with each that it may not import."""
    if contract["type"] == "forbidden":
        for importer in contract["source_modules"]:
            yield from ((importer, imported) for imported in contract["forbidden_modules"])
        return
    assert contract["type"] == "layers", contract["type"]
    (container,) = contract.get("containers", [""])
    layers = [
        [f"{container}.{name}".lstrip(".") for name in layer.split(" | ")] for layer in contract["layers"]
    ]
    for above, below in combinations(layers, 2):
        yield from ((low, high) for low in below for high in above)
    for beside in layers:
        yield from ((one, other) for one in beside for other in beside if one != other)


def forms(imported: str) -> list[str]:
    """A package that is not ours is imported, but no string of ours names it."""
    return (
        list(FORMS)
        if imported.partition(".")[0] in PACKAGES
        else [form for form in FORMS if form != "string"]
    )


Planted = tuple[dict[str, str], dict[tuple[str, str], list[str]]]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """What is said of each broken contract, and the imports that were planted by contract and form."""
    root = tmp_path_factory.mktemp("planted")
    copy(root)
    imports: dict[tuple[str, str], list[str]] = {}
    for name, contract in CONTRACTS.items():
        for number, (importer, imported) in enumerate(forbidden(contract)):
            folder = home(root, importer)
            # Two of the lakehouse's layers are modules, in which nothing else can be planted.
            for form in forms(imported) if folder.is_dir() else ():
                module = f"planted_{list(CONTRACTS).index(name)}_{number}_{form}"
                (folder / f"{module}.py").write_text(FORMS[form].format(imported))
                imports.setdefault((name, form), []).append(f"{importer}.{module} -> {imported}")
    return lint(root), imports


def test_no_string_names_a_module_against_the_contracts(tmp_path: Path) -> None:
    copy(tmp_path)
    assert lint(tmp_path) == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CONTRACTS)
def test_what_a_contract_forbids_is_refused(planted: Planted, name: str, form: str) -> None:
    said, imports = planted
    made = imports.get((name, form), [])
    assert len(made) > 1 or not any(form in forms(imported) for _, imported in forbidden(CONTRACTS[name]))
    assert [each for each in made if each not in said[name]] == []


def test_operations_have_no_room_outside_the_floors(tmp_path: Path) -> None:
    copy(tmp_path)
    (tmp_path / "operations/attic.py").touch()
    assert "attic" in lint(tmp_path)["operations stand in floors"]


def test_every_module_that_a_string_names_is_there() -> None:
    files = [file for package in PACKAGES for file in home(ROOT, package).rglob("*.py")]
    found = {module: file for file in files for module in named(file)}
    assert len(found) > 5
    assert {module: file for module, file in found.items() if not is_there(module)} == {}


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_entry_point_is_a_function(script: str) -> None:
    module, _, name = SCRIPTS[script].partition(":")
    tree = ast.parse(home(ROOT, module).with_suffix(".py").read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_module_that_people_run_is_there() -> None:
    kinds = ("*.md", "*.py", "*.yml", "Makefile", "scripts/*")
    listed = subprocess.run(["git", "ls-files", *kinds], cwd=ROOT, capture_output=True, text=True, check=True)
    typed = {
        first + rest: name
        for name in listed.stdout.splitlines()
        for first, rest in TYPED.findall((ROOT / name).read_text())
        if (ROOT / first / "__init__.py").is_file()
    }
    assert len(typed) > 5
    assert {module: name for module, name in typed.items() if not is_there(module)} == {}
