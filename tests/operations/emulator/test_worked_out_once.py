"""What moto works out anew at every request is worked out once, and comes out the same."""

import os

import pytest
from moto import backends
from moto.core import utils
from moto.core.loaders import create_loader

from operations.emulator.worked_out_once import work_out_once


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back afterwards what the test's own process would otherwise keep."""
    for module, name in ((backends, "list_of_moto_modules"), (utils, "create_loader")):
        monkeypatch.setattr(module, name, getattr(module, name))


@pytest.fixture
def listings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that are listed while a test runs."""
    listed: list[str] = []
    listing = os.listdir

    def noted(path: str) -> list[str]:
        listed.append(str(path))
        return listing(path)

    monkeypatch.setattr(os, "listdir", noted)
    return listed


@pytest.mark.usefixtures("restored")
def test_services_are_listed_once_and_are_the_same(listings: list[str]) -> None:
    shipped = [list(backends.list_of_moto_modules()) for _ in range(2)]
    assert len(listings) == 2, "moto keeps the list itself: remove what keeps it here"
    work_out_once()
    listings.clear()
    assert [list(backends.list_of_moto_modules()) for _ in range(2)] == shipped
    assert "s3" in shipped[0]
    assert listings == []


@pytest.mark.usefixtures("restored")
def test_models_of_services_are_listed_once(listings: list[str]) -> None:
    services = ("s3", "sqs", "kms")
    shipped = {service: create_loader().load_service_model(service, "service-2") for service in services}
    work_out_once()
    listings.clear()
    for service in services:
        loader = utils.create_loader()  # pyright: ignore[reportPrivateImportUsage]
        assert loader.load_service_model(service, "service-2") == shipped[service]
    everything = [folder for folder in listings if folder.endswith("data")]
    assert len(everything) == len(set(everything))
