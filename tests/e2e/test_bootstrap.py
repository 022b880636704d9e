"""The bootstrap applies, and a stack can keep its state in the bucket that it made, as the stacks declare it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from configuration.emulator import ACCOUNT as EMULATOR_ACCOUNT
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.emulator.engine import running_engine
from operations.synthesis.emulated_stack import emulated
from operations.terraform.run import TerraformRun
from tests.e2e.conftest import client
from tests.e2e.test_interrupted import SLOW
from tests.support.template import Template

pytestmark = pytest.mark.e2e

EMULATED_BACKEND = {
    "skip_credentials_validation": True,
    "skip_metadata_api_check": True,
    "use_path_style": True,
}


def write(folder: Path, name: str, document: dict[str, Any]) -> Path:
    target = folder / "stacks" / name
    target.mkdir(parents=True)
    (target / "cdk.tf.json").write_text(json.dumps(document))
    return target


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineRecord]:
    """An engine of its own: what the bootstrap makes is never destroyed."""
    with running_engine(EngineHome(tmp_path_factory.mktemp("engine"))) as record:
        yield record


@pytest.fixture(scope="module")
def bootstrap(
    engine: EngineRecord, stacks: Mapping[str, Template], tmp_path_factory: pytest.TempPathFactory
) -> TerraformRun:
    document = emulated(stacks["anthill-dev-bootstrap"].json)
    del document["resource"][SLOW]
    folder = write(tmp_path_factory.mktemp("bootstrap"), "anthill-dev-bootstrap", document)
    terraform = TerraformRun(folder, engine)
    terraform.init()
    terraform.apply()
    return terraform


def test_a_second_plan_of_the_bootstrap_says_no_changes(bootstrap: TerraformRun) -> None:
    assert bootstrap.changes() == []


@pytest.mark.usefixtures("bootstrap")
def test_state_goes_to_the_bucket_encrypted_and_leaves_no_lock(
    engine: EngineRecord, stacks: Mapping[str, Template], tmp_path: Path
) -> None:
    dev = stacks["anthill-dev"].json
    (account,) = dev["provider"]["aws"][0]["allowed_account_ids"]
    declared = json.dumps(dev["terraform"]["backend"]["s3"])
    backend = json.loads(declared.replace(account, EMULATOR_ACCOUNT))
    document = {
        "terraform": {"backend": {"s3": {**backend, **EMULATED_BACKEND}}},
        "resource": {"terraform_data": {"sample": {"input": "value"}}},
    }
    terraform = TerraformRun(write(tmp_path, "sample", document), engine)
    terraform.init()
    assert "Apply complete!" in terraform.apply()
    s3 = client(engine, "s3")
    head = s3.head_object(Bucket=backend["bucket"], Key=backend["key"])
    assert head["ServerSideEncryption"] == "aws:kms"
    assert head["SSEKMSKeyId"] == backend["kms_key_id"]
    with pytest.raises(ClientError, match="404"):
        s3.head_object(Bucket=backend["bucket"], Key=f"{backend['key']}.tflock")
    versions = s3.list_object_versions(Bucket=backend["bucket"], Prefix=f"{backend['key']}.tflock")
    assert versions["DeleteMarkers"], "no lock was ever taken"
