"""One construct, one small stack."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from cdktf import TerraformStack

from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.place import Place
from tests.support.place import ACCOUNT, sample_place
from tests.support.template import Template, synthesise

Build = Callable[[TerraformStack], object]


class Synth(Protocol):
    """Synthesises what is built, in a place of its own or in that of a sample."""

    def __call__(self, build: Build, place: Place = ...) -> Template: ...


@pytest.fixture
def synth(tmp_path: Path) -> Synth:
    def synthesised(build: Build, place: Place = sample_place()) -> Template:  # noqa: B008 - it never changes
        return synthesise(tmp_path, build, place)

    return synthesised


def sample_key(stack: TerraformStack, id_: str = "key") -> CustomerKey:
    return CustomerKey(
        stack,
        id_,
        purpose="sample",
        description="A key",
        administrators=(f"arn:aws:iam::{ACCOUNT}:role/keeper",),
        via_services=("s3",),
        deletion_window_days=7,
    )


def sample_log_bucket(stack: TerraformStack) -> AccessLogBucket:
    return AccessLogBucket(
        stack, "access_logs", name="sample-logs", retention=Retention(days=90, noncurrent_days=7)
    )
