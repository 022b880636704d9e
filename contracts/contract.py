"""Reads the contracts: one JSON file per dataset, an Open Data Contract Standard 3.1 document."""

from functools import cache
from pathlib import Path
from typing import Final

from contracts.dataset import Contract
from contracts.errors import ContractError
from contracts.model import read, shown

DATASETS: Final = Path(__file__).parent / "datasets"


@cache
def names_of_contracts() -> tuple[str, ...]:
    """Return the names of the known datasets."""
    return tuple(sorted(file.stem for file in DATASETS.glob("*.json")))


@cache
def contract(name: str) -> Contract:
    """Return the contract of a dataset.

    Raises FileNotFoundError if there is none, and ContractError for one that the lakehouse could not work with: a
    dataset whose contract is wrong would stop the tables of all others too.
    """
    found = _read(name)
    for where, other, column in found.others:
        if other not in names_of_contracts():
            raise _wrong(name, where, shown(other), ", ".join(names_of_contracts()))
        if column not in _read(other).column_names:
            allowed = f"{other}.{{{', '.join(_read(other).column_names)}}}"
            raise _wrong(name, where, shown(f"{other}.{column}"), allowed)
        if name in _reached(other):
            allowed = f"a dataset whose own rules do not lead back to {name}"
            raise _wrong(name, where, shown(other), allowed)
    return found


@cache
def _read(name: str) -> Contract:
    return read(DATASETS / f"{name}.json", Contract)


def forget() -> None:
    """Forget what was read: for tests and measurements that change the folder or its files."""
    for cached in (names_of_contracts, contract, _read):
        cached.cache_clear()


def _reached(name: str) -> set[str]:
    """Return a dataset and all that its rules look into, directly or not."""
    reached, waiting = set[str](), [name]
    while waiting:
        if (here := waiting.pop()) not in reached and here in names_of_contracts():
            reached.add(here)
            waiting += [other for _, other, _ in _read(here).others]
    return reached


def _wrong(name: str, where: str, given: str, allowed: str) -> ContractError:
    return ContractError(f"contracts/datasets/{name}.json", where, given, allowed)
