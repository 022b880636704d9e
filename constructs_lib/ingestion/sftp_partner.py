"""Who may send files by SFTP."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cdktf_cdktf_provider_aws.transfer_ssh_key import TransferSshKey
from cdktf_cdktf_provider_aws.transfer_user import TransferUser, TransferUserHomeDirectoryMappings
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

from constructs_lib.iam.policy_document import Statement
from constructs_lib.iam.service_role import ServiceRole
from constructs_lib.ingestion.sftp_endpoint import SftpEndpoint
from constructs_lib.ingestion.source_spec import Surroundings
from constructs_lib.place import Place

SSH: Final = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSpec:
    """A partner: its public keys and the addresses it comes from."""

    name: str
    """The name that it signs in with."""
    public_keys: tuple[str, ...]
    """Its SSH keys; there are no passwords."""
    allowed_cidrs: tuple[str, ...]
    """The blocks that it may come from."""


class SftpPartner(Construct):
    """The user of one partner, locked into `incoming/<partner>/` of landing.

    Always on: keys only, a logical root from which nothing else is visible, a role for this prefix that may
    write and list but not read. Each of its sources is a folder in it, so a new source changes nothing here.

    Attributes:
        user: The user resource.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        partner: PartnerSpec,
        endpoint: SftpEndpoint,
        surroundings: Surroundings,
    ) -> None:
        super().__init__(scope, id_)
        place, landing = Place.of(scope), surroundings.landing
        prefix = f"incoming/{partner.name}/"
        bucket_arn = place.bucket_arn(landing.bucket_name)
        tags = {"partner": partner.name}
        role = ServiceRole(
            self,
            "role",
            purpose=f"sftp-{partner.name}",
            description=f"Takes the files of partner {partner.name}",
            service="transfer.amazonaws.com",
            statements=[
                Statement(
                    sid="ListOwnPrefix",
                    actions=("s3:ListBucket",),
                    resources=(bucket_arn,),
                    conditions={"StringLike": {"s3:prefix": [f"{prefix}*"]}},
                ),
                Statement(
                    sid="PutFiles",
                    actions=("s3:AbortMultipartUpload", "s3:PutObject"),
                    resources=(f"{bucket_arn}/{prefix}*",),
                ),
                Statement(
                    sid="EncryptFiles",
                    actions=("kms:Decrypt", "kms:GenerateDataKey"),
                    resources=(landing.key.arn,),
                ),
            ],
            tags=tags,
        )
        self.user = TransferUser(
            self,
            "user",
            server_id=endpoint.server_id,
            user_name=partner.name,
            role=role.arn,
            home_directory_type="LOGICAL",
            home_directory_mappings=[
                TransferUserHomeDirectoryMappings(
                    entry="/", target=f"/{landing.bucket_name}/{prefix.rstrip('/')}"
                )
            ],
            tags=tags,
        )
        user_name = self.user.user_name
        for key in partner.public_keys:
            # Named by its content: taking one key away leaves the others alone.
            id_ = f"key_{sha256(key.encode()).hexdigest()[:8]}"
            TransferSshKey(self, id_, server_id=endpoint.server_id, user_name=user_name, body=key)
        for cidr in partner.allowed_cidrs:
            VpcSecurityGroupIngressRule(
                self,
                f"from_{cidr.replace('.', '_').replace('/', '_')}",
                security_group_id=endpoint.security_group_id,
                description=f"SFTP from partner {partner.name}",
                ip_protocol="tcp",
                from_port=SSH,
                to_port=SSH,
                cidr_ipv4=cidr,
                tags=tags,
            )
