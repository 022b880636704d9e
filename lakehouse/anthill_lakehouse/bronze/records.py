"""From delivered files to the table of records as received."""

from typing import Final

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StringType

from anthill_lakehouse.bronze.decode import EXACT, NOT_TEXT, NOT_WHOLE, UNREADABLE, as_json_lines
from anthill_lakehouse.datasets import Dataset
from contracts.replicated import CAPTURED, OPERATION
from contracts.smoke_record import FIELD, RULE

STRICT: Final = {"allowSingleQuotes": "false"}
"""JSON knows no single quotes (RFC 8259, section 7), and `decode` looks for whole objects by that rule."""


def as_received(files: DataFrame, dataset: Dataset) -> DataFrame:
    """Return one row per record of the files, each value as text, whatever is wrong with it.

    `files` has the columns that `decoded` returns: `path`, `modificationTime`, `length`, `lines`.
    Columns: those of the contract, `_operation` and `_captured_at` (of a database's change), `_rescued` (what
    the contract doesn't know, as JSON), `_record` (the record as received; a row of CSV or Parquet as JSON),
    `_problem` (why the record, or the rest of the file, can't be read, or that a smoke test sent it), `_source_file`
    (below the volumes),
    `_line` (from 1, as if each record had a line of its own; 0 if the problem is the file's), `_arrived_at` (when
    the file was written), `_batch_id` (this delivery of this file: the same file written again has another).
    """
    known = [*dataset.column_names, OPERATION, CAPTURED, FIELD]
    rescued = F.map_filter("_fields", lambda name, _: ~name.isin(known))
    # To look a name up in a map is slow, and of a name that is there twice engines find another one.
    columns = ", ".join(f"`{name}` string" for name in known)
    return (
        files.select(
            _source_file(dataset).alias("_source_file"),
            F.col("modificationTime").alias("_arrived_at"),
            _batch_id(dataset).alias("_batch_id"),
            F.posexplode(F.split("lines", "\n")).alias("_position", "_text"),
        )
        .where(F.trim("_text") != "")
        .select(
            "*",
            F.startswith("_text", F.lit(UNREADABLE)).alias("_is_file"),
            F.startswith("_text", F.lit(NOT_TEXT)).alias("_is_not_text"),
            F.startswith("_text", F.lit(NOT_WHOLE)).alias("_is_not_whole"),
            F.startswith("_text", F.lit(EXACT)).alias("_is_exact"),
        )
        .select("*", F.when(~F.col("_is_file"), F.trim(_unmarked())).alias("_record"))
        .select("*", F.when(~F.col("_is_not_whole"), _to_read()).alias("_object"))
        .select(
            "*",
            F.from_json("_object", columns, STRICT).alias("_known"),
            F.from_json("_object", "map<string,string>", STRICT).alias("_fields"),
        )
        .select(
            *(F.col("_known")[name].alias(name) for name in dataset.column_names),
            F.col("_known")[OPERATION].alias("_operation"),
            F.col("_known")[CAPTURED].alias("_captured_at"),
            F.when(F.size(rescued) > 0, F.to_json(rescued)).alias("_rescued"),
            "_record",
            F.when(F.col("_is_file"), F.ltrim("_text", F.lit(UNREADABLE)))
            .when(F.col("_is_not_text"), F.lit("record.encoding: is not UTF-8"))
            .when(F.col("_fields").isNull(), F.lit("record.malformed: is not a whole JSON object"))
            # Rows of CSV beside a smoke test's have the column too, without a value.
            .when(F.trim(F.col("_known")[FIELD]) != "", F.lit(f"{RULE}: was sent by a smoke test"))
            .alias("_problem"),
            "_source_file",
            F.when(F.col("_is_file"), F.lit(0))
            .otherwise(F.col("_position") + 1)
            .cast("bigint")
            .alias("_line"),
            "_arrived_at",
            "_batch_id",
        )
    )


def decoded(files: DataFrame, dataset: Dataset) -> DataFrame:
    """Return files with their records as text, one a line.

    `files` has the columns of Spark's format `binaryFile`: `path`, `modificationTime`, `length`, `content`. Of the
    result's, `lines` is what `as_json_lines` returns.
    """
    encoding = dataset.format.value

    def lines(content: bytes) -> str:
        return as_json_lines(encoding, bytes(content))

    return files.select(
        "path", "modificationTime", "length", F.udf(lines, StringType())("content").alias("lines")
    )


def _unmarked() -> Column:
    marked = F.col("_is_not_text") | F.col("_is_not_whole")
    received = F.element_at(F.split("_text", EXACT), -1)
    return (
        F.when(marked, F.expr("substring(_text, 2)"))
        .when(F.col("_is_exact"), received)
        .otherwise(F.col("_text"))
    )


def _to_read() -> Column:
    """Return the record with its long numbers as strings: Spark would round them."""
    return F.when(F.col("_is_exact"), F.element_at(F.split("_text", EXACT), 2)).otherwise(F.col("_record"))


def _source_file(dataset: Dataset) -> Column:
    # Where the volumes are mounted differs; the place below them doesn't.
    place = f"{dataset.volume}/{dataset.folder}/"
    return F.concat(F.lit(place), F.substring_index("path", f"/{place}", -1))


def _batch_id(dataset: Dataset) -> Column:
    arrived = F.unix_micros("modificationTime").cast("string")
    delivery = F.concat_ws("|", _source_file(dataset), arrived, F.col("length"))
    return F.left(F.sha2(delivery, 256), F.lit(16))
