"""What moto works out anew at every request is worked out once, and comes out the same."""

import os
from datetime import UTC, datetime

import pytest
from moto import backends
from moto.core import responses, serialize, utils
from moto.core.loaders import create_loader
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.responses import S3Response
from moto.sqs.responses import SQSResponse

from operations.emulator.worked_out_once import work_out_once


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back afterwards what the test's own process would otherwise keep."""
    for owner, name in (
        (backends, "list_of_moto_modules"),
        (utils, "create_loader"),
        (responses, "method_names_from_class"),
        (responses, "camelcase_to_underscores"),
        (serialize, "parse_to_aware_datetime"),
        (DomainDispatcherApplication, "get_backend_for_host"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))


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


@pytest.mark.usefixtures("restored")
def test_the_actions_of_a_service_are_the_same() -> None:
    shipped = {kind: set(utils.method_names_from_class(kind)) for kind in (S3Response, SQSResponse)}
    work_out_once()
    for kind, names in shipped.items():
        found = [responses.method_names_from_class(kind) for _ in range(2)]  # pyright: ignore[reportPrivateImportUsage]
        assert found[0] is found[1]
        assert found[0] == names
    assert "send_message" in shipped[SQSResponse]


@pytest.mark.usefixtures("restored")
def test_hosts_lead_to_the_same_services() -> None:
    hosts = (
        "s3.eu-west-1.amazonaws.com",
        "bucket.s3.amazonaws.com",
        "iam.amazonaws.com",
        "dynamodb",
        "nowhere",
        None,
    )
    shipped = [DomainDispatcherApplication(create_backend_app).get_backend_for_host(host) for host in hosts]
    work_out_once()
    dispatcher = DomainDispatcherApplication(create_backend_app)
    for _ in range(2):
        assert [dispatcher.get_backend_for_host(host) for host in hosts] == shipped
    assert shipped[:4] == ["s3", "s3", "iam", "dynamodb"]


@pytest.mark.usefixtures("restored")
def test_texts_are_the_same_times_and_actions_the_same_methods() -> None:
    texts = ("2026-01-05T08:00:00.000Z", "2026-01-05T08:00:00Z", "2026-01-05 08:00:00+02:00")
    others = (1_767_600_000, datetime(2026, 1, 5, 8, tzinfo=UTC))
    names = ("ListObjectsV2", "GetBucketACL", "PutItem", "")
    times = [serialize.parse_to_aware_datetime(value) for value in (*texts, *others)]  # pyright: ignore[reportPrivateImportUsage]
    methods = [utils.camelcase_to_underscores(name) for name in names]
    work_out_once()
    for _ in range(2):
        assert [serialize.parse_to_aware_datetime(value) for value in (*texts, *others)] == times  # pyright: ignore[reportPrivateImportUsage]
        assert [responses.camelcase_to_underscores(name) for name in names] == methods  # pyright: ignore[reportPrivateImportUsage]
    first, again = (serialize.parse_to_aware_datetime(texts[0]) for _ in range(2))  # pyright: ignore[reportPrivateImportUsage]
    assert first is again
    with pytest.raises(ValueError, match="no time"):
        serialize.parse_to_aware_datetime("no time")  # pyright: ignore[reportPrivateImportUsage]
