"""What moto 5.2.5 does otherwise than AWS, put right at run time; one file per repair.

Every one restores what AWS documents. A behaviour that moto lacks and that cannot be restored in a small
file is no repair: it is declared in the configuration as something that the emulator cannot hold.
"""

from typing import Final

from operations.emulator.repairs.cloudtrail_names import CLOUDTRAIL_NAMES
from operations.emulator.repairs.cloudwatch_composite_alarms import CLOUDWATCH_COMPOSITE_ALARMS
from operations.emulator.repairs.dms_database_endpoints import DMS_DATABASE_ENDPOINTS
from operations.emulator.repairs.dms_endpoint_changes import DMS_ENDPOINT_CHANGES
from operations.emulator.repairs.dms_serverless_replications import DMS_SERVERLESS_REPLICATIONS
from operations.emulator.repairs.dms_subnet_groups import DMS_SUBNET_GROUPS
from operations.emulator.repairs.dms_task_starts import DMS_TASK_STARTS
from operations.emulator.repairs.ec2_account_settings import EC2_ACCOUNT_SETTINGS
from operations.emulator.repairs.ec2_rule_descriptions import EC2_RULE_DESCRIPTIONS
from operations.emulator.repairs.ec2_texts import EC2_TEXTS
from operations.emulator.repairs.event_deliveries import EVENT_DELIVERIES
from operations.emulator.repairs.kinesis_tags import KINESIS_TAGS
from operations.emulator.repairs.kms_rotation_period import KMS_ROTATION_PERIOD
from operations.emulator.repairs.lambda_settings import LAMBDA_SETTINGS
from operations.emulator.repairs.repair import Repair, require_moto
from operations.emulator.repairs.s3_bucket_policy import S3_BUCKET_POLICY
from operations.emulator.repairs.s3_event_announcements import S3_EVENT_ANNOUNCEMENTS
from operations.emulator.repairs.s3_lifecycle_sizes import S3_LIFECYCLE_SIZES
from operations.emulator.repairs.s3_log_delivery import S3_LOG_DELIVERY
from operations.emulator.repairs.s3_suspended_versions import S3_SUSPENDED_VERSIONS
from operations.emulator.repairs.secret_versions import SECRET_VERSIONS
from operations.emulator.repairs.sqs_redrive_policies import SQS_REDRIVE_POLICIES
from operations.emulator.repairs.tag_changes import TAG_CHANGES
from operations.emulator.repairs.transfer_answers import TRANSFER_ANSWERS
from operations.emulator.repairs.transfer_server_changes import TRANSFER_SERVER_CHANGES

REPAIRS: Final[tuple[Repair, ...]] = (
    TRANSFER_SERVER_CHANGES,
    DMS_SERVERLESS_REPLICATIONS,
    DMS_ENDPOINT_CHANGES,
    DMS_DATABASE_ENDPOINTS,
    DMS_TASK_STARTS,
    TRANSFER_ANSWERS,
    SQS_REDRIVE_POLICIES,
    EVENT_DELIVERIES,
    S3_EVENT_ANNOUNCEMENTS,
    LAMBDA_SETTINGS,
    KINESIS_TAGS,
    DMS_SUBNET_GROUPS,
    CLOUDWATCH_COMPOSITE_ALARMS,
    CLOUDTRAIL_NAMES,
    EC2_ACCOUNT_SETTINGS,
    EC2_TEXTS,
    EC2_RULE_DESCRIPTIONS,
    KMS_ROTATION_PERIOD,
    S3_BUCKET_POLICY,
    S3_LIFECYCLE_SIZES,
    S3_LOG_DELIVERY,
    S3_SUSPENDED_VERSIONS,
    SECRET_VERSIONS,
    TAG_CHANGES,
)


def install_repairs() -> list[str]:
    """Install every repair and return their names; raises RuntimeError on another moto."""
    require_moto()
    for repair in REPAIRS:
        repair.install()
    return [repair.name for repair in REPAIRS]
