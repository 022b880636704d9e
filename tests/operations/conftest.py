import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from operations.cli import main
from operations.common.embedded_engine.client import REGION
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.emulator.engine import running_engine
from operations.emulator.server import STOCK_MOTO
from operations.github.client import GitHub
from operations.github.settings import github_settings
from operations.terraform.binary import find_terraform
from tests.support.fake_github import FakeGitHub
from tests.support.run import Run

Client = Callable[[str], Any]


@pytest.fixture
def anthill(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `anthill` and return exit code, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["anthill", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def home(tmp_path: Path) -> EngineHome:
    return EngineHome(tmp_path / "local")


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineRecord]:
    """The engine as it is used, with every repair."""
    with running_engine(EngineHome(tmp_path_factory.mktemp("engine"))) as record:
        yield record


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineRecord]:
    """Moto as shipped."""
    os.environ[STOCK_MOTO] = "1"
    try:
        with running_engine(EngineHome(tmp_path_factory.mktemp("shipped"))) as record:
            yield record
    finally:
        del os.environ[STOCK_MOTO]


@pytest.fixture(scope="session")
def aws(engine: EngineRecord) -> Client:
    return _clients(engine)


@pytest.fixture(scope="session")
def shipped_aws(shipped: EngineRecord) -> Client:
    return _clients(shipped)


def _clients(record: EngineRecord) -> Client:
    session = boto3.Session("test", "test", region_name=REGION)
    settings = Config(
        s3={"addressing_style": "path"},
        retries={"total_max_attempts": 1},
        proxies={"http": record.endpoint},
    )

    def client(service: str) -> Any:
        return session.client(service, endpoint_url=record.endpoint, config=settings)

    return client


@pytest.fixture(scope="session")
def terraform_binary(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Terraform that the project would run here."""
    return str(find_terraform(os.environ, tmp_path_factory.mktemp("toolchain")))


@pytest.fixture
def hub() -> Iterator[FakeGitHub]:
    """GitHub's API on loopback, with nothing in it."""
    with FakeGitHub.running() as server:
        yield server


@pytest.fixture
def github(hub: FakeGitHub) -> GitHub:
    """The client of it, which waits for nothing."""
    return GitHub(github_settings(hub.environment), backoff=0, secondary_wait=0)
