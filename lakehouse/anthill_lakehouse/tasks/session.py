"""The Spark session of a task in a workspace."""

from pyspark.sql import SparkSession


def session() -> SparkSession:
    """Return the session, in UTC: else a day of the market would be one of the workspace's default time zone."""
    spark = SparkSession.builder.getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    return spark
