"""Both ends of a capture: the database, and the prefix in landing."""

from typing import Final

from cdktf_cdktf_provider_aws.dms_certificate import DmsCertificate
from cdktf_cdktf_provider_aws.dms_endpoint import DmsEndpoint
from cdktf_cdktf_provider_aws.dms_s3_endpoint import DmsS3Endpoint
from constructs import Construct

from constructs_lib.iam.policy_document import Statement
from constructs_lib.iam.service_role import ServiceRole
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.place import Place

POSTGRESQL: Final = "postgres"
"""What DMS calls it."""
ARRIVAL_COLUMN: Final = "_captured_at"
LONGEST_BATCH_SECONDS: Final = 60
LARGEST_FILE_KIB: Final = 32_000


def database_endpoint(
    scope: Construct,
    *,
    source: SourceSpec,
    surroundings: Surroundings,
    secret_arn: str,
    engine: str,
    database: str,
    certificate_authority: str | None,
) -> DmsEndpoint:
    """Define the end at the database: TLS always, host and credentials from the secret.

    The server is verified where the authority of its certificate is given. Only PostgreSQL can do without
    (DMS user guide, "Using SSL with AWS DMS"), and only it gets the database: one of MySQL is named by the
    schema of each table (DMS API reference, MySQLSettings).
    """
    place = Place.of(scope)
    certificate = (
        DmsCertificate(
            scope,
            "certificate",
            certificate_id=place.name_of("replication", f"{source.name}-authority"),
            certificate_pem=certificate_authority,
            tags=source.tags,
        )
        if certificate_authority
        else None
    )
    role = ServiceRole(
        scope,
        "secret_role",
        purpose=f"capture-secret-{source.name}",
        description=f"Reads the credentials of source {source.name}",
        # Secrets are read by the regional service (DMS user guide, "Using secrets").
        service=place.regional_service("dms"),
        statements=[
            Statement(
                sid="ReadCredentials",
                actions=("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
                resources=(secret_arn,),
            ),
            Statement(
                sid="DecryptCredentials",
                actions=("kms:Decrypt",),
                resources=(surroundings.ingestion_key.arn,),
            ),
        ],
        tags=source.tags,
    )
    return DmsEndpoint(
        scope,
        "database",
        endpoint_id=place.name_of("replication", f"{source.name}-database"),
        endpoint_type="source",
        engine_name=engine,
        database_name=database if engine == POSTGRESQL else None,
        secrets_manager_arn=secret_arn,
        secrets_manager_access_role_arn=role.arn,
        kms_key_arn=surroundings.ingestion_key.arn,
        ssl_mode="verify-full" if certificate else "require",
        certificate_arn=certificate.certificate_arn if certificate else None,
        tags=source.tags,
        depends_on=[role.policy],
    )


def landing_endpoint(scope: Construct, *, source: SourceSpec, surroundings: Surroundings) -> DmsS3Endpoint:
    """Define the end in landing: Parquet, with the lake's key, the kind of change and the time of capture."""
    place, landing = Place.of(scope), surroundings.landing
    bucket_arn, key_arn = place.bucket_arn(landing.bucket_name), landing.key.arn
    role = ServiceRole(
        scope,
        "landing_role",
        purpose=f"capture-{source.name}",
        description=f"Writes source {source.name} to landing",
        service="dms.amazonaws.com",
        statements=[
            Statement(
                sid="WriteLanding",
                # DMS removes the files that it wrote to test the connection.
                actions=("s3:DeleteObject", "s3:PutObject", "s3:PutObjectTagging"),
                resources=(f"{bucket_arn}/{source.prefix}*",),
            ),
            Statement(
                sid="ListLanding",
                actions=("s3:ListBucket",),
                resources=(bucket_arn,),
                conditions={"StringLike": {"s3:prefix": [f"{source.prefix}*"]}},
            ),
            Statement(
                sid="EncryptLanding", actions=("kms:Decrypt", "kms:GenerateDataKey"), resources=(key_arn,)
            ),
        ],
        tags=source.tags,
    )
    return DmsS3Endpoint(
        scope,
        "landing",
        endpoint_id=place.name_of("replication", f"{source.name}-landing"),
        endpoint_type="target",
        kms_key_arn=surroundings.ingestion_key.arn,
        service_access_role_arn=role.arn,
        bucket_name=landing.bucket_name,
        bucket_folder=source.prefix.rstrip("/"),
        expected_bucket_owner=place.account_id,
        data_format="parquet",
        parquet_version="parquet-2-0",
        parquet_timestamp_in_millisecond=True,
        compression_type="GZIP",
        encryption_mode="SSE_KMS",
        server_side_encryption_kms_key_id=key_arn,
        include_op_for_full_load=True,
        timestamp_column_name=ARRIVAL_COLUMN,
        date_partition_enabled=True,
        cdc_max_batch_interval=LONGEST_BATCH_SECONDS,
        cdc_min_file_size=LARGEST_FILE_KIB,
        tags=source.tags,
        depends_on=[role.policy],
    )
