"""The pipeline that brings market data from bronze to gold."""

from typing import Final

from databricks.bundles.pipelines import Pipeline

from anthill_bundle.shared import (
    BUDGET_POLICY,
    CATALOG,
    EMAILS,
    ENVIRONMENT_VERSION,
    WHEEL,
    tags,
)

DEFINITIONS: Final = "anthill_lakehouse/pipelines/market_data.py"

UNNAMED_SCHEMA: Final = "ops"
"""Where tables would go that name no schema; every table of the pipeline names its own."""


def market_data(target: str) -> Pipeline:
    """Return the pipeline: serverless, started by jobs, in the catalogue of its environment."""
    return Pipeline.from_dict(
        {
            "name": "market_data",
            "catalog": CATALOG,
            "schema": UNNAMED_SCHEMA,
            "serverless": True,
            "continuous": False,
            "channel": "CURRENT",
            "libraries": [{"file": {"path": DEFINITIONS}}],
            "environment": {"environment_version": ENVIRONMENT_VERSION, "dependencies": [WHEEL]},
            "configuration": {
                # As on one machine: else days would be those of the workspace's default time zone.
                "spark.sql.session.timeZone": "UTC",
                "anthill.catalog": CATALOG,
                "anthill.landing": "${var.landing_path}",
                "anthill.arrivals": "${var.arrivals_path}",
                "anthill.since": "${var.backfill_since}",
                "anthill.until": "${var.backfill_until}",
            },
            "event_log": {"catalog": CATALOG, "schema": UNNAMED_SCHEMA, "name": "market_data_events"},
            "notifications": [
                {
                    "email_recipients": EMAILS,
                    "alerts": ["on-update-failure", "on-update-fatal-failure", "on-flow-failure"],
                }
            ],
            "budget_policy_id": BUDGET_POLICY,
            "tags": tags(),
            # Bronze holds what landing has let go of already, and goes with its pipeline.
            "lifecycle": {"prevent_destroy": target != "dev"},
        }
    )
