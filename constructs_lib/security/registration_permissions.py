"""What the role may do that registers environments with the Databricks account."""

from constructs_lib.policy_document import Statement
from constructs_lib.security.realm import Realm, StateAccess


def registration_statements(state: StateAccess, realm: Realm) -> list[Statement]:
    """Return what deploying the stacks of a state takes in AWS: these states, what is kept beside them, their key.

    The stacks themselves are about Databricks alone.
    """
    return [
        Statement(
            sid="WriteState",
            actions=("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
            resources=state.with_locks,
        ),
        Statement(
            sid="RecordDeployments",
            actions=("s3:GetObject", "s3:PutObject"),
            resources=state.beside("backups", "deployments", "releases"),
        ),
        # Without it S3 answers 403, and not 404, for a state that is not there yet (S3 API reference, GetObject).
        Statement(sid="ListStates", actions=("s3:ListBucket",), resources=(state.bucket_arn,)),
        Statement(
            sid="UseStateKey",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            resources=(state.key_arn,),
            conditions={"StringEquals": {"kms:ViaService": [f"s3.{realm.region}.amazonaws.com"]}},
        ),
    ]
