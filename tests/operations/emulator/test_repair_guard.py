"""Repairs belong to one moto: on another they fail loudly."""

import importlib.metadata

import pytest

from operations.emulator.repairs import REPAIRS
from operations.emulator.repairs.repair import MOTO_VERSION, add, replace, require_moto


def test_the_installed_moto_is_the_one_they_were_written_for() -> None:
    require_moto()


def test_another_moto_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", {"moto": "5.2.6"}.__getitem__)
    with pytest.raises(RuntimeError, match=rf"moto 5\.2\.6 is installed, the repairs are for {MOTO_VERSION}"):
        require_moto()


def test_what_is_not_there_cannot_be_replaced() -> None:
    with pytest.raises(AttributeError, match="vanished"):
        replace(type("Owner", (), {}), "vanished", None)


def test_what_is_there_cannot_be_added() -> None:
    owner = type("Owner", (), {"present": 1})
    with pytest.raises(AttributeError, match="Owner has present already: remove the repair"):
        add(owner, "present", 2)


def test_every_repair_says_where_it_belongs_upstream() -> None:
    assert len({repair.name for repair in REPAIRS}) == len(REPAIRS)
    assert all(repair.upstream.startswith("moto/") for repair in REPAIRS)
