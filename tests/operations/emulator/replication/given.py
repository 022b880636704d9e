"""A replication as it is deployed, and a database of its own."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pyarrow.parquet as pq

from constructs_lib.ingestion.replication import SETTINGS, table_mappings
from operations.emulator.replication.deployed import Deployed, ReplicationSettings, S3Target
from operations.emulator.replication.landing_files import LandingFile
from operations.emulator.replication.replicate import Replication
from operations.emulator.replication.server import Server

NUMBERS = count(1)
TARGET: dict[str, Any] = {
    "ServiceAccessRoleArn": "arn:aws:iam::123456789012:role/r",
    "BucketName": "landing",
    "BucketFolder": "portfolio/positions",
    "DataFormat": "parquet",
    "ParquetTimestampInMillisecond": True,
    "CompressionType": "GZIP",
    "IncludeOpForFullLoad": True,
    "TimestampColumnName": "_captured_at",
    "DatePartitionEnabled": True,
}


def deployed(
    database: str,
    *,
    tables: Sequence[tuple[str, str]] = (("public", "positions"),),
    rules: Sequence[dict[str, Any]] = (),
    changes: bool = True,
    **target: Any,
) -> Deployed:
    mappings = json.loads(table_mappings(tables))
    return Deployed(
        name=f"anthill-test-{database}",
        changes=changes,
        database=database,
        target=S3Target.model_validate(TARGET | target),
        settings=ReplicationSettings.model_validate_json(SETTINGS),
        table_mappings=json.dumps({"rules": [*mappings["rules"], *rules]}),
    )


@dataclass
class Stored:
    """A bucket: what was stored, in order."""

    files: list[LandingFile] = field(default_factory=list[LandingFile])

    def __call__(self, file: LandingFile) -> None:
        self.files.append(file)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [row for file in self.files for row in pq.read_table(io.BytesIO(file.content)).to_pylist()]

    def taken(self) -> list[dict[str, Any]]:
        """Return the rows, and forget them."""
        rows, self.files = self.rows, []
        return rows


class Database:
    """A database of its own, with a table of positions."""

    def __init__(self, server: Server) -> None:
        self.server, self.name = server, f"book{next(NUMBERS)}"
        with server.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {self.name}".encode())
        self.run(
            "CREATE TABLE positions (isin varchar PRIMARY KEY, quantity numeric(38, 10), at timestamptz)"
        )

    def run(self, *statements: str) -> None:
        with self.server.connect(self.name) as connection, connection.transaction():
            for statement in statements:
                connection.execute(statement.encode())

    def replication(self, store: Callable[[LandingFile], None], **given: Any) -> Replication:
        return Replication(deployed(self.name, **given), self.server, store)
