"""Makes the schemas that Terraform makes on Databricks. Run by `spark-submit`, once per lakehouse."""

from typing import Final

from pyspark.sql import SparkSession

SCHEMAS: Final = ("bronze", "silver", "gold", "features")


def main() -> None:
    """Make the schemas that aren't there."""
    spark = SparkSession.builder.enableHiveSupport().getOrCreate()
    for schema in SCHEMAS:
        spark.sql(f"CREATE DATABASE IF NOT EXISTS {schema}")
    spark.stop()


if __name__ == "__main__":
    main()
