"""A log bucket is accepted if its policy lets the logging service write, however it says so.

moto 5.2.5 compares text: the service must be a single string, and the resource one of three spellings; a
list, as AWS itself normalises policies to, is refused. AWS evaluates the policy.
"""

from typing import Any, Final

from moto.s3.models import FakeBucket

from operations.emulator.authorization.evaluation import Decision, Request, decide
from operations.emulator.repairs.repair import Repair, replace

SERVICE: Final = "logging.s3.amazonaws.com"


def _may_deliver(target_bucket: Any, target_prefix: str | None) -> bool:
    if target_bucket.policy is None:
        return False
    request = Request(
        action="s3:PutObject",
        resource=f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/{target_prefix or ''}log",
        principals={"Service": frozenset({SERVICE})},
        context={
            "aws:sourceaccount": (target_bucket.account_id,),
            "aws:securetransport": ("true",),
            "s3:tlsversion": ("1.3",),
            "aws:principalisawsservice": ("true",),
        },
    )
    return decide(target_bucket.policy.decode(), request) is Decision.ALLOW


S3_LOG_DELIVERY: Final = Repair(
    name="s3 log delivery",
    upstream="moto/s3/models.py, FakeBucket._log_permissions_enabled_policy",
    install=lambda: replace(FakeBucket, "_log_permissions_enabled_policy", staticmethod(_may_deliver)),
)
