"""A stand-in for the Databricks provider that calls nothing."""
