"""Sends files into a source by the way that its kind takes."""

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from configuration.sources.api import ApiSource
from configuration.sources.database import DatabaseSource
from configuration.sources.stream import StreamSource
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.errors import OperationError
from operations.emulator.send.by_api import send_by_api
from operations.emulator.send.by_file import send_by_file
from operations.emulator.send.by_stream import send_by_stream
from operations.emulator.send.delivery import Delivery
from operations.emulator.send.platform import Platform


def send(platform: Platform, name: str, files: Sequence[Path], home: EngineHome) -> Delivery:
    """Send files into a source and say what became of them; `home` is where the embedded AWS lies.

    Raises InputError for an unknown source, a file that is not there or does not keep the source's contract,
    and OperationError if a function fails.
    """
    source = platform.source(name)
    before = platform.waiting(source)
    if isinstance(source, ApiSource):
        delivery = send_by_api(platform, source, files)
    elif isinstance(source, StreamSource):
        delivery = send_by_stream(platform, source, files)
    elif isinstance(source, DatabaseSource):
        if find_spec("psycopg") is None:
            raise OperationError("the client of PostgreSQL is not installed here: run 'make setup'")
        # Of the dependency group `database`, which no other kind needs.
        from operations.emulator.send.by_database import send_by_database  # noqa: PLC0415

        delivery = send_by_database(platform, source, files, home.database)
    else:
        delivery = send_by_file(platform, source, files)
    return replace(delivery, announced=platform.waiting(source) - before)
