"""Writes what a replication would write: Parquet, in the places and with the columns of DMS."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from configuration.sources.database import DatabaseSource, Table
from contracts.dataset import Contract
from contracts.replicated import OPERATION, parquet
from operations.common.errors import InputError
from operations.emulator.send.delivery import Delivery, Stored
from operations.emulator.send.function_run import DeployedFunction
from operations.emulator.send.platform import Platform
from operations.emulator.send.rows import Row, existing, read_rows
from operations.emulator.send.source_secret import value_of

OPERATIONS: Final = ("I", "U", "D")
NOT_MOVED: Final = (
    "the schedule: EventBridge Scheduler runs nothing here, this command took its place",
    "the replication: DMS reads no database here; this command wrote what it would write of such rows",
)
CREDENTIALS: Final = json.dumps({"host": "192.0.2.1", "port": 5432, "username": "nobody", "password": "none"})
"""Those of no database (RFC 5737), put where a person has put none."""


def send_by_database(platform: Platform, source: DatabaseSource, files: Sequence[Path]) -> Delivery:
    """Start the replication, and write each file's rows as a full load, or as changes if they have a column `Op`.

    That holds I, U or D. A file's name without ending is the table's, unless the source has one table. Raises
    OperationError if the replication does not start.
    """
    dataset, now = source.dataset, datetime.now(UTC)
    bucket, key_arn = platform.bucket(source), platform.lake_key_arn()
    steps: list[str] = [_start(platform, source)]
    stored: list[Stored] = []
    count = 0
    for number, file in enumerate(existing(files), start=1):
        rows = read_rows(file, dataset, optional=[OPERATION])
        folder = _folder(source, file)
        key = f"{source.prefix}{folder}/{_name(rows, file, now, number)}"
        platform.client("s3").put_object(
            Bucket=bucket,
            Key=key,
            Body=_parquet(rows, dataset, now),
            ServerSideEncryption="aws:kms",
            SSEKMSKeyId=key_arn,
        )
        count += len(rows)
        steps.append(f"wrote {len(rows)} rows of {folder}")
        stored.append(platform.stored(bucket, key))
    return Delivery(
        source=source.name,
        kind=source.kind.value,
        records=count,
        steps=tuple(steps),
        stored=tuple(stored),
        announced=0,
        not_moved=NOT_MOVED,
    )


def _start(platform: Platform, source: DatabaseSource) -> str:
    """Run the function that starts the replication, and say what it did."""
    name = platform.names.named("function", f"replicate-{source.name}")
    function = DeployedFunction(platform, code="replication_start", physical_name=name)
    value_of(platform, platform.names.named("secret", source.name), otherwise=CREDENTIALS)
    answer = function.run({})
    return f"ran {function.name}: the replication was {answer['status']}, {answer['outcome']}"


def _parquet(rows: Sequence[Row], dataset: Contract, now: datetime) -> bytes:
    try:
        return parquet(rows, dataset, now)
    except ValueError as error:
        raise InputError(str(error)) from error


def _folder(source: DatabaseSource, file: Path) -> str:
    tables: dict[str, Table] = {table.name: table for table in source.tables}
    table = source.tables[0] if len(source.tables) == 1 else tables.get(file.stem)
    if table is None:
        raise InputError(f"{file.name} is named after none of the tables {sorted(tables)}")
    return f"{table.database_schema}/{table.name}"


def _name(rows: Sequence[Row], file: Path, now: datetime, number: int) -> str:
    operations = {row.get(OPERATION) for row in rows}
    if operations == {None}:
        return f"LOAD{number:08X}.parquet"
    unknown = operations - set(OPERATIONS)
    if unknown:
        raise InputError(
            f"{file}: {OPERATION} is {sorted(map(str, unknown))}; allowed: {', '.join(OPERATIONS)} in each row"
        )
    return f"{now:%Y/%m/%d}/{now:%Y%m%d}-{now:%H%M%S}{now.microsecond // 1000:03}.parquet"
