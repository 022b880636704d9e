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
from pyspark.pipelines.output import StreamingTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from anthill_lakehouse.datasets import DATASETS, Dataset
from anthill_lakehouse.embedded.arrivals import Arrived, new_deliveries, stage
from anthill_lakehouse.embedded.declared import declared
from anthill_lakehouse.embedded.graph import Graph, GraphError, Planned, in_order, with_ancestors
from anthill_lakehouse.embedded.kept import check_kept
from anthill_lakehouse.embedded.versions import Delivery, Versions
from anthill_lakehouse.platform import ARRIVED

SCHEMAS: Final = ("bronze", "silver", "gold", "features", ARRIVED)
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
    _arrived: dict[str, Arrived] = field(default_factory=dict[str, Arrived])
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
            graph, plans = self._plans(staging)
            inputs = {name: plan.inputs for name, plan in plans.items()}
            order = in_order(inputs, known={f"{ARRIVED}.{each.name}" for each in DATASETS})
            wanted = with_ancestors(only, inputs) if only else set(order)
            order = [name for name in order if name in wanted]
            for name in order:
                self.tell(name, "is QUEUED")
            for name in order:
                self._make(name, plans[name], graph)
            self.versions.sweep()
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _plans(self, staging: Path) -> tuple[Graph, dict[str, Planned]]:
        for each in DATASETS:
            self._stage(each, staging / f"{each.name}.parquet")
        return declared()

    def _stage(self, dataset: Dataset, file: Path) -> None:
        new = new_deliveries(self.home, dataset, self.versions.deliveries(dataset.bronze))
        self._arrived[dataset.bronze] = stage(self.home, dataset, new, file, self.say)
        self._register(f"{ARRIVED}.{dataset.name}", file)

    def _make(self, name: str, plan: Planned, graph: Graph) -> None:
        self.tell(name, "is RUNNING")
        streams = isinstance(graph.tables[name], StreamingTable)
        current = self.versions.current(name)
        version = self._grown_version(name) if streams else self._view_version(name, plan)
        if current is None or current.name != version:
            check_schema(name, plan.frame, graph.tables[name].schema)
            current = (
                self._grow(name, plan.frame, version) if streams else self._replace(name, plan.frame, version)
            )
        self._made[name] = version
        self._register(name, current)
        self.tell(name, "has COMPLETED")

    def _grown_version(self, name: str) -> str:
        current, new = self.versions.current(name), self._arrived[name].deliveries
        if current and not new:
            return current.name
        return _digest([current.name if current else "", *map(json.dumps, new)])

    def _view_version(self, name: str, plan: Planned) -> str:
        return _digest([self.code, name, *(f"{each} {self._made[each]}" for each in sorted(plan.inputs))])

    def _grow(self, name: str, frame: DataFrame, version: str) -> Path:
        folder, arrived = self.versions.begin(name, grown=True), self._arrived[name]
        new = folder / "new"
        _write(frame, new)
        check_kept(name, new, arrived.records)
        for number, file in enumerate(sorted(new.glob("*.parquet"))):
            file.rename(folder / f"{version}-{number}.parquet")
        shutil.rmtree(new)
        known: list[Delivery] = self.versions.deliveries(name)
        return self.versions.commit(name, version, [*known, *arrived.deliveries])

    def _replace(self, name: str, frame: DataFrame, version: str) -> Path:
        _write(frame, self.versions.begin(name))
        return self.versions.commit(name, version)

    def _register(self, name: str, place: Path) -> None:
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
