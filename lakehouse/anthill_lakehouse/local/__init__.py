"""The pipeline on one machine: under Spark's own `spark-pipelines`, with tables as Parquet files."""
