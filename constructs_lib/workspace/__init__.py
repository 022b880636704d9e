"""A Databricks workspace in a network of its own: who makes its machines, where it keeps things, who gets in."""
