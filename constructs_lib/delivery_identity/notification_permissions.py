"""What it takes to tell what a pipeline's run came to."""

from constructs_lib.delivery_identity.realm import Realm, StateAccess
from constructs_lib.iam.policy_document import Statement


def notify_statements(state: StateAccess, realm: Realm) -> list[Statement]:
    """Return what a role may do that only tells: what telling takes, and the key of what it remembers."""
    return [
        *tell_statements(state, realm),
        Statement(
            sid="UseStateKey", actions=("kms:Decrypt", "kms:GenerateDataKey"), resources=(state.key_arn,)
        ),
    ]


def tell_statements(state: StateAccess, realm: Realm) -> list[Statement]:
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
            resources=(realm.arn("sns", f"{realm.name_prefix}-pipeline"),),
        ),
    ]
