"""GitHub's REST API, as far as the pipeline calls it."""
