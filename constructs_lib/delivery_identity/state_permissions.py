"""What a deployer of stacks does with their states."""

from constructs_lib.delivery_identity.state_access import StateAccess
from constructs_lib.iam.policy_document import Statement


def write_state(state: StateAccess) -> Statement:
    """Return the right to read, write and lock the states."""
    return Statement(
        sid="WriteState",
        actions=("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
        resources=state.with_locks,
    )


def record_deployments(state: StateAccess) -> Statement:
    """Return the right to what is kept beside the states: copies, records of deployments, releases."""
    return Statement(
        sid="RecordDeployments",
        actions=("s3:GetObject", "s3:PutObject"),
        resources=state.beside("backups", "deployments", "releases"),
    )
