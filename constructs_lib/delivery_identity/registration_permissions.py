"""What the role may do that registers environments with the Databricks account."""

from constructs_lib.delivery_identity.state_access import StateAccess
from constructs_lib.delivery_identity.state_permissions import record_deployments, write_state
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place


def registration_statements(state: StateAccess, place: Place) -> list[Statement]:
    """Return what deploying the stacks of a state takes in AWS: these states, what is kept beside them, their key.

    The stacks themselves are about Databricks alone.
    """
    return [
        write_state(state),
        record_deployments(state),
        # Without it S3 answers 403, and not 404, for a state that is not there yet (S3 API reference, GetObject).
        Statement(sid="ListStates", actions=("s3:ListBucket",), resources=(state.bucket_arn,)),
        Statement(
            sid="UseStateKey",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            resources=(state.key_arn,),
            conditions={"StringEquals": {"kms:ViaService": [place.regional_service("s3")]}},
        ),
    ]
