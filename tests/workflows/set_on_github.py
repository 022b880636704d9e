"""What a person sets on GitHub and in AWS once, as far as workflows read it."""

from configuration.emulator import ACCOUNT
from constructs_lib.delivery_identity.pipeline_role import DEPLOYMENT_SECONDS, SESSION_SECONDS
from environments.shared import DATABRICKS_ACCOUNT_ID, GITHUB, REGION

ROLES = {
    "plan": SESSION_SECONDS,
    "deploy": DEPLOYMENT_SECONDS,
    "notify": SESSION_SECONDS,
    "registration": DEPLOYMENT_SECONDS,
}
"""The roles of the stand-in AWS by name, and how many seconds a session of each may last."""
VARIABLES = {
    **{f"ANTHILL_{role.upper()}_ROLE_ARN": role for role in ROLES},
    "ANTHILL_REGION": REGION,
    "ANTHILL_ACCOUNT_ID": ACCOUNT,
    "ANTHILL_DATABRICKS_ACCOUNT_ID": str(DATABRICKS_ACCOUNT_ID),
    "ANTHILL_DATABRICKS_CLIENT_ID": "00000000-0000-4000-8000-0000000000d1",
    "ANTHILL_RUNNER": GITHUB.runner,
    "ANTHILL_EMULATED": "yes",
    "ANTHILL_PLAN_ONLY": "yes",
}
"""What a person sets on GitHub once (docs/ci.md), and that the embedded AWS is meant and a plan enough.

act has one set for all of GitHub's environments; tests/operations/conformance asks who gets which."""
