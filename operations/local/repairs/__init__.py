"""What moto 5.2.5 does otherwise than AWS, put right at run time; one file per repair.

Every one restores what AWS documents. A behaviour that moto lacks and that cannot be restored in a small
file is no repair: it is declared in the configuration as something that the emulator cannot hold.
"""

from typing import Final

from operations.local.repairs.cloudtrail_names import CLOUDTRAIL_NAMES
from operations.local.repairs.ec2_account_settings import EC2_ACCOUNT_SETTINGS
from operations.local.repairs.ec2_rule_descriptions import EC2_RULE_DESCRIPTIONS
from operations.local.repairs.kms_rotation_period import KMS_ROTATION_PERIOD
from operations.local.repairs.repair import Repair, require_moto
from operations.local.repairs.s3_bucket_policy import S3_BUCKET_POLICY
from operations.local.repairs.s3_log_delivery import S3_LOG_DELIVERY
from operations.local.repairs.s3_suspended_versions import S3_SUSPENDED_VERSIONS

REPAIRS: Final[tuple[Repair, ...]] = (
    CLOUDTRAIL_NAMES,
    EC2_ACCOUNT_SETTINGS,
    EC2_RULE_DESCRIPTIONS,
    KMS_ROTATION_PERIOD,
    S3_BUCKET_POLICY,
    S3_LOG_DELIVERY,
    S3_SUSPENDED_VERSIONS,
)


def install_repairs() -> list[str]:
    """Install every repair and return their names; raises RuntimeError on another moto."""
    require_moto()
    for repair in REPAIRS:
        repair.install()
    return [repair.name for repair in REPAIRS]
