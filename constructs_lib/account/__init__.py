"""What a Databricks account has once: identities, metastore, audit logs, budgets."""
