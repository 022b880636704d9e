"""A stand-in for the Databricks provider that calls nothing.

Real Terraform validates, plans, applies, imports and destroys with it. See docs/offline-databricks.md.
"""

from offline_databricks.installation import SOURCE, VERSION, environment, install

__all__ = ["SOURCE", "VERSION", "environment", "install"]
