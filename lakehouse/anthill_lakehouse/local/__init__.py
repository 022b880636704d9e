"""The pipeline on one machine: on Sail, or under Spark's own `spark-pipelines`, with tables as Parquet files."""
