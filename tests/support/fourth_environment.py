"""Environments added to a copy of the configuration, in the way of docs/how-to/add-an-environment.md."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from configuration.account import EnvironmentName

ROOT = Path(__file__).resolve().parents[2]
CONFIGURED = ("dev", "test", "prod")

needs_the_shipped_ones = pytest.mark.skipif(
    set(EnvironmentName) != {"local", *CONFIGURED}, reason="environments were added already"
)
ACCOUNT, NETWORK, HANDLES = r"\d{12}", r"10\.\d+\.0\.0/16", r"(?<=UUID\(\"0{8}-0{4}-4000-8000-)0{10}\w"


@dataclass
class Copy:
    """A copy of the configuration: the folder that Python is to find it in first, and what was edited by hand."""

    folder: Path
    edited: set[str] = field(default_factory=set[str])

    def file(self, path: str) -> Path:
        return self.folder / path

    def edit(self, path: str, *changes: tuple[str, str]) -> None:
        """Replace what patterns find in a file; each must find something."""
        text = self.file(path).read_text()
        for old, new in changes:
            text, found = re.subn(old, new, text)
            assert found, f"{path}: {old}"
        self.file(path).write_text(text)
        self.edited.add(path)


def with_chain(folder: Path, chain: Sequence[str], *, forgotten: Sequence[str] = ()) -> Copy:
    """Copy the configuration and add those environments of a chain that are not configured.

    Each is a copy of the one before it; the one after it follows it from then on, unless that is forgotten.
    """
    copy = Copy(folder)
    for path in ("configuration", "environments", "lakehouse/databricks.yml"):
        _copied(path, folder)
    for number, name in enumerate(name for name in chain if name not in CONFIGURED):
        _add(copy, name, chain, number)
    for before, name in zip([None, *chain], chain, strict=False):
        follows = f"EnvironmentName.{_symbol(before)}" if before else "None"
        module = f"environments/{_symbol(name).lower()}.py"
        if f"follows={follows}," not in copy.file(module).read_text() and name not in forgotten:
            copy.edit(module, (r"follows=[\w.]+", f"follows={follows}"))
    return copy


def _symbol(name: str) -> str:
    """How an environment is called in Python."""
    return name.upper().replace("-", "_")


def _copied(path: str, folder: Path) -> None:
    if (ROOT / path).is_dir():
        shutil.copytree(ROOT / path, folder / path, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        (folder / path).parent.mkdir(parents=True)
        shutil.copy(ROOT / path, folder / path)


def _add(copy: Copy, name: str, chain: Sequence[str], number: int) -> None:
    place, symbol = chain.index(name), _symbol(name)
    neighbour = chain[place - 1] if place else next(each for each in chain if each in CONFIGURED)
    there = _symbol(neighbour)
    module = f"environments/{symbol.lower()}.py"
    shutil.copy(copy.file(f"environments/{there.lower()}.py"), copy.file(module))
    copy.edit(
        module,
        (f"name=EnvironmentName.{there}", f"name=EnvironmentName.{symbol}"),
        (f'AccountConfig\\(id="{ACCOUNT}"', f'AccountConfig(id="{555555555555 + number}"'),
        (NETWORK, f"10.{50 + number}.0.0/16"),
        (HANDLES, f"000000000{number}c"),
    )
    if "RegisteredParts" in copy.file(module).read_text():
        # Nothing of it is registered before it was deployed once.
        copy.edit(
            module,
            (r"(?s)registration=RegistrationConfig\(.*?\n {8}\),", "registration=RegistrationConfig(),"),
            ("RegisteredParts, RegistrationConfig, WorkspaceHandle", "RegistrationConfig"),
        )
    if "governs_metastore=True" in copy.file(module).read_text():
        copy.edit(module, (" +governs_metastore=True,\n", ""))
    member = f'    {symbol} = "{name}"\n'
    before = rf'(    {there} = "{neighbour}"\n)'
    copy.edit("configuration/account.py", (before, rf"\1{member}" if place else rf"{member}\1"))
    target = copy.file("lakehouse/databricks.yml").read_text()
    (block,) = re.findall(rf"^  {neighbour}:\n(?:(?:    .*)?\n)*", target, re.MULTILINE)
    own = block.replace(f"  {neighbour}:", f"  {name}:").replace("    default: true\n", "")
    copy.edit("lakehouse/databricks.yml", (re.escape(block), f"{block}{own}" if place else f"{own}{block}"))
