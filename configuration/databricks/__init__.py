"""What is configured of Databricks: the account, and an environment's workspace, catalogue and compute."""
