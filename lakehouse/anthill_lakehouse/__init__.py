"""Market data from bronze to gold, on one machine or on Databricks."""
