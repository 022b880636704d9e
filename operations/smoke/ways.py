"""Asks whether every source works: by a marked record where one may be sent, else by its connection."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from operations.smoke.asked import Asked
from operations.smoke.connections import ask_api, ask_database, ask_folder
from operations.smoke.marked import Means, send_file, send_to_stream
from operations.smoke.question import Answer
from operations.smoke.sources import (
    PARQUET,
    AnySource,
    ApiSource,
    DatabaseSource,
    DropSource,
    PartnerSource,
    StreamSource,
)

SENT: Final = "marked records"
CONNECTED: Final = "connections"
KINDS: Final[dict[type[AnySource], str]] = {
    StreamSource: f"{SENT} (streams)",
    DropSource: f"{SENT} (files by S3)",
    PartnerSource: f"{CONNECTED} (files by SFTP)",
    ApiSource: f"{CONNECTED} (APIs)",
    DatabaseSource: f"{CONNECTED} (databases)",
}


def ask_sources(sources: Sequence[AnySource], means: Means) -> Asked:
    """Ask all of them at once, since most of the time is waiting; `unasked` says why of each that was not."""
    with ThreadPoolExecutor(max(len(sources), 1)) as pool:
        found = list(pool.map(partial(_asked, means=means), sources))
    return Asked(
        answers=tuple(each for each in found if isinstance(each, Answer)),
        unasked=tuple(each for each in found if isinstance(each, str)),
    )


def _asked(source: AnySource, *, means: Means) -> Answer | str:
    where = f"source {source.name}"
    problem: str | None
    match source:
        case ApiSource(started=False) | DatabaseSource(started=False):
            return f"{where}: it is not started"
        case DropSource() if source.setting["format"] == PARQUET:
            return f"{where}: no marked record is made as Parquet"
        case StreamSource():
            problem = send_to_stream(source, means)
        case DropSource():
            problem = send_file(source, means)
        case PartnerSource():
            problem = ask_folder(source, means)
        case ApiSource():
            problem = ask_api(source, means)
        case DatabaseSource():
            problem = ask_database(source, means)
    if problem is None:
        return f"{where}: its replication has not run yet"
    return Answer(address=where, kind=KINDS[type(source)], problem=problem)
