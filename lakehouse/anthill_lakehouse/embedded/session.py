"""A session of Spark's client whose engine is Sail, in this process."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

import pyarrow as pa
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession
from pyspark.sql.connect import session as connect
from pyspark.sql.pandas import types as client_types
from pyspark.sql.types import StringType

IDLE: Final = "SAIL_SPARK__SESSION_TIMEOUT_SECS"
"""Sail removes a session that was idle for so long, after 15 minutes unless told otherwise (its configuration,
`spark.session_timeout_secs`). The session here ends with its server, whatever else its process does meanwhile."""
LONGEST_IDLE_SECONDS: Final = 7 * 24 * 3600
POOL: Final = "SAIL_RUNTIME__MEMORY_POOL__TYPE"
POOL_SIZE: Final = "SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE"
"""Sail's memory for sorts, groups and joins (its configuration, `runtime.memory_pool`), without a bound unless told
otherwise. In a pool that is `fair`, what doesn't fit is put aside in files of the temporary folder."""
POOL_BYTES: Final = 2**30
"""Enough for ten million trades, and too little for nothing that is measured (docs/scale.md)."""


@contextmanager
def sail() -> Generator[SparkSession]:
    """Start Sail on a free port of this machine and end it afterwards; times are of UTC, as everywhere here.

    Its settings are variables of this process; one that is there already holds.
    """
    _understand_views_of_texts()
    for name, value in ((IDLE, LONGEST_IDLE_SECONDS), (POOL, "fair"), (POOL_SIZE, POOL_BYTES)):
        os.environ.setdefault(name, str(value))
    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    try:
        address = server.listening_address
        assert address is not None  # noqa: S101 - it listens
        # Not getOrCreate, which returns the session of another engine where this process has one.
        spark = SparkSession.builder.remote(f"sc://127.0.0.1:{address[1]}").create()
        try:
            spark.conf.set("spark.sql.session.timeZone", "UTC")
            with _active(spark):
                yield spark
        finally:
            # Else the server waits for it for ever.
            spark.stop()
    finally:
        # Python doesn't end while it runs.
        server.stop()


@contextmanager
def _active(spark: SparkSession) -> Generator[None]:
    """Let this session be `SparkSession.active()`, by which definitions find theirs.

    `create` leaves an older one active (pyspark-client 4.2), and there is no public way to say which it is.
    """
    active: Any = connect.SparkSession._active_session  # pyright: ignore[reportPrivateUsage]
    before = getattr(active, "session", None)
    active.session = spark
    try:
        yield
    finally:
        active.session = before


def _understand_views_of_texts() -> None:
    """Let the client read lists of views of texts, which Sail 0.7 answers with and pyspark-client 4.2 refuses."""
    known: Any = client_types.from_arrow_type
    if getattr(known, "__wrapped__", None):
        return

    def from_arrow_type(kind: pa.DataType, *others: Any, **named: Any) -> Any:
        return StringType() if pa.types.is_string_view(kind) else known(kind, *others, **named)

    from_arrow_type.__wrapped__ = known  # pyright: ignore[reportFunctionMemberAccess]
    client_types.from_arrow_type = from_arrow_type
