"""The permissions to report the result of a pipeline's run."""

from constructs_lib.delivery_identity.state_access import StateAccess
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place


def notify_statements(state: StateAccess, place: Place) -> list[Statement]:
    """Return what a role may do that only notifies: publish and record, with the key of its records."""
    return [
        *tell_statements(state, place),
        Statement(
            sid="UseStateKey", actions=("kms:Decrypt", "kms:GenerateDataKey"), resources=(state.key_arn,)
        ),
    ]


def tell_statements(state: StateAccess, place: Place) -> list[Statement]:
    """Return what notifying takes: the pipeline's topic, and the records of what was sent before."""
    return [
        Statement(
            sid="RememberNotifications",
            actions=("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
            resources=state.beside("notifications"),
        ),
        Statement(
            sid="TellPipeline",
            actions=("sns:Publish",),
            resources=(place.arn("sns", f"{place.name_prefix}-pipeline"),),
        ),
    ]
