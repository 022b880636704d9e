"""Contracts to spoil: that of splits, changed, beside those that are there."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts import contract as module
from contracts.contract import DATASETS, forget

Change = Callable[[dict[str, Any]], Any]


def with_contract(folder: Path, monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Put a contract `fx_rates` beside the others: that of splits, changed."""
    document = json.loads((DATASETS / "splits.json").read_text().replace("splits", "fx_rates"))
    change(document)
    shutil.copytree(DATASETS, folder / "datasets")
    (folder / "datasets" / "fx_rates.json").write_text(json.dumps(document))
    monkeypatch.setattr(module, "DATASETS", folder / "datasets")
    forget()


def table(**changes: Any) -> Change:
    return lambda document: document["schema"][0].update(changes)


def server(**changes: Any) -> Change:
    return lambda document: document["servers"][0].update(changes)


def fresh(**changes: Any) -> Change:
    return lambda document: document["slaProperties"][0].update(changes)


def rule(**changes: Any) -> Change:
    return lambda document: document["schema"][0]["quality"][0].update(changes)


def known_at(value: str) -> Change:
    return table(customProperties=[{"property": "knownAt", "value": value}])


def column(given: str, **changes: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        (found,) = [each for each in document["schema"][0]["properties"] if each["name"] == given]
        found.update(changes)

    return change


def keyless(document: dict[str, Any]) -> None:
    for each in document["schema"][0]["properties"]:
        each.pop("primaryKey", None)
