"""One construct, one small stack."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cdktf import TerraformStack

from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.protection import Protection
from tests.support.template import Template, synthesise

ACCOUNT = "111122223333"
PLACE = {"partition": "aws", "region": "eu-west-1", "account_id": ACCOUNT}

Build = Callable[[TerraformStack], object]


@pytest.fixture
def synth(tmp_path: Path) -> Callable[[Build], Template]:
    return lambda build: synthesise(tmp_path, build)


def sample_key(stack: TerraformStack, id_: str = "key", *, retained: bool = False) -> CustomerKey:
    return CustomerKey(
        stack,
        id_,
        alias="alias/sample",
        description="A key",
        partition="aws",
        region="eu-west-1",
        account_id=ACCOUNT,
        administrators=(f"arn:aws:iam::{ACCOUNT}:role/keeper",),
        via_services=("s3",),
        deletion_window_days=7,
        protection=Protection(retained=retained),
    )


def sample_log_bucket(stack: TerraformStack, *, protection: Protection | None = None) -> AccessLogBucket:
    return AccessLogBucket(
        stack,
        "access_logs",
        name="sample-logs",
        partition="aws",
        account_id=ACCOUNT,
        retention=Retention(days=90, noncurrent_days=7),
        protection=protection or Protection(retained=False),
    )
