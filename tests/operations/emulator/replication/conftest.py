from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.common.embedded_engine.database_home import DatabaseHome
from operations.emulator.replication.server import Server, running_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real PostgreSQL for the tests of this folder."""
    home = DatabaseHome(tmp_path_factory.mktemp("database"))
    with running_server(home) as running:
        yield running
    home.remove()


@pytest.fixture
def database_home(tmp_path: Path) -> Iterator[DatabaseHome]:
    home = DatabaseHome(tmp_path)
    yield home
    home.remove()
