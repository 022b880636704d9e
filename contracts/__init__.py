"""Data contracts: one file per dataset, shared by ingestion and by the code of the lakehouse."""
