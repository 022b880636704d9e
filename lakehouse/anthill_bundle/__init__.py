"""What the bundle deploys: the pipeline and the jobs. Loaded by the Databricks CLI, not part of the wheel."""
