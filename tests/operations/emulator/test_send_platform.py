"""What senders are told when the platform is not there, and what threads of a smoke test may ask of it at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import pytest

from environments.catalogue import ENVIRONMENTS
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import InputError
from operations.emulator.send.platform import Platform

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]


def test_a_source_that_is_configured_but_not_deployed_is_bad_input(engine: EngineRecord) -> None:
    with pytest.raises(InputError, match="'daily-prices' is not deployed: run 'make up' first"):
        Platform(engine, LOCAL).source("daily-prices")


def test_a_source_that_is_not_configured_is_bad_input(engine: EngineRecord) -> None:
    with pytest.raises(InputError, match="no source 'daily' in local; known are daily-prices, dividends"):
        Platform(engine, LOCAL).source("daily")


class Session:
    """A session that notices when two threads make clients of it at once."""

    def __init__(self) -> None:
        self._making = Lock()
        self.met = 0

    def client(self, service: str, **_: Any) -> str:
        if not self._making.acquire(blocking=False):
            self.met += 1
            return service
        time.sleep(0.01)
        self._making.release()
        return service


def test_threads_make_clients_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    monkeypatch.setattr(Platform, "_session", session)
    engine = EngineRecord(pid=1, create_time=0.0, port=1, token="t", started_at="")
    platform = Platform(engine, LOCAL)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(platform.client, ["s3"] * 32)) == ["s3"] * 32
    assert session.met == 0
