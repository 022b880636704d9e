"""What holds for a whole AWS account and everything in it."""

from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_aws.accessanalyzer_analyzer import AccessanalyzerAnalyzer
from cdktf_cdktf_provider_aws.ebs_encryption_by_default import EbsEncryptionByDefault
from cdktf_cdktf_provider_aws.ebs_snapshot_block_public_access import EbsSnapshotBlockPublicAccess
from cdktf_cdktf_provider_aws.ec2_instance_metadata_defaults import Ec2InstanceMetadataDefaults
from cdktf_cdktf_provider_aws.iam_account_password_policy import IamAccountPasswordPolicy
from cdktf_cdktf_provider_aws.s3_account_public_access_block import S3AccountPublicAccessBlock
from constructs import Construct

from constructs_lib.place import Place

PASSWORDS_REMEMBERED: Final = 24
"""The most IAM allows, and what CIS AWS Foundations 1.9 asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicy:
    """The passwords of IAM users: least length in characters, greatest age in days."""

    minimum_length: int
    """Characters, at least."""
    maximum_age_days: int
    """Days after which one must be changed."""


class AccountGuardRails(Construct):
    """The settings of an AWS account that no workload in it can weaken.

    Always on: S3 public access blocked for the account, encryption of EBS volumes by default, EBS snapshots
    never public, IMDSv2 as the default of new instances, the password policy. How far a metadata token may travel
    stays with the one who starts an instance: in a container, as Databricks runs Spark, it takes two hops
    (EC2 user guide, "Instance metadata access considerations"). The access analyzer is a
    choice, because some accounts have an organization-wide one.

    `access_analyzer` says whether the account has one of its own.

    Attributes:
        analyzer: The access analyzer, None where it is off.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        passwords: PasswordPolicy,
        access_analyzer: bool,
    ) -> None:
        super().__init__(scope, id_)
        S3AccountPublicAccessBlock(
            self,
            "public_access_block",
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        EbsEncryptionByDefault(self, "volume_encryption", enabled=True)
        EbsSnapshotBlockPublicAccess(self, "snapshot_block", state="block-all-sharing")
        # CIS AWS Foundations 5.6 asks for this alone.
        Ec2InstanceMetadataDefaults(self, "metadata_defaults", http_tokens="required")
        IamAccountPasswordPolicy(
            self,
            "passwords",
            minimum_password_length=passwords.minimum_length,
            max_password_age=passwords.maximum_age_days,
            password_reuse_prevention=PASSWORDS_REMEMBERED,
            require_lowercase_characters=True,
            require_uppercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            allow_users_to_change_password=True,
        )
        self.analyzer = (
            AccessanalyzerAnalyzer(
                self,
                "analyzer",
                analyzer_name=Place.of(scope).name_of("analyzer", "external-access"),
                type="ACCOUNT",
            )
            if access_analyzer
            else None
        )
