"""What the Databricks CLI asks for: section `python` of databricks.yml names `load_resources`."""

from databricks.bundles.core import Bundle, Resources

from anthill_bundle.jobs import JOBS, job
from anthill_bundle.pipeline import market_data


def load_resources(bundle: Bundle) -> Resources:
    """Return the pipeline and the jobs of a target."""
    resources = Resources()
    resources.add_pipeline("market_data", market_data(bundle.target))
    for spec in JOBS:
        if not spec.targets or bundle.target in spec.targets:
            resources.add_job(spec.name, job(spec))
    return resources
