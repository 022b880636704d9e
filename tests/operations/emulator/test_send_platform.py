"""What senders are told when the platform is not there."""

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
