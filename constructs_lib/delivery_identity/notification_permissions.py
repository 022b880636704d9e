"""What it takes to tell what a pipeline's run came to."""

from constructs_lib.delivery_identity.state_access import StateAccess
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place


def notify_statements(state: StateAccess, place: Place) -> list[Statement]:
    """Return what a role may do that only tells: what telling takes, and the key of what it remembers."""
    return [
        *tell_statements(state, place),
        Statement(
            sid="UseStateKey", actions=("kms:Decrypt", "kms:GenerateDataKey"), resources=(state.key_arn,)
        ),
    ]


def tell_statements(state: StateAccess, place: Place) -> list[Statement]:
    """Return what telling takes: the pipeline's topic, and the objects that say what was told before."""
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
