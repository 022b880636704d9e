"""Makes the tables that are declared: each after those that it reads, and only if one of them, or the code, changed."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.pipelines.output import StreamingTable, Table
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from anthill_lakehouse.datasets import DATASETS
from anthill_lakehouse.embedded.arrivals import new_deliveries, staged
from anthill_lakehouse.embedded.declared import declared
from anthill_lakehouse.embedded.graph import GraphError, Planned, in_order, with_ancestors
from anthill_lakehouse.embedded.kept import check_kept
from anthill_lakehouse.embedded.versions import Delivery, Versions
from anthill_lakehouse.platform import ARRIVED

SCHEMAS: Final = ("bronze", "silver", "gold", "features", ARRIVED)
DATASET_OF: Final = {each.bronze: each for each in DATASETS}
DIGEST: Final = 16
"""Hexadecimal digits of a version's name: 64 bits, beside at most a few others of its table."""


@dataclass(kw_only=True)
class Making:
    """One run: `tell` is given a table and what happens to it, `say` a line for people."""

    home: Path
    code: str
    spark: SparkSession
    versions: Versions
    tell: Callable[[str, str], None]
    say: Callable[[str], None]
    _made: dict[str, str] = field(default_factory=dict[str, str])

    def run(self, only: str | None = None) -> None:
        """Bring every table up to date, or one with all that it is made of.

        Raises GraphError for definitions that can't be run; whatever else the engine raises stops the run, and leaves
        every table as it was or as it became.
        """
        staging = self.home / "staged"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            for schema in SCHEMAS:
                self.spark.sql(f"CREATE DATABASE IF NOT EXISTS {schema}").collect()
            graph, plans = declared()
            inputs = {name: plan.inputs for name, plan in plans.items()}
            order = in_order(inputs, known={f"{ARRIVED}.{each.name}" for each in DATASETS})
            wanted = with_ancestors(only, inputs) if only else set(order)
            order = [name for name in order if name in wanted]
            for name in order:
                self.tell(name, "is QUEUED")
            for name in order:
                self._make(name, plans[name], graph.tables[name], staging)
            self.versions.sweep()
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _make(self, name: str, plan: Planned, table: Table, staging: Path) -> None:
        self.tell(name, "is RUNNING")
        if isinstance(table, StreamingTable):
            current = self._grow(name, plan.frame, table.schema, staging)
        else:
            current = self._replace(name, plan, table.schema)
        self._made[name] = current.name
        self._register(name, current)
        self.tell(name, "has COMPLETED")

    def _grow(self, name: str, frame: DataFrame, schema: StructType | str | None, staging: Path) -> Path:
        """Append the new files of a table's dataset, part by part, and return the version with all of them."""
        of, current, known = DATASET_OF[name], self.versions.current(name), self.versions.deliveries(name)
        new = new_deliveries(self.home, of, known)
        if current and not new:
            return current
        folder = self.versions.begin(name, grown=True)
        read, files = list[Delivery](), list[Path]()
        for part in staged(self.home, of, new, staging, self.say):
            if current and not part.deliveries:
                continue
            self._register(f"{ARRIVED}.{of.name}", part.file)
            if not files:
                check_schema(name, frame, schema)
            written = folder / f"new-{len(files)}"
            _write(frame, written)
            check_kept(name, written, part.records)
            read += part.deliveries
            files += sorted(written.glob("*.parquet"))
        if current and not read:
            return current
        version = _digest([current.name if current else "", *map(json.dumps, read)])
        for number, file in enumerate(files):
            file.rename(folder / f"{version}-{number}.parquet")
        for written in folder.glob("new-*"):
            shutil.rmtree(written)
        return self.versions.commit(name, version, [*known, *read])

    def _view_version(self, name: str, plan: Planned) -> str:
        return _digest([self.code, name, *(f"{each} {self._made[each]}" for each in sorted(plan.inputs))])

    def _replace(self, name: str, plan: Planned, schema: StructType | str | None) -> Path:
        """Make a view of what its inputs are now, unless it is that already."""
        current, version = self.versions.current(name), self._view_version(name, plan)
        if current and current.name == version:
            return current
        check_schema(name, plan.frame, schema)
        _write(plan.frame, self.versions.begin(name))
        return self.versions.commit(name, version)

    def _register(self, name: str, place: Path) -> None:
        self.spark.sql(f"DROP TABLE IF EXISTS {name}").collect()
        self.spark.sql(f"CREATE TABLE {name} USING parquet LOCATION '{place}'").collect()


def _write(frame: DataFrame, folder: Path) -> None:
    frame.write.mode("overwrite").parquet(str(folder))
    if not any(folder.glob("*.parquet")):
        # Of no rows Sail writes no file.
        folder.mkdir(exist_ok=True)
        empty = frame.limit(0).toArrow()
        schema = pa.schema([pa.field(each.name, _stored(each.type)) for each in empty.schema])
        pq.write_table(empty.cast(schema), folder / "part-0.parquet")


def _stored(kind: pa.DataType) -> pa.DataType:
    """Return the type without what is of memory only: views of texts, and lists of them."""
    if pa.types.is_string_view(kind) or pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(_stored(kind.value_type))
    return kind


def check_schema(name: str, frame: DataFrame, wanted: StructType | str | None) -> None:
    """Raise GraphError unless a frame has the columns that are declared, of their types and in their order.

    `spark-pipelines dry-run` passes a declared column that the query lacks, and the run fails at that table.
    """
    if wanted is None:
        return
    declared = frame.sparkSession.createDataFrame([], wanted).schema if isinstance(wanted, str) else wanted
    of_contract = {each.name: each.dataType.simpleString() for each in declared}
    given = {each.name: each.dataType.simpleString() for each in frame.schema}
    if [*given.items()] != [*of_contract.items()]:
        wrong = _differences(of_contract, given) or "their order differs"
        raise GraphError(f"{name} is not what its contract says: {wrong}")


def _differences(declared: Mapping[str, str], given: Mapping[str, str]) -> str:
    names = [*declared, *(name for name in given if name not in declared)]
    return "; ".join(
        f"{name} is {given.get(name, 'not there')}, and should be {declared.get(name, 'not there')}"
        for name in names
        if given.get(name) != declared.get(name)
    )


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:DIGEST]
