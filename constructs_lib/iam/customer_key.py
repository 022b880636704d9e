"""A customer-managed KMS key with a least-privilege policy."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from constructs import Construct

from constructs_lib.iam.policy_document import Principal, Statement, policy_document
from constructs_lib.place import Place

USE_ACTIONS: Final = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
)
"""What encrypting and decrypting takes (AWS KMS developer guide, "Allows key users to use the KMS key")."""

ADMINISTRATION_ACTIONS: Final = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
"""Administration without use: who manages the key cannot read with it."""

ROTATION_ACTIONS: Final = ("kms:ListKeyRotations", "kms:RotateKeyOnDemand")
"""New material at once (docs/how-to/rotate-a-key.md): for people who manage the key, never for a deployment."""

MANAGEMENT_ACTIONS: Final = (*ADMINISTRATION_ACTIONS, *ROTATION_ACTIONS)

GRANT_ACTIONS: Final = ("kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceUse:
    """An AWS service that may use a key, narrowed by conditions (operator to key to values)."""

    sid: str
    """The id of the statement, unique in the key's policy."""
    principal: str
    """The service, such as `logs.amazonaws.com`."""
    actions: tuple[str, ...] = USE_ACTIONS
    """What it may do with the key."""
    conditions: dict[str, dict[str, list[str]]] = field(default_factory=dict[str, dict[str, list[str]]])
    """What must hold: operator to condition key to values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalUse:
    """AWS principals, here or in another account, that may use a key under conditions."""

    sid: str
    """The id of the statement, unique in the key's policy."""
    arns: tuple[str, ...]
    """Who: ARNs of roles, or of accounts."""
    actions: tuple[str, ...]
    """What they may do with the key."""
    conditions: dict[str, dict[str, list[str]]]
    """What must hold: operator to condition key to values."""


def log_group_use(place: Place) -> ServiceUse:
    """Return the use of a key by CloudWatch Logs for the log groups of one account and region.

    Source: CloudWatch Logs user guide, "Encrypt log data using AWS KMS", step 2.
    """
    return ServiceUse(
        sid="CloudWatchLogs",
        principal=place.regional_service("logs"),
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": [place.arn("logs", "log-group:*")]}},
    )


class CustomerKey(Construct):
    """A symmetric KMS key with an alias.

    Always on: yearly rotation, a key policy that separates administration from use, use by identities of
    the account only through the AWS services named in `via_services`, grants only through those named in
    `grants_via_services` and only for the service itself, prevention of destroy where the protection retains.

    `administrators` are ARNs of who manages it and cannot read
    with it. `deletion_window_days` is how long a deletion can be taken back.

    Attributes:
        key: The key resource.
        alias: The alias resource.
        arn: The key's ARN, known after apply.
        alias_arn: The alias' ARN, known at synthesis.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        purpose: str,
        description: str,
        administrators: Sequence[str],
        via_services: Sequence[str],
        deletion_window_days: int,
        services: Sequence[ServiceUse] = (),
        principals: Sequence[PrincipalUse] = (),
        grants_via_services: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        alias = place.name_of("kms_alias", purpose)
        account = Principal(aws=(place.root_arn,))
        statements = [
            # The account as principal hands the decision to IAM policies; without it a deleted
            # administrator would leave a key that nobody can manage (KMS guide, "Default key policy").
            Statement(
                sid="AccountAdministration",
                principal=account,
                actions=MANAGEMENT_ACTIONS,
                resources=("*",),
            ),
        ]
        if via_services:
            statements.append(
                Statement(
                    sid="AccountUseThroughServices",
                    principal=account,
                    actions=USE_ACTIONS,
                    resources=("*",),
                    conditions={
                        "StringEquals": {
                            "kms:CallerAccount": [place.account_id],
                            "kms:ViaService": [place.regional_service(service) for service in via_services],
                        }
                    },
                )
            )
        if grants_via_services:
            statements.append(
                Statement(
                    sid="AccountGrantsThroughServices",
                    principal=account,
                    actions=GRANT_ACTIONS,
                    resources=("*",),
                    conditions={
                        "Bool": {"kms:GrantIsForAWSResource": ["true"]},
                        "StringEquals": {
                            "kms:CallerAccount": [place.account_id],
                            "kms:ViaService": [
                                place.regional_service(service) for service in grants_via_services
                            ],
                        },
                    },
                )
            )
        if administrators:
            named = Principal(aws=tuple(administrators))
            statements.append(
                Statement(
                    sid="KeyAdministration", principal=named, actions=MANAGEMENT_ACTIONS, resources=("*",)
                )
            )
        statements += [
            Statement(
                sid=use.sid,
                principal=Principal(services=(use.principal,)),
                actions=use.actions,
                resources=("*",),
                conditions=use.conditions,
            )
            for use in services
        ]
        statements += [
            Statement(
                sid=use.sid,
                principal=Principal(aws=use.arns),
                actions=use.actions,
                resources=("*",),
                conditions=use.conditions,
            )
            for use in principals
        ]
        self.key = KmsKey(
            self,
            "key",
            description=description,
            enable_key_rotation=True,
            deletion_window_in_days=deletion_window_days,
            policy=policy_document(statements),
            lifecycle=place.protection.lifecycle,
        )
        self.arn = self.key.arn
        self.alias_arn = place.arn("kms", alias)
        self.alias = KmsAlias(self, "alias", name=alias, target_key_id=self.key.key_id)
